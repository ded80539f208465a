using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>The number a message leaves from.</summary>
internal sealed record GraphNumber(string PhoneNumberId, string AccessToken)
{
    // A record prints its members; this one must not print the token.
    public override string ToString() => $"{nameof(GraphNumber)} {PhoneNumberId}";
}

/// <summary>Sends messages through Meta's Graph API and says what became of each, never more hopefully than it knows.</summary>
internal sealed class GraphClient
{
    private readonly HttpClient _http;
    private readonly GraphOptions _options;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline<Attempt> _retry;
    private readonly ResiliencePipeline _timeout;
    private readonly ResiliencePipeline _courtesy;

    /// <param name="http">With no timeout of its own and no redirects: a redirected request would take the token elsewhere.</param>
    public GraphClient(HttpClient http, GraphOptions options, TimeProvider clock)
    {
        _http = http;
        _options = options;
        _clock = clock;
        _timeout = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddTimeout(options.AttemptTimeout)
            .Build();
        _courtesy = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddTimeout(options.CourtesyTimeout)
            .Build();
        var retry = new ResiliencePipelineBuilder<Attempt> { TimeProvider = clock };
        if (options.ConnectRetries > 0)
        {
            retry.AddRetry(
                new RetryStrategyOptions<Attempt>
                {
                    ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { NothingSent: true }),
                    MaxRetryAttempts = options.ConnectRetries,
                    Delay = options.ConnectRetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                }
            );
        }
        _retry = retry.Build();
    }

    /// <summary>Sends once. A request that is under way is not abandoned on cancellation: its outcome would be lost, and the attempt is short.</summary>
    internal async Task<SendOutcome> SendAsync(GraphNumber from, JsonNode payload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!CanBeToken(from.AccessToken))
            return new SendOutcome.Refused(GraphCodes.AccessToken, null, "The access token is empty or has characters that no token has.", 0);
        var json = JsonSerializer.SerializeToUtf8Bytes(payload);
        var attempt = await _retry.ExecuteAsync(_ => new ValueTask<Attempt>(AttemptAsync(from, json)), cancellationToken);
        return attempt.Outcome;
    }

    /// <summary>Tells Meta what the customer may see (read, typing): once, with little patience. Whether it came through.</summary>
    internal async Task<bool> TellAsync(GraphNumber from, JsonNode receipt, CancellationToken ct)
    {
        if (!CanBeToken(from.AccessToken))
            return false;
        using var content = new TrackedContent(JsonSerializer.SerializeToUtf8Bytes(receipt));
        try
        {
            return await _courtesy.ExecuteAsync(async token => await PostAsync(from, content, token), ct) is { HttpStatus: 200 };
        }
        catch (Exception failure)
            when (failure is HttpRequestException or IOException or TimeoutRejectedException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }

    // A pasted line break would otherwise fail inside the HTTP client, on every attempt.
    private static bool CanBeToken(string token) => token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~');

    private async Task<Attempt> AttemptAsync(GraphNumber from, byte[] json)
    {
        using var content = new TrackedContent(json);
        try
        {
            var answer = await _timeout.ExecuteAsync(async token => await PostAsync(from, content, token), CancellationToken.None);
            return new(answer.Judge(), NothingSent: false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TimeoutRejectedException or OperationCanceledException)
        {
            var reason = failure is HttpRequestException { HttpRequestError: var error } ? $"{failure.GetType().Name}, {error}" : failure.GetType().Name;
            return content.Started
                ? new(new SendOutcome.Unknown($"sent, not answered: {reason}"), NothingSent: false)
                : new(new SendOutcome.RetryLater(0, null, $"no connection: {reason}"), NothingSent: true);
        }
    }

    private async Task<GraphAnswer> PostAsync(GraphNumber from, TrackedContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.MessagesOf(from.PhoneNumberId)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", from.AccessToken);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = await ReadAsync(response.Content, cancellationToken);
        return new((int)response.StatusCode, body, GraphAnswer.RetryAfterOf(response.Headers, _clock.GetUtcNow()));
    }

    /// <summary>The body up to the limit: Meta's answers are short, anything longer is somebody else's and parses as nothing.</summary>
    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[_options.LongestAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer.AsMemory(0, length);
    }

    private sealed record Attempt(SendOutcome Outcome, bool NothingSent);
}
