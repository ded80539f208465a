using System.Buffers;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.WhatsApp;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Inbox.Webhooks;

/// <summary>
/// POST /api/v1/whatsapp/webhook: what happened on WhatsApp. Checked over the raw bytes, stored durably, answered 200; applied afterwards. A signed body
/// that makes no sense is kept and answered 200 as well: sending it again would not mend it.
/// </summary>
internal static class ReceiveWebhook
{
    internal const int LongestBody = 3 * 1024 * 1024;

    internal static async Task<IResult> Handle(
        HttpRequest request,
        InboxOptions options,
        NumberDirectory numbers,
        WebhookIntake intake,
        ILogger<WebhookIntake> logger,
        CancellationToken ct
    )
    {
        if (await ReadAsync(request, ct) is not { } body)
            return CommonErrors.Request.TooLarge();
        var envelope = WebhookParser.Split(body);
        var known = await numbers.FindActiveAsync(envelope.PhoneNumberIds, ct);
        var accounts = await numbers.FindActiveOfAccountsAsync(envelope.AccountsWithoutNumber, ct);
        var signers = WebhookSignature.Signers(body, request.Headers[WebhookSignature.HeaderName], Secrets(options, known, accounts));
        if (signers.Count == 0)
        {
            Log.BadSignature(logger);
            return Errors.Webhook.BadSignature();
        }

        TellWhatIsOdd(logger, envelope, known);
        await intake.StoreAsync(Covered(logger, new(body, envelope, known, accounts), options, signers), ct);
        return TypedResults.Ok();
    }

    // Whoever has the secret of one number speaks for that organization's numbers, not for others'; the deployment's secret is for all.
    private static ReceivedWebhook Covered(ILogger logger, ReceivedWebhook webhook, InboxOptions options, IReadOnlySet<string> signers)
    {
        if (options.AppSecret is { } deployment && signers.Contains(deployment))
            return webhook;
        var named = webhook.Numbers.Values.Concat(webhook.Accounts.SelectMany(a => a)).DistinctBy(n => n.PhoneNumberId).ToList();
        var speakers = named.Where(n => n.AppSecret is { } own && signers.Contains(own)).Select(n => n.OrganizationId).ToHashSet();
        bool IsCovered(KnownNumber n) => n.AppSecret is { } own ? signers.Contains(own) : speakers.Contains(n.OrganizationId);
        var foreign = named.Where(n => !IsCovered(n)).Select(n => n.PhoneNumberId).ToList();
        if (foreign.Count == 0)
            return webhook;
        Log.ForeignNumbers(logger, foreign.Count, string.Join(' ', foreign.Take(5)));
        return webhook with
        {
            Numbers = webhook.Numbers.Where(n => IsCovered(n.Value)).ToDictionary(n => n.Key, n => n.Value, StringComparer.Ordinal),
            Accounts = webhook
                .Accounts.SelectMany(a => a.Where(IsCovered).Select(n => (Account: a.Key, Number: n)))
                .ToLookup(a => a.Account, a => a.Number, StringComparer.Ordinal),
        };
    }

    private static void TellWhatIsOdd(ILogger logger, WebhookEnvelope envelope, IReadOnlyDictionary<string, KnownNumber> known)
    {
        if (envelope.Sense != WebhookSense.Understood)
            Log.NoSense(logger);
        else if (envelope.PhoneNumberIds.Where(id => !known.ContainsKey(id)).Take(5).ToArray() is { Length: > 0 } unknown)
            Log.UnknownNumbers(logger, string.Join(' ', unknown));
    }

    private static IEnumerable<string> Secrets(InboxOptions options, IReadOnlyDictionary<string, KnownNumber> known, ILookup<string, KnownNumber> accounts)
    {
        if (options.AppSecret is { } deployment)
            yield return deployment;
        foreach (var secret in known.Values.Concat(accounts.SelectMany(a => a)).Select(n => n.AppSecret).OfType<string>().Distinct(StringComparer.Ordinal))
            yield return secret;
    }

    // Read by hand: the limit is smaller than the server's, and the bytes are needed as they came.
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > LongestBody)
            return null;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(ct);
            if (read.Buffer.Length > LongestBody)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return null;
            }
            var body = read.IsCompleted ? read.Buffer.ToArray() : null;
            request.BodyReader.AdvanceTo(body is null ? read.Buffer.Start : read.Buffer.End, read.Buffer.End);
            if (body is not null)
                return body;
        }
    }
}
