using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Messages;

/// <summary>What a message carries beside its words, as JSON: what we read ourselves under our names, the rest as it came under Meta's.</summary>
internal static class MessageContent
{
    private const int LongestPart = 32 * 1024;

    // What is shown but never acted upon. Each is a member of the message.
    private static readonly string[] s_asTheyCame = ["contacts", "order", "referral", "interactive", "button", "system", "identity", "unsupported"];

    internal static string? Of(InboundMessage said)
    {
        var content = new JsonObject();
        void Add(string name, JsonNode? value)
        {
            if (value is not null)
                content[name] = value;
        }

        Add("location", said.Location is null ? null : JsonSerializer.SerializeToNode(said.Location, Json.Options));
        Add("reply_id", said.ReplyId);
        Add("reply_data", said.ReplyData);
        Add("target_wamid", said.TargetWamid);
        var context = said.Raw.Object("context");
        Add("product", Part(context?.Member("referred_product")));
        if (context?.Flag("forwarded") is true || context?.Flag("frequently_forwarded") is true)
            Add("forwarded", true);
        if (context?.Flag("frequently_forwarded") is true)
            Add("frequently_forwarded", true);
        foreach (var name in s_asTheyCame)
            Add(name, Part(said.Raw.Member(name)));
        return content.Count == 0 ? null : content.ToJsonString();
    }

    /// <summary>A copy that jsonb takes; null when it is too long to be what it should be.</summary>
    private static JsonNode? Part(JsonElement? element) => element is { } part && part.GetRawText().Length <= LongestPart ? Copy(part) : null;

    private static JsonNode? Copy(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => new JsonObject(
                element.EnumerateObject().DistinctBy(m => m.Name, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Name, Copy(m.Value)))
            ),
            JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(Copy)]),
            JsonValueKind.String => element.GetString(),
            // Numbers without bounds are JSON, and no numbers for PostgreSQL.
            JsonValueKind.Number => element.TryGetDecimal(out var number)
                ? JsonValue.Create(number)
                : JsonText.Cut(element.GetRawText(), WebhookUpdateWriter.LongestId),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
}
