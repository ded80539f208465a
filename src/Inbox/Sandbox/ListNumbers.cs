using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Sandbox;

/// <summary>GET /_sandbox/phone/numbers: the businesses one can write to.</summary>
internal static class ListNumbers
{
    /// <summary>A business.</summary>
    public sealed record View(string PhoneNumberId, string DisplayPhoneNumber, string Name);

    internal static async Task<IResult> Handle(SandboxNumbers numbers, IOrganizations organizations, CancellationToken ct)
    {
        var views = new List<View>();
        foreach (var number in await numbers.ListAsync(ct))
        {
            var organization = await organizations.FindAsync(number.OrganizationId, ct);
            views.Add(new(number.PhoneNumberId, number.Display, organization?.Name ?? number.Display));
        }
        return TypedResults.Json(views, Json.Options);
    }
}
