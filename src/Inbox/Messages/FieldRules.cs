using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Messages;

/// <summary>Gathers what is wrong with a body whose rules depend on each other, every fault with the place where it is.</summary>
internal sealed class FieldRules(HttpContext http)
{
    private readonly List<FieldError> _faults = [];

    public IReadOnlyList<FieldError> Faults => _faults;

    public void Bad(string field, string type, params object[] arguments) => _faults.Add(FieldErrors.Describe(http, field, type, arguments));

    /// <summary>There has to be something.</summary>
    public bool Needs(string field, object? value)
    {
        if (value is not (null or ""))
            return true;
        Bad(field, "missing");
        return false;
    }

    /// <summary>There has to be a text that says something and is not too long.</summary>
    public void NeedsText(string field, string? text, int longest)
    {
        if (string.IsNullOrWhiteSpace(text))
            Bad(field, "missing");
        else
            MayHaveText(field, text, longest);
    }

    public void MayHaveText(string field, string? text, int longest)
    {
        if (text is not null && text.Length > longest)
            Bad(field, "string_too_long", longest);
    }

    public void NeedsLink(string field, string? link)
    {
        if (Needs(field, link) && !(Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme is "https" or "http") || link?.Length > 2000)
            Bad(field, "url");
    }

    /// <summary>There has to be at least one, and no more than so many.</summary>
    public bool NeedsItems<T>(string field, IReadOnlyList<T>? items, int most)
    {
        if (items is null)
            Bad(field, "missing");
        else if (items.Count == 0)
            Bad(field, "too_short", 1);
        else if (items.Count > most)
            Bad(field, "too_long", most);
        return items is { Count: > 0 };
    }

    /// <summary>No two may be the same.</summary>
    public void Unlike(IEnumerable<(string Field, string? Value)> values)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (field, value) in values)
        {
            if (value is not null && !seen.Add(value))
                Bad(field, "duplicate");
        }
    }
}
