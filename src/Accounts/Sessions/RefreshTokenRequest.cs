using System.ComponentModel.DataAnnotations;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Sessions;

/// <summary>The body of refresh, logout and revoke.</summary>
/// <param name="RefreshToken">As it was given out.</param>
public sealed record RefreshTokenRequest([Required, StringLength(512)] string RefreshToken) : IRequestBody
{
    /// <summary>For the documentation.</summary>
    public static RefreshTokenRequest Example => new(new string('r', 64));
}
