using System.ComponentModel.DataAnnotations;
using Aldrava.Platform.Http;
using Aldrava.Platform.Text;

namespace Aldrava.Inbox.Numbers;

/// <summary>An id as Meta gives them: digits.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class MetaIdAttribute : ValidationAttribute, IFieldRule
{
    public string Type => "meta_id";

    public override bool IsValid(object? value) => value is null || value is string { Length: > 0 and <= 40 } id && id.All(char.IsAsciiDigit);
}

/// <summary>A token or key: visible characters only. A line break that came along when pasting would make every request fail.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class SecretTextAttribute : ValidationAttribute, IFieldRule
{
    private const int Longest = 2000;

    public string Type => "secret_text";

    public override bool IsValid(object? value) =>
        value is null || value is string { Length: > 0 and <= Longest } secret && !secret.AsSpan().ContainsAnyExceptInRange('!', '~');
}

/// <summary>A phone number, however it is written.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class PhoneTextAttribute : ValidationAttribute, IFieldRule
{
    private const int Shortest = 7;

    public string Type => "phone";

    public override bool IsValid(object? value) => value is null || value is string written && PhoneNumbers.Normalise(written) is { Length: >= Shortest };
}
