using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Sessions;

/// <summary>Signs a user in.</summary>
internal static class Login
{
    public sealed record Request(
        [Required, EmailAddress, StringLength(254)] string Email,
        [Required, StringLength(1024)] string Password,
        [StringLength(100)] string? DeviceName = null
    ) : IRequestBody
    {
        public static Request Example => new("admin@imoveismais.pt", "senha123", "Chrome no escritório");
    }

    internal static async Task<IResult> Handle(Request request, SignIn signIn, HttpContext http, CancellationToken ct)
    {
        var credentials = new Credentials(request.Email, request.Password, request.DeviceName);
        var outcome = await signIn.TryAsync(credentials, SessionProfile.Default, Origin.Of(http), ct);
        return outcome.Answer(signedIn => TypedResults.Ok(PairWithUser.Of(signedIn)));
    }
}

/// <summary>A pair of tokens and whose they are.</summary>
public sealed record PairWithUser(string AccessToken, string RefreshToken, string TokenType, DateTimeOffset ExpiresAt, long DeviceId, UserView User)
{
    /// <summary>For the documentation.</summary>
    public static PairWithUser Example => Of(TokenPair.Example, UserView.Example);

    internal static PairWithUser Of(SignedIn signedIn) => Of(signedIn.Pair, UserView.Of(signedIn.Account));

    internal static PairWithUser Of(TokenPair pair, UserView user) =>
        new(pair.AccessToken, pair.RefreshToken, pair.TokenType, pair.ExpiresAt, pair.DeviceId, user);
}
