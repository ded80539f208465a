using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Aldrava.Platform.Logging;

/// <summary>
/// One JSON object a line (errors.md): timestamp, level, logger, message, the ids of the scope (request_id, user, organization) and of the entry.
/// Whatever looks like a secret is cut out, wherever it comes from.
/// </summary>
public sealed class JsonLogFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    /// <summary>The name under which the console logger finds it.</summary>
    public const string FormatterName = "aldrava-json";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc />
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", logEntry.LogLevel.ToString().ToLowerInvariant());
            json.WriteString("logger", logEntry.Category);
            json.WriteString("message", Redaction.Clean(logEntry.Formatter(logEntry.State, logEntry.Exception)));
            var written = new HashSet<string>(StringComparer.Ordinal) { "timestamp", "level", "logger", "message", "exception" };
            WriteFields(json, logEntry.State, written);
            // The innermost says it best: the framework's outermost scope has an id of its own for the request.
            var scopes = new Stack<object?>();
            scopeProvider?.ForEachScope((scope, all) => all.Push(scope), scopes);
            foreach (var scope in scopes)
                WriteFields(json, scope, written);
            if (logEntry.Exception is { } exception)
                json.WriteString("exception", Redaction.Clean(exception.ToString()));
            json.WriteEndObject();
        }
        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteFields(Utf8JsonWriter json, object? fields, HashSet<string> written)
    {
        if (fields is not IEnumerable<KeyValuePair<string, object?>> pairs)
            return;
        foreach (var (key, value) in pairs)
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(key);
            if (value is not null && key != "{OriginalFormat}" && written.Add(name))
                WriteField(json, name, value);
        }
    }

    private static void WriteField(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case long or int or short or byte:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            default:
                json.WriteString(name, Redaction.Clean(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }
}
