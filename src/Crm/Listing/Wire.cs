using System.Text.Json;

namespace Aldrava.Crm.Listing;

/// <summary>Names as the interface writes them.</summary>
internal static class Wire
{
    /// <summary>A field.</summary>
    public static string Name(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>A value of an enum.</summary>
    public static string Written<T>(this T value)
        where T : struct, Enum => Name(value.ToString());
}
