using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Aldrava.Media.Contracts;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Aldrava.Media.Stores;

/// <summary>
/// Cloudinary, by its signed REST interface. A picture's id there is its name here, and an upload under the id of one that is there changes nothing:
/// so a request whose answer was lost is simply sent again.
/// </summary>
internal sealed class CloudinaryStore : IMediaStore
{
    private const string Raw = "raw";

    private readonly HttpClient _http;
    private readonly CloudinaryOptions _options;
    private readonly Workbench _workbench;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline<Reply> _retry;

    /// <param name="http">With no timeout of its own and no redirects: a redirected request would take the signature elsewhere.</param>
    public CloudinaryStore(HttpClient http, CloudinaryOptions options, Workbench workbench, TimeProvider clock)
    {
        (_http, _options, _workbench, _clock) = (http, options.RequireAccount(), workbench, clock);
        _retry = new ResiliencePipelineBuilder<Reply> { TimeProvider = clock }
            .AddRetry(
                new RetryStrategyOptions<Reply>
                {
                    ShouldHandle = arguments => ValueTask.FromResult(IsPassing(arguments.Outcome)),
                    MaxRetryAttempts = options.Retries,
                    Delay = options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                }
            )
            .AddTimeout(options.AttemptTimeout)
            .Build();
    }

    public string Kind => MediaOptions.Cloudinary;

    public Task PutAsync(string name, string contentType, Func<Stream, CancellationToken, Task> write, CancellationToken ct) =>
        _workbench.UseAsync(name, write, file => UploadAsync(name, contentType, file, ct), ct);

    public async Task<MediaContent?> OpenAsync(string name, CancellationToken ct)
    {
        var head = await SendAsync(() => new HttpRequestMessage(HttpMethod.Head, UrlOf(name)), ct);
        if (head.Status == HttpStatusCode.NotFound)
            return null;
        var length = Expect(head, HttpStatusCode.OK).Length ?? throw new MediaStoreException("Cloudinary does not say how long a picture is.");
        return new MediaContent(new WindowedStream(length, (first, last, token) => FetchAsync(name, first, last, token)), length);
    }

    public async Task DeleteAsync(string name, CancellationToken ct)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal) { ["public_id"] = IdOf(name), ["invalidate"] = "true" };
        Expect(await SendAsync(() => Signed("destroy", name, parameters, file: null), ct), HttpStatusCode.OK);
    }

    public string UrlOf(string name) => $"{_options.DeliveryUrl}/{_options.CloudName}/{ResourceOf(name)}/upload/{ICloudinary.Folder}/{name}";

    // Of a raw file the ending belongs to the id; of the others it says how it is delivered.
    private static string IdOf(string name) => $"{ICloudinary.Folder}/{(ResourceOf(name) == Raw ? name : FileNames.IdOf(name))}";

    // Sound counts as video there.
    private static string ResourceOf(string name) =>
        FileNames.FormatOf(name)?.ContentType.Split('/')[0] switch
        {
            "image" => "image",
            "audio" or "video" => "video",
            _ => Raw,
        };

    private async Task UploadAsync(string name, string contentType, FileStream file, CancellationToken ct)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal) { ["public_id"] = IdOf(name), ["overwrite"] = "false" };
        var reply = await SendAsync(
            () =>
            {
                file.Position = 0;
                // Disposing of a request disposes of its content; the file is needed for the next attempt.
                var content = new StreamContent(new Unclosed(file));
                content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
                return Signed("upload", name, parameters, content);
            },
            ct
        );
        Expect(reply, HttpStatusCode.OK);
        if (reply.PublicId != IdOf(name))
            throw new MediaStoreException("Cloudinary answered for another picture.");
    }

    private HttpRequestMessage Signed(string action, string name, Dictionary<string, string> parameters, StreamContent? file)
    {
        var all = new Dictionary<string, string>(parameters, StringComparer.Ordinal)
        {
            ["timestamp"] = _clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        all["signature"] = CloudinarySignature.Sign(all, _options.ApiSecret!, _options.Sha256);
        all["api_key"] = _options.ApiKey!;
        var form = new MultipartFormDataContent();
        foreach (var (key, value) in all)
            form.Add(new StringContent(value), $"\"{key}\"");
        if (file is not null)
            form.Add(file, "\"file\"", "\"photo\"");
        return new HttpRequestMessage(HttpMethod.Post, $"{_options.ApiUrl}/v1_1/{_options.CloudName}/{ResourceOf(name)}/{action}") { Content = form };
    }

    private async Task<Stream> FetchAsync(string name, long first, long last, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, UrlOf(name)) { Headers = { Range = new RangeHeaderValue(first, last) } };
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode == HttpStatusCode.PartialContent)
            return await response.Content.ReadAsStreamAsync(ct);
        response.Dispose();
        throw new MediaStoreException($"Cloudinary: {(int)response.StatusCode} to a range");
    }

    private async Task<Reply> SendAsync(Func<HttpRequestMessage> make, CancellationToken ct)
    {
        try
        {
            return await _retry.ExecuteAsync(
                async token =>
                {
                    using var request = make();
                    using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
                    return await Reply.ReadAsync(response, token);
                },
                ct
            );
        }
        catch (Exception failure) when (failure is HttpRequestException or TimeoutRejectedException or IOException)
        {
            throw new MediaStoreException($"Cloudinary: {failure.GetType().Name}", failure);
        }
    }

    private static Reply Expect(Reply reply, HttpStatusCode status) =>
        reply.Status == status ? reply : throw new MediaStoreException($"Cloudinary: {(int)reply.Status}");

    private static bool IsPassing(Outcome<Reply> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutRejectedException or IOException
        || outcome.Result is { Status: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout };

    private sealed record Reply(HttpStatusCode Status, long? Length, string? PublicId)
    {
        private const int LongestAnswer = 64 * 1024;

        public static async Task<Reply> ReadAsync(HttpResponseMessage response, CancellationToken ct)
        {
            var buffer = new byte[LongestAnswer];
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            return new Reply(response.StatusCode, response.Content.Headers.ContentLength, IdIn(buffer.AsMemory(0, read)));
        }

        private static string? IdIn(ReadOnlyMemory<byte> body)
        {
            try
            {
                using var json = JsonDocument.Parse(body);
                return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("public_id", out var id) ? id.GetString() : null;
            }
            catch (JsonException)
            {
                // A proxy in between, or an answer without a body: the status says enough.
                return null;
            }
        }
    }

    /// <summary>The file, but closing this does not close it.</summary>
    private sealed class Unclosed(Stream inner) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => inner.Length;
        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.ReadAsync(buffer, offset, count, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }
    }
}
