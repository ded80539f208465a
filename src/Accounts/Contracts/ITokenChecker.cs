using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Contracts;

/// <summary>What an access token is worth: <see cref="SignedIn"/> or <see cref="Refused"/>.</summary>
public abstract record TokenCheck
{
    private TokenCheck() { }

    /// <summary>It is good.</summary>
    /// <param name="User">Whose it is.</param>
    /// <param name="ExpiresAt">Until when; a socket closes then unless it brought another token.</param>
    /// <param name="FullName">Their name, for showing to others.</param>
    public sealed record SignedIn(CurrentUser User, DateTimeOffset ExpiresAt, string? FullName) : TokenCheck;

    /// <summary>It is not.</summary>
    /// <param name="Error">401 <c>token.invalid</c>, <c>token.expired</c> or <c>session.revoked</c>.</param>
    public sealed record Refused(Error Error) : TokenCheck;
}

/// <summary>Judges access tokens, without asking the database: signature, expiry, and whether their session was ended.</summary>
public interface ITokenChecker
{
    /// <summary>Judges one.</summary>
    TokenCheck Check(string token);

    /// <summary>Judges one that is part of a longer text.</summary>
    TokenCheck Check(ReadOnlySpan<char> token) => Check(token.ToString());
}
