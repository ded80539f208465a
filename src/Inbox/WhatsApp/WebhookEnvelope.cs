namespace Aldrava.Inbox.WhatsApp;

/// <summary>What a webhook's body turned out to be.</summary>
internal enum WebhookSense
{
    /// <summary>Updates came out of it.</summary>
    Understood,

    /// <summary>JSON, but nothing that WhatsApp sends: keep it as a dead letter.</summary>
    NoSense,

    /// <summary>No JSON at all: keep it as a dead letter.</summary>
    NotJson,
}

/// <param name="Sense">Anything but <see cref="WebhookSense.Understood"/> has no updates.</param>
/// <param name="Updates">In the order of the body. Nothing of the body is lost: what is not understood comes as <see cref="WebhookKind.Other"/>.</param>
internal sealed record WebhookEnvelope(WebhookSense Sense, IReadOnlyList<WebhookUpdate> Updates)
{
    /// <summary>Every number the body names, for choosing the secrets to try.</summary>
    internal IEnumerable<string> PhoneNumberIds => Updates.Select(update => update.PhoneNumberId).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>Every WhatsApp business account the body names.</summary>
    internal IEnumerable<string> BusinessAccountIds => Updates.Select(update => update.BusinessAccountId).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>The accounts of updates that name no number.</summary>
    internal IEnumerable<string> AccountsWithoutNumber =>
        Updates.Where(update => update.PhoneNumberId is null).Select(update => update.BusinessAccountId).OfType<string>().Distinct(StringComparer.Ordinal);
}

internal enum WebhookKind
{
    /// <summary>A customer's message: <see cref="InboundMessage.Parse"/>.</summary>
    Message,

    /// <summary>A receipt of a message of ours: <see cref="StatusUpdate.Parse"/>.</summary>
    Status,

    /// <summary>Everything else: accounts, templates, calls, history, echoes of the phone app.</summary>
    Other,
}

/// <summary>One update, able to stand alone.</summary>
/// <param name="Field">Meta's name of the subscription (<c>messages</c>, <c>account_update</c>); empty when it was not said.</param>
/// <param name="BusinessAccountId">The entry's id; <c>0</c> comes from the test button of Meta's dashboard.</param>
/// <param name="LaneKey">Updates of one lane are worked in order, lanes beside each other: one customer of one number is a lane.</param>
/// <param name="Json">Compact: <c>field, metadata, contact</c> and the update under its own name (<c>message, status, errors, user_id_update, …</c> or <c>value</c>).</param>
internal sealed record WebhookUpdate(
    string Field,
    string? PhoneNumberId,
    string? BusinessAccountId,
    WebhookKind Kind,
    string LaneKey,
    string Json,
    DateTimeOffset? OccurredAt
);
