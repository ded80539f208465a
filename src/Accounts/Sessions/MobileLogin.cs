using System.ComponentModel.DataAnnotations;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Sessions;

/// <summary>Signs an agent in on their phone.</summary>
internal static class MobileLogin
{
    public sealed record Request(
        [Required, EmailAddress, StringLength(254)] string Email,
        [Required, StringLength(1024)] string Password,
        [StringLength(100)] string? DeviceName = null
    ) : IRequestBody
    {
        public static Request Example => new("joao.teste@imoveismais.pt", "senha123", "iPhone do João");
    }

    internal static async Task<IResult> Handle(Request request, SignIn signIn, HttpContext http, CancellationToken ct)
    {
        var credentials = new Credentials(request.Email, request.Password, request.DeviceName);
        var outcome = await signIn.TryAsync(credentials, SessionProfile.Mobile, Origin.Of(http), ct);
        return outcome.Answer(signedIn => TypedResults.Created((string?)null, signedIn.Pair));
    }
}
