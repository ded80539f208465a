using System.ComponentModel.DataAnnotations;
using System.Net.Mail;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Users;

/// <summary>An e-mail address that mail can be sent to.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class MailboxAttribute : ValidationAttribute, IFieldRule
{
    /// <inheritdoc />
    public string Type => "email";

    /// <inheritdoc />
    public override bool IsValid(object? value) =>
        value is not string text || (MailAddress.TryCreate(text.Trim(), out var address) && address.Address == text.Trim() && address.Host.Contains('.'));
}

/// <summary>A text with something in it.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class NotBlankAttribute : ValidationAttribute, IFieldRule
{
    /// <inheritdoc />
    public string Type => "missing";

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not string text || !string.IsNullOrWhiteSpace(text);
}
