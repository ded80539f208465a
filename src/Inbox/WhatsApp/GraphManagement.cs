using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>Asks Meta's Graph API about numbers and templates. Reads are tried again when nothing came back; writes are not.</summary>
internal sealed class GraphManagement
{
    private const int LongestAnswer = 4 * 1024 * 1024;
    private const int TemplatesPerPage = 100;
    private const string NumberFields = "id,display_phone_number,verified_name,quality_rating,name_status,messaging_limit_tier";
    private const string TemplateFields = "id,name,language,status,category,components,quality_score,rejected_reason,parameter_format";
    private readonly HttpClient _http;
    private readonly GraphOptions _options;
    private readonly ResiliencePipeline _timeout;
    private readonly ResiliencePipeline<GraphResult> _retry;

    /// <param name="http">With no timeout of its own and no redirects: a redirected request would take the token elsewhere.</param>
    public GraphManagement(HttpClient http, GraphOptions options, TimeProvider clock)
    {
        (_http, _options) = (http, options);
        _timeout = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddTimeout(options.AttemptTimeout)
            .Build();
        _retry = new ResiliencePipelineBuilder<GraphResult> { TimeProvider = clock }
            .AddRetry(
                new RetryStrategyOptions<GraphResult>
                {
                    ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is GraphResult.NoAnswer),
                    MaxRetryAttempts = 1,
                    Delay = options.ConnectRetryDelay,
                    UseJitter = true,
                }
            )
            .Build();
    }

    internal Task<GraphResult> ShowNumberAsync(GraphNumber number, CancellationToken ct) =>
        ReadAsync(number, $"{Uri.EscapeDataString(number.PhoneNumberId)}?fields={NumberFields}", ct);

    /// <summary>One page of an account's templates.</summary>
    /// <param name="after">Meta's cursor. Its <c>next</c> address is not followed: it could lead anywhere.</param>
    internal Task<GraphResult> ListTemplatesAsync(GraphNumber number, string account, string? after, CancellationToken ct)
    {
        var cursor = after is null ? "" : $"&after={Uri.EscapeDataString(after)}";
        return ReadAsync(number, $"{TemplatesOf(account)}?fields={TemplateFields}&limit={TemplatesPerPage}{cursor}", ct);
    }

    internal Task<GraphResult> CreateTemplateAsync(GraphNumber number, string account, JsonObject template, CancellationToken ct) =>
        AskAsync(number, HttpMethod.Post, TemplatesOf(account), template, ct);

    /// <summary>With the id only the one language goes; without it all of that name.</summary>
    internal Task<GraphResult> DeleteTemplateAsync(GraphNumber number, string account, string name, string? metaId, CancellationToken ct)
    {
        var one = metaId is null ? "" : $"&hsm_id={Uri.EscapeDataString(metaId)}";
        return AskAsync(number, HttpMethod.Delete, $"{TemplatesOf(account)}?name={Uri.EscapeDataString(name)}{one}", body: null, ct);
    }

    private static string TemplatesOf(string account) => $"{Uri.EscapeDataString(account)}/message_templates";

    private async Task<GraphResult> ReadAsync(GraphNumber number, string path, CancellationToken ct) =>
        await _retry.ExecuteAsync(async token => await AskAsync(number, HttpMethod.Get, path, body: null, token), ct);

    private async Task<GraphResult> AskAsync(GraphNumber number, HttpMethod method, string path, JsonObject? body, CancellationToken ct)
    {
        if (number.AccessToken.Length == 0 || number.AccessToken.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return new GraphResult.Refused(GraphCodes.AccessToken, "The access token is empty or has characters that no token has.");
        try
        {
            return await _timeout.ExecuteAsync(async token => await SendAsync(number, method, path, body, token), ct);
        }
        catch (Exception failure)
            when (failure is HttpRequestException or IOException or TimeoutRejectedException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return new GraphResult.NoAnswer(failure.GetType().Name);
        }
    }

    private async Task<GraphResult> SendAsync(GraphNumber number, HttpMethod method, string path, JsonObject? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, _options.AddressOf(path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", number.AccessToken);
        if (body is not null)
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new("application/json") } };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        return Judge((int)response.StatusCode, await TextAsync(response.Content, ct));
    }

    private static GraphResult Judge(int status, ReadOnlyMemory<byte> body)
    {
        using var document = JsonText.TryParse(body);
        var root = document?.RootElement;
        if (root.Object("error") is { } error)
        {
            var details = error.Text("error_user_msg") ?? error.Object("error_data").Text("details") ?? error.Text("error_data") ?? error.Text("message");
            return new GraphResult.Refused(error.Integer("code") ?? 0, details is null ? null : JsonText.Cut(details, 1000));
        }
        if (status is >= 200 and < 300 && root is { ValueKind: JsonValueKind.Object } answer)
            return new GraphResult.Done(answer.Clone());
        return new GraphResult.NoAnswer($"a {status} that is not Meta's");
    }

    private static async Task<ReadOnlyMemory<byte>> TextAsync(HttpContent content, CancellationToken ct)
    {
        await using var stream = await content.ReadAsStreamAsync(ct);
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (var read = await stream.ReadAsync(buffer, ct); read > 0 && text.Length < LongestAnswer; read = await stream.ReadAsync(buffer, ct))
            text.Write(buffer, 0, read);
        return text.ToArray();
    }
}
