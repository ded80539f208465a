using System.Net.Http.Headers;
using System.Text.Json;
using Aldrava.Platform.Text;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>Reads Meta's answer to a send. Only an error that Meta itself worded proves that nothing was accepted; status and title alone lie.</summary>
/// <param name="RetryAfter">The wait asked for by headers.</param>
internal sealed record GraphAnswer(int HttpStatus, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    internal SendOutcome Judge()
    {
        using var document = JsonText.TryParse(Body);
        var root = document?.RootElement;
        if (root.Object("error") is { } error)
            return JudgeError(error);
        if (HttpStatus is 429)
            return new SendOutcome.RetryLater(0, RetryAfter, "too many requests");
        if (HttpStatus is >= 200 and < 300)
            return AcceptanceIn(root) is { } accepted ? accepted : new SendOutcome.Unknown($"a {HttpStatus} without a message id");
        // A gateway's 4xx: the request did not get through and would not the next time. 408 may come after it was passed on.
        return HttpStatus is >= 400 and < 500 and not 408
            ? new SendOutcome.Refused(0, null, null, HttpStatus)
            : new SendOutcome.Unknown($"a {HttpStatus} that is not Meta's");
    }

    /// <summary><c>Retry-After</c>, and <c>X-Business-Use-Case-Usage</c> whose estimate is in minutes; the longer of the two.</summary>
    internal static TimeSpan? RetryAfterOf(HttpResponseHeaders headers, DateTimeOffset now)
    {
        TimeSpan? wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => null,
        };
        if (headers.TryGetValues("X-Business-Use-Case-Usage", out var usages))
        {
            foreach (var usage in usages)
                wait = Longer(wait, RegainAccess(usage));
        }
        return wait is { } given && given > TimeSpan.Zero ? given : null;
    }

    private SendOutcome JudgeError(JsonElement error)
    {
        var code = error.Integer("code") ?? 0;
        // Whatever the status, even 200: what counts is what Meta says.
        var isServerTrouble = HttpStatus >= 500 && !GraphCodes.IsFinalDespiteStatus(code);
        if (GraphCodes.IsRateLimit(code) || GraphCodes.IsPassing(code) || error.Flag("is_transient") || HttpStatus is 429 || isServerTrouble)
            return new SendOutcome.RetryLater(code, RetryAfter, error.Text("message") ?? "refused for now");
        return new SendOutcome.Refused(code, error.Integer("error_subcode"), DetailsOf(error), HttpStatus);
    }

    private static string? DetailsOf(JsonElement error)
    {
        var details = error.Object("error_data").Text("details") ?? error.Text("error_data") ?? error.Text("message");
        return details is null ? null : JsonText.Cut(details, 1000);
    }

    private static SendOutcome.Accepted? AcceptanceIn(JsonElement? root)
    {
        var wamid = First(root?.Array("messages")).Text("id");
        if (string.IsNullOrWhiteSpace(wamid))
            return null;
        var contact = First(root?.Array("contacts"));
        return new(JsonText.Bounded(wamid, InboundMessage.LongestWamid), PhoneNumbers.Normalise(contact.Text("wa_id")), contact.Text("user_id"));
    }

    private static JsonElement? First(JsonElement? array) => array.Items().Cast<JsonElement?>().FirstOrDefault();

    private static TimeSpan? RegainAccess(string usage)
    {
        using var document = JsonText.TryParse(System.Text.Encoding.UTF8.GetBytes(usage));
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } accounts)
            return null;
        TimeSpan? wait = null;
        foreach (var limits in accounts.EnumerateObject().Select(account => account.Value).Where(value => value.ValueKind is JsonValueKind.Array))
        {
            foreach (var limit in limits.EnumerateArray())
            {
                if (limit.Integer("estimated_time_to_regain_access") is > 0 and <= 100_000 and var minutes)
                    wait = Longer(wait, TimeSpan.FromMinutes(minutes));
            }
        }
        return wait;
    }

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other ?? one : one;
}
