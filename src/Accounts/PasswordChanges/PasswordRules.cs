using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.PasswordChanges;

/// <summary>A password somebody chooses: 8 to 128 characters.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class NewPasswordAttribute() : StringLengthAttribute(Longest)
{
    private const int Shortest = 8;
    private const int Longest = 128;

    /// <inheritdoc />
    public override bool IsValid(object? value)
    {
        MinimumLength = Shortest;
        return base.IsValid(value);
    }
}

internal static class PasswordRules
{
    /// <summary>422 when the password is the address it belongs to.</summary>
    public static Error? Refusal(HttpContext http, string field, string password, string email) =>
        IsAddress(password, email) ? FieldErrors.One(http, field, "password_is_email") : null;

    public static bool IsAddress(string password, string email) => User.NormaliseEmail(password) == User.NormaliseEmail(email);
}
