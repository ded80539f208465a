using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Aldrava.Flows.Engine;

namespace Aldrava.Flows.ApiCalls;

/// <summary>What one attempt came to.</summary>
internal sealed record ApiAttempt(ApiOutcome Outcome, bool IsWorthAnother);

/// <summary>
/// Calls other systems, on the open internet only: the address is looked at when the connection is made, after the name was resolved. Follows no redirects, keeps no cookies, uses no proxy, reads at most 256 KB.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    private const int MaxAnswer = 256 * 1024;
    private const int MaxHeadersKb = 32;
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);
    private readonly HttpClient _http;
    private readonly ApiCallOptions _options;

    public ApiClient(ApiCallOptions options)
    {
        _options = options;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                AutomaticDecompression = DecompressionMethods.None,
                MaxResponseHeadersLength = MaxHeadersKb,
                PooledConnectionLifetime = ConnectionLifetime,
                ConnectCallback = ConnectAsync,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<ApiAttempt> SendAsync(ApiRequest call, Guid key, Func<string, string> secret, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(call.TimeoutSeconds));
        using var request = Message(call, key, secret);
        if (request is null)
            return Failed("api.request_invalid", again: false);
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var status = (int)answer.StatusCode;
            if (status is >= 500 or 429)
                return new ApiAttempt(new ApiOutcome(status), IsWorthAnother: true);
            return status is < 200 or >= 300 ? new ApiAttempt(new ApiOutcome(status), IsWorthAnother: false) : await ReadAsync(answer, call.Paths, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Failed("api.timeout", again: true);
        }
        catch (HttpRequestException failure) when (failure.InnerException is AddressRefusedException)
        {
            return Failed("api.address_refused", again: false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return Failed("api.unreachable", again: true);
        }
    }

    public void Dispose() => _http.Dispose();

    private static ApiAttempt Failed(string code, bool again) => new(new ApiOutcome(0, Failure: code), again);

    private static HttpRequestMessage? Message(ApiRequest call, Guid key, Func<string, string> secret)
    {
        var url = call.Url.Fill(name => Uri.EscapeDataString(secret(name)));
        if (!Uri.TryCreate(url, UriKind.Absolute, out var target) || target is not { Scheme: "https" or "http", UserInfo: "" })
            return null;
        var request = new HttpRequestMessage(new HttpMethod(call.Method), target);
        if (call.Body is { } body)
        {
            request.Content = new StringContent(
                body.Text.Fill(name => body.IsJson ? JsonTemplate.Escape(secret(name)) : secret(name)),
                Encoding.UTF8,
                body.IsJson ? "application/json" : "text/plain"
            );
        }
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key.ToString());
        foreach (var (name, value) in call.Headers.Select(h => (h.Name, Value: Engine.Nodes.ApiHeaderTemplate.Clean(h.Value.Fill(secret)).Trim())))
        {
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                if (request.Content is not null && MediaTypeHeaderValue.TryParse(value, out var type))
                    request.Content.Headers.ContentType = type;
            }
            else if (!name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
        return request;
    }

    private static async Task<ApiAttempt> ReadAsync(HttpResponseMessage answer, IReadOnlyList<string> paths, CancellationToken ct)
    {
        var status = (int)answer.StatusCode;
        if (paths.Count == 0)
            return new ApiAttempt(new ApiOutcome(status), IsWorthAnother: false);
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[MaxAnswer + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        if (length > MaxAnswer)
            return Failed("api.answer_too_large", again: false);
        try
        {
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            FlowValue[] values = [.. paths.Select(path => JsonPath.Value(JsonPath.Find(json.RootElement, path)))];
            return new ApiAttempt(new ApiOutcome(status, values), IsWorthAnother: false);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or half a character in it.
            return Failed("api.answer_unreadable", again: false);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var host = context.DnsEndPoint.Host.Trim('[', ']');
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _options.Resolve(host, ct);
        var open = _options.AllowsPrivateAddresses ? addresses : Array.FindAll(addresses, PublicAddresses.IsPublic);
        if (open.Length == 0 && addresses.Length > 0)
            throw new AddressRefusedException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name that leads into a network where flows have no business.</summary>
internal sealed class AddressRefusedException() : IOException("The address is not of the open internet.");
