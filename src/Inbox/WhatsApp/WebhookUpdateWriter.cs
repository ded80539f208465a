using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>Writes one update with what it needs of its surroundings. Those are copied field by field and bounded: a thousand updates must not carry a thousand copies of something huge.</summary>
internal static class WebhookUpdateWriter
{
    internal const int LongestId = 128;
    internal const int LongestName = 256;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Write(string field, JsonElement? metadata, JsonElement? contact, string name, JsonElement item)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("field", field);
            if (metadata is { } number)
                WriteObject(writer, "metadata", number, LongestId, "phone_number_id", "display_phone_number");
            if (contact is { } person)
                WriteContact(writer, person);
            writer.WritePropertyName(name);
            item.WriteTo(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteContact(Utf8JsonWriter writer, JsonElement contact)
    {
        writer.WriteStartObject("contact");
        WriteFields(writer, contact, LongestId, "wa_id", "user_id", "parent_user_id");
        if (contact.Object("profile") is { } profile)
            WriteObject(writer, "profile", profile, LongestName, "name", "username");
        writer.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter writer, string name, JsonElement from, int longest, params ReadOnlySpan<string> fields)
    {
        writer.WriteStartObject(name);
        WriteFields(writer, from, longest, fields);
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, JsonElement from, int longest, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (from.Text(field) is { } text)
                writer.WriteString(field, JsonText.Cut(text, longest));
        }
    }
}
