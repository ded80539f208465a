using System.Text.Json;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>api_call</c> <c>{method, url, headers: {name: value}, body, response: [{variable, path}], timeout_seconds, retries}</c>: calls an agency's own system, with variables and <c>{{secret.name}}</c> in all of it but the host, and
/// keeps what is asked for of the answer. Exits: the unnamed one for a 2xx, <c>error</c> for everything else; without an edge a human takes over.
/// </summary>
internal sealed record ApiCallNode(
    NodeHead Head,
    string Method,
    SecretTemplate Url,
    ApiHeaderTemplate[] Headers,
    ApiBodyTemplate? Body,
    ApiLimits Limits,
    ApiField[] Fields
) : FlowNode(Head)
{
    private const int MaxFields = 50;
    private const int MaxHeaders = 30;

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    public required int Next { get; init; }
    public required int Failed { get; init; }

    public static FlowNode Read(NodeReader data)
    {
        var method = (data.OptionalText("method") ?? "GET").ToUpperInvariant();
        if (!Methods.Contains(method, StringComparer.Ordinal))
            data.Fault("field.invalid", ("field", "method"), ("expected", string.Join(',', Methods)));
        var headers = data.Child("headers").Fields().ToArray();
        if (headers.Length > MaxHeaders)
            data.Fault("field.invalid", ("field", "headers"), ("max", $"{MaxHeaders}"));
        data.Head.Writes.Add(Builtin.ApiStatus);
        return new ApiCallNode(
            data.Head,
            method,
            ReadUrl(data),
            [.. headers.Select(h => ApiHeaderTemplate.Read(data, h.Name, h.Value.AsText()))],
            data.Has("body") ? ApiBodyTemplate.Read(data) : null,
            new ApiLimits(data.Int("timeout_seconds", 10, 1, 10), data.Int("retries", 2, 0, 5)),
            data.Has("response") ? [.. data.Items("response", 1, MaxFields).Select(ReadField)] : []
        )
        {
            Next = data.Exit(),
            Failed = data.Exit("error", ExitKind.Optional),
        };
    }

    public override int Enter(Turn turn) =>
        turn.Request(
            this,
            new FlowEffect.CallApi(
                new ApiRequest(
                    Method,
                    Url.Render(turn, this, Uri.EscapeDataString),
                    [.. Headers.Select(h => new ApiHeader(h.Name, h.Value.Render(turn, this, ApiHeaderTemplate.Clean)))],
                    Body?.Render(turn, this),
                    Limits.TimeoutSeconds,
                    Limits.Retries,
                    [.. Fields.Select(f => f.Path)]
                )
            )
        );

    public override int Resume(Turn turn, FlowInput input)
    {
        switch (input)
        {
            case FlowInput.ApiAnswered answer:
                turn.Write(Builtin.ApiStatus, FlowValue.Of((decimal)answer.Status));
                if (answer.Status is < 200 or >= 300)
                    return turn.Fail(this, Failed, $"api.status_{answer.Status}");
                for (var i = 0; i < Fields.Length; i++)
                    turn.Write(Fields[i].Slot, i < answer.Values.Count ? answer.Values[i] : FlowValue.None);
                turn.Trace(this, output: $"{answer.Status}");
                return Next;
            case FlowInput.RequestFailed failure:
                turn.Write(Builtin.ApiStatus, FlowValue.None);
                return turn.Fail(this, Failed, failure.Code);
            default:
                return turn.HandOver(this, Reasons.UnexpectedInput);
        }
    }

    // Where the call goes is the author's to say alone: neither a customer nor an answer can lead it elsewhere.
    private static SecretTemplate ReadUrl(NodeReader data)
    {
        var url = data.Text("url").Trim();
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var end = scheme < 0 ? -1 : url.AsSpan(scheme + 3).IndexOfAny('/', '?', '#');
        var origin = end < 0 ? url : url[..(scheme + 3 + end)];
        var isOrigin = Uri.TryCreate(origin, UriKind.Absolute, out var parsed) && parsed is { Scheme: "https" or "http", UserInfo: "", Host.Length: > 0 };
        if (url.Length > 0 && (!isOrigin || origin.AsSpan().ContainsAny("{}\\@ ")))
            data.Fault("field.invalid", ("field", "url"), ("expected", "https://host/…"));
        return SecretTemplate.Read(data, "url", url);
    }

    private static ApiField ReadField(NodeReader item)
    {
        var path = item.Text("path");
        if (JsonPath.Split(path) is null)
            item.Fault("field.invalid", ("field", "path"), ("expected", "data.items[0].name"));
        return new ApiField(item.Variable("variable"), path);
    }
}

internal sealed record ApiLimits(int TimeoutSeconds, int Retries);

internal sealed record ApiField(int Slot, string Path);

internal sealed record ApiHeaderTemplate(string Name, SecretTemplate Value)
{
    private static readonly HashSet<string> NotTheirs = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host",
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "Upgrade",
        "Expect",
        "Trailer",
        "TE",
        "Proxy-Authorization",
        "Proxy-Connection",
        "Keep-Alive",
        "Idempotency-Key",
    };

    public static ApiHeaderTemplate Read(NodeReader data, string name, string value)
    {
        var isName = name.Length is > 0 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        if (!isName || NotTheirs.Contains(name) || value.AsSpan().ContainsAny('\r', '\n'))
            data.Fault("api_call.header_invalid", ("header", Words.Cut(name, 100)));
        return new ApiHeaderTemplate(name, SecretTemplate.Read(data, "headers", value));
    }

    /// <summary>On one line, whatever a customer wrote.</summary>
    public static string Clean(string value) => string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c));
}

internal sealed record ApiBodyTemplate(JsonTemplate? Json, SecretTemplate? Text)
{
    /// <summary>JSON, as such or as a text that reads as it; else a text.</summary>
    public static ApiBodyTemplate Read(NodeReader data)
    {
        var body = data.Child("body").Data;
        if (body.ValueKind != JsonValueKind.String)
            return new ApiBodyTemplate(JsonTemplate.Read(data, "body", body, allowsSecrets: true), null);
        var text = Words.Clean(body.GetString()!);
        if (!text.TrimStart().StartsWith('{') && !text.TrimStart().StartsWith('['))
            return new ApiBodyTemplate(null, SecretTemplate.Read(data, "body", text));
        try
        {
            using var json = JsonDocument.Parse(text);
            return new ApiBodyTemplate(JsonTemplate.Read(data, "body", json.RootElement, allowsSecrets: true), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            data.Fault("field.invalid", ("field", "body"), ("expected", "JSON"));
            return new ApiBodyTemplate(null, null);
        }
    }

    public ApiBody Render(Turn turn, FlowNode node) =>
        Json is null ? new ApiBody(Text!.Render(turn, node, value => value), IsJson: false) : new ApiBody(Json.Render(turn, node), IsJson: true);
}
