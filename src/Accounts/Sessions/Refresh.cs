namespace Aldrava.Accounts.Sessions;

/// <summary>Exchanges a refresh token for a new pair; the old one is retired.</summary>
internal static class Refresh
{
    internal static async Task<IResult> Handle(RefreshTokenRequest request, RotateTokens tokens, HttpContext http, CancellationToken ct)
    {
        var outcome = await tokens.RotateAsync(request.RefreshToken, Origin.Of(http), ct);
        return outcome.Answer(TypedResults.Ok);
    }
}
