using System.Globalization;
using System.Resources;

namespace Aldrava.Platform.Http;

/// <summary>A resource file of messages, <c>Resources/Errors.{pt-PT,pt-BR,en}.resx</c> of one module.</summary>
/// <param name="Resources">Where the messages are.</param>
public sealed record ErrorCatalogue(ResourceManager Resources);

/// <summary>Turns error codes into sentences of the caller's language. Every module adds its catalogue; pt-PT is the language of last resort.</summary>
public sealed class ErrorMessages(IEnumerable<ErrorCatalogue> catalogues)
{
    private readonly ErrorCatalogue[] _catalogues = [.. catalogues];

    /// <summary>The message of <paramref name="key"/> with its placeholders filled.</summary>
    /// <exception cref="MissingManifestResourceException">No catalogue has the key: a bug that a test finds.</exception>
    public string Get(string key, CultureInfo language, IReadOnlyList<object>? arguments = null)
    {
        foreach (var catalogue in _catalogues)
        {
            if ((Find(catalogue, key, language) ?? Find(catalogue, key, Languages.Default)) is { } text)
                return arguments is { Count: > 0 } ? string.Format(language, text, [.. arguments]) : text;
        }
        throw new MissingManifestResourceException($"No message for '{key}'.");
    }

    /// <summary>Every key of every catalogue in one language, without fall-back: for the tests and the documented list.</summary>
    public IEnumerable<(string Key, string Text)> All(CultureInfo language) =>
        from catalogue in _catalogues
        // A module that refuses nothing has no messages.
        let messages = catalogue.Resources.GetResourceSet(language, createIfNotExists: true, tryParents: false)
        where messages is not null
        from entry in messages.Cast<System.Collections.DictionaryEntry>()
        orderby (string)entry.Key
        select ((string)entry.Key, (string)entry.Value!);

    // Not GetString: where there is no neutral language, that throws for a key which another catalogue may have.
    private static string? Find(ErrorCatalogue catalogue, string key, CultureInfo language) =>
        catalogue.Resources.GetResourceSet(language, createIfNotExists: true, tryParents: false)?.GetString(key);
}
