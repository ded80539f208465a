using System.Collections.Frozen;
using System.Text.Json;

namespace Aldrava.Platform.Data;

/// <summary>Enums by their snake_case names, as they are stored and as JSON shows them.</summary>
public static class EnumNames
{
    /// <summary>The name of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ToText[value];

    /// <summary>The value of a name.</summary>
    public static T Read<T>(string name)
        where T : struct, Enum => Names<T>.FromText[name];

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ToText = Enum.GetValues<T>()
            .ToFrozenDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

        public static readonly FrozenDictionary<string, T> FromText = ToText.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }
}
