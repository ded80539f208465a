using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Aldrava.Platform.Http;

/// <summary>
/// Finds what kind of value a place in a request body should hold. The serializer's message names the record instead of the field whenever the field is
/// a parameter of a constructor, as ours are.
/// </summary>
internal static partial class BodyFields
{
    /// <summary>The type at a JSON path such as <c>$.items[0].name</c>; null when the path leads nowhere.</summary>
    public static Type? TypeAt(Type body, string path)
    {
        var type = body;
        foreach (var step in Steps().Matches(path).Select(m => m.Value))
        {
            type =
                step[0] == '['
                    ? ElementOf(type)
                    : Members(type).FirstOrDefault(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name) == step[1..])?.PropertyType;
            if (type is null)
                return null;
        }
        return type;
    }

    private static PropertyInfo[] Members(Type type) => (Nullable.GetUnderlyingType(type) ?? type).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static Type? ElementOf(Type type) =>
        type == typeof(string) || !type.IsAssignableTo(typeof(IEnumerable)) ? null : type.GetElementType() ?? type.GenericTypeArguments.LastOrDefault();

    [GeneratedRegex(@"\.[^.\[]+|\[[^\]]*\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Steps();
}
