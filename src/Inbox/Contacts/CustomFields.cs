using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Contacts;

/// <summary>What an organization notes about its contacts in fields of its own: a small flat object.</summary>
internal static class CustomFields
{
    private const int MostFields = 50;
    private const int LongestName = 60;
    private const int LongestValue = 500;

    /// <summary>Whether it is small and flat enough.</summary>
    internal static bool AreFine(JsonElement fields) =>
        fields.ValueKind == JsonValueKind.Object
        && fields.EnumerateObject().Count() <= MostFields
        && fields.EnumerateObject().All(f => f.Name.Length is > 0 and <= LongestName && IsPlain(f.Value));

    internal static string Store(JsonElement fields)
    {
        // Through the mending reader: a text may hold what PostgreSQL refuses.
        using var clean = JsonText.TryParse(JsonSerializer.SerializeToUtf8Bytes(fields));
        return JsonSerializer.Serialize(clean!.RootElement, Json.Options);
    }

    /// <summary>Both; where both know a field the first one's value stays.</summary>
    internal static string Join(string first, string second)
    {
        var joined = JsonNode.Parse(first)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(second)!.AsObject())
        {
            if (!joined.ContainsKey(name))
                joined[name] = value?.DeepClone();
        }
        return joined.ToJsonString(Json.Options);
    }

    private static bool IsPlain(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => IsShortText(value),
            JsonValueKind.Number => value.GetRawText().Length <= LongestName,
            JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => true,
            _ => false,
        };

    private static bool IsShortText(JsonElement value)
    {
        try
        {
            return value.GetString()!.Length <= LongestValue;
        }
        catch (InvalidOperationException)
        {
            return false; // Half a surrogate pair is no text.
        }
    }
}
