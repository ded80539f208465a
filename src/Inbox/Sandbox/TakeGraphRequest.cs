using System.Security.Cryptography;
using System.Text;
using Aldrava.Inbox.WhatsApp;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Aldrava.Inbox.Sandbox;

/// <summary>POST /_sandbox/graph/{phone_number_id}/messages, with or without a version before it: takes, refuses and answers as Meta does.</summary>
internal static class TakeGraphRequest
{
    private const string Prefix = "Bearer ";

    internal static async Task<IResult> Handle(
        string phoneNumberId,
        HttpContext http,
        SandboxNumbers numbers,
        GraphStandIn graph,
        GraphFaults faults,
        IHostApplicationLifetime lifetime,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);
        await IdleAsync(faults.Latency, lifetime, clock, ct);

        if (TokenOf(http.Request) is not { } token)
            return Refuse(GraphError.Of(GraphCodes.AccessToken));
        if (await numbers.FindAsync(phoneNumberId, ct) is not { } number)
            return Refuse(GraphError.NoSuchNumber(phoneNumberId));
        if (!MayUse(number, token))
            return Refuse(GraphError.Of(GraphCodes.AccessToken));

        switch (await graph.TakeAsync(number, body.ToArray(), ct))
        {
            case GraphVerdict.Taken taken:
                return Answer(taken.Json, StatusCodes.Status200OK);
            case GraphVerdict.Refused refused:
                return Refuse(refused.Error);
            case GraphVerdict.Broken broken:
                return TypedResults.Text("<html><body>Bad gateway</body></html>", "text/html", Encoding.UTF8, broken.Status);
            case GraphVerdict.Silent:
                await IdleAsync(GraphFaults.LongestLatency, lifetime, clock, http.RequestAborted);
                http.Abort();
                return TypedResults.Empty;
            default:
                http.Abort();
                return TypedResults.Empty;
        }
    }

    // A server that stops does not wait for the slow Meta it plays.
    private static async Task IdleAsync(TimeSpan latency, IHostApplicationLifetime lifetime, TimeProvider clock, CancellationToken ct)
    {
        if (latency == TimeSpan.Zero)
            return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        await Task.Delay(latency, clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    internal static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers[HeaderNames.Authorization].ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && header[Prefix.Length..].Trim() is { Length: > 0 } token ? token : null;
    }

    // The demo number takes any token, so that it can be tried by hand.
    internal static bool MayUse(SandboxNumber number, string token) =>
        number.PhoneNumberId == DemoNumber.PhoneNumberId
        || number.AccessToken is null
        || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(number.AccessToken), Encoding.UTF8.GetBytes(token));

    internal static ContentHttpResult Refuse(GraphError error) => Answer(error.ToJson().ToJsonString(), error.HttpStatus);

    internal static ContentHttpResult Answer(string json, int status) => TypedResults.Text(json, "application/json", Encoding.UTF8, status);
}
