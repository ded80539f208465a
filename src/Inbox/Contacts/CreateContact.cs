using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Numbers;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

internal static class ContactLimits
{
    public const int Name = 200;
    public const int Email = 254;
    public const int Notes = 4000;
    public const int UserId = 128;
    public const string Language = "^[a-z]{2,3}(-[A-Z]{2})?$";
}

/// <summary>A small flat JSON object.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class FlatObjectAttribute : ValidationAttribute, IFieldRule
{
    public string Type => "flat_object";

    public override bool IsValid(object? value) => value is not JsonElement fields || fields.ValueKind == JsonValueKind.Null || CustomFields.AreFine(fields);
}

/// <summary>POST /api/v1/contacts: adds a person by phone or WhatsApp user id. One who is there already is 409 with their id.</summary>
internal static class CreateContact
{
    public sealed record Request(
        [StringLength(ContactLimits.Name)] string? Name = null,
        [PhoneText] string? Phone = null,
        [StringLength(ContactLimits.UserId, MinimumLength = 1)] string? WaUserId = null,
        [StringLength(ContactLimits.Email), EmailAddress] string? Email = null,
        [StringLength(ContactLimits.Notes)] string? Notes = null,
        [RegularExpression(ContactLimits.Language)] string? Language = null,
        [FlatObject] JsonElement? CustomFields = null
    ) : IRequestBody
    {
        public static Request Example => new("Marta Figueiredo", "+351 912 345 678", Email: "marta@example.pt", Language: "pt-PT");

        public IEnumerable<(string Field, string Type)> Faults() =>
            Phone is null && WaUserId is null ? [("phone", "missing")]
            : Phone is not null && ContactAccess.DialledAs(Phone) is null ? [("phone", "phone")]
            : [];
    }

    internal static async Task<IResult> Handle(Request request, CurrentUser user, InboxDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var phone = request.Phone is null ? null : ContactAccess.DialledAs(request.Phone);
        if (await FindAsync(db, phone, request.WaUserId, ct) is { } known)
            return Errors.Contact.Exists(known);
        var now = clock.GetUtcNow();
        var contact = new Contact
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = user.OrganizationId,
            Name = Plain(request.Name),
            Email = Plain(request.Email),
            Notes = Plain(request.Notes),
            Language = request.Language,
            CreatedAt = now,
        };
        if (request.CustomFields is { ValueKind: JsonValueKind.Object } fields)
            contact.CustomFields = CustomFields.Store(fields);
        contact.SetIds(phone, request.WaUserId, now);
        db.Add(contact);
        if (await db.SaveAsync(ct) is null)
            return TypedResults.Created($"/api/v1/contacts/{contact.Id}", ContactView.Of(contact));
        // Somebody added them, or they wrote, in this very moment.
        return await FindAsync(db, phone, request.WaUserId, ct) is { } first ? Errors.Contact.Exists(first) : Aldrava.Platform.Http.Errors.Record.Exists();
    }

    internal static string? Plain(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static async Task<Guid?> FindAsync(InboxDbContext db, string? phone, string? userId, CancellationToken ct)
    {
        var key = phone is null ? null : PhoneNumbers.Canonical(phone);
        var known = await db
            .Contacts.AsNoTracking()
            .Where(c => (key != null && c.PhoneKey == key) || (userId != null && c.WaUserId == userId))
            .OrderBy(c => c.CreatedAt)
            .FirstOrDefaultAsync(ct);
        return known is null ? null : (await ContactMerge.SurvivorAsync(db, known, ct)).Id;
    }
}
