using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aldrava.Platform.Http;

/// <summary>
/// Answers 200 with JSON, like <c>TypedResults.Ok</c> but in one piece: written into a buffer that the thread keeps, sent with its length.
/// </summary>
public sealed class JsonAnswer<T>(T value) : IResult, IStatusCodeHttpResult, IValueHttpResult
{
    private static readonly JsonTypeInfo<T> Shape = (JsonTypeInfo<T>)Json.Options.GetTypeInfo(typeof(T));

    /// <inheritdoc />
    public int? StatusCode => StatusCodes.Status200OK;

    /// <inheritdoc />
    public object? Value => value;

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        Write(httpContext.Response, JsonBuffer.Fill(value, Shape));
        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private static void Write(HttpResponse response, ReadOnlySpan<byte> json)
    {
        response.ContentLength = json.Length;
        response.BodyWriter.Write(json);
    }
}

/// <summary>The buffer of a thread that JSON is written into.</summary>
internal static class JsonBuffer
{
    private const int Kept = 256 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = Json.Options.Encoder, SkipValidation = true };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json)? _mine;

    /// <summary>The JSON of a value; good until the next one of this thread.</summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The thread keeps the writer.")]
    public static ReadOnlySpan<byte> Fill<T>(T value, JsonTypeInfo<T> shape)
    {
        if (_mine is not { } mine || mine.Bytes.Capacity > Kept)
        {
            var bytes = new ArrayBufferWriter<byte>(16 * 1024);
            mine = (bytes, new Utf8JsonWriter(bytes, Options));
            _mine = mine;
        }
        mine.Bytes.ResetWrittenCount();
        mine.Json.Reset();
        JsonSerializer.Serialize(mine.Json, value, shape);
        mine.Json.Flush();
        return mine.Bytes.WrittenSpan;
    }
}
