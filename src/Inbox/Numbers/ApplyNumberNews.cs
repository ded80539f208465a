using System.Text.Json;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Webhooks;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Numbers;

/// <summary>What Meta says of a number or its account: quality, limits, name, username, restrictions.</summary>
internal static class ApplyNumberNews
{
    private const int Longest = 200;

    /// <summary>Events of accounts that say how it stands; the others (prices, terms, partners) say nothing of that.</summary>
    private static readonly string[] Standing =
    [
        "ACCOUNT_DELETED",
        "ACCOUNT_OFFBOARDED",
        "ACCOUNT_RECONNECTED",
        "ACCOUNT_RESTRICTION",
        "ACCOUNT_VIOLATION",
        "DISABLED_UPDATE",
        "PARTNER_REMOVED",
        "VERIFIED_ACCOUNT",
    ];

    internal static async Task ApplyAsync(InboxDbContext db, WebhookUpdateReceived update, JsonElement root, DateTimeOffset now, CancellationToken ct)
    {
        if (root.Object("value") is not { } value)
            return;
        foreach (var number in await ConcernedAsync(db, update, value, ct))
        {
            Apply(number, update.Field, value);
            number.HeardAt = now;
        }
    }

    private static async Task<List<WhatsAppNumber>> ConcernedAsync(InboxDbContext db, WebhookUpdateReceived update, JsonElement value, CancellationToken ct)
    {
        var ours = await db
            .Numbers.Where(n =>
                update.PhoneNumberId != null
                    ? n.PhoneNumberId == update.PhoneNumberId
                    : n.BusinessAccountId == update.BusinessAccountId && n.BusinessAccountId != null
            )
            .ToListAsync(ct);
        // Named by how it is written, when one number of the account is meant.
        var named = PhoneNumbers.Normalise(value.Text("display_phone_number") ?? value.Text("phone_number"));
        return named is null ? ours : ours.FindAll(n => PhoneNumbers.Normalise(n.DisplayPhoneNumber) == named);
    }

    private static void Apply(WhatsAppNumber number, string field, JsonElement value)
    {
        switch (field)
        {
            case "phone_number_quality_update":
                number.MessagingLimit = Short(value.Text("current_limit")) ?? number.MessagingLimit;
                number.QualityRating = value.Text("event") switch
                {
                    "FLAGGED" => "RED",
                    // Better than it was, but Meta does not say how good.
                    "UNFLAGGED" => "UNKNOWN",
                    _ => number.QualityRating,
                };
                break;
            case "phone_number_name_update":
                number.NameStatus = Short(value.Text("decision")) ?? number.NameStatus;
                if (number.NameStatus == "APPROVED")
                    number.VerifiedName = Short(value.Text("requested_verified_name")) ?? number.VerifiedName;
                break;
            case "account_update" when value.Text("event") is { } happened && Standing.Contains(happened):
                number.AccountStatus = Short(value.Object("ban_info").Text("waba_ban_state") ?? happened);
                break;
            case "account_alerts" when value.Object("alert_info") is { } alert:
                number.AccountAlert = alert.Text("alert_status") is "RESOLVED" ? null : Short(alert.Text("alert_type"));
                break;
            case "business_capability_update":
                var limit = value.Text("max_daily_conversations_per_business") ?? value.Text("max_daily_conversation_per_phone");
                number.BusinessLimit = Short(limit) ?? number.BusinessLimit;
                break;
            case "business_username_updates" or "business_username_update":
                number.UsernameStatus = Short(value.Text("status"));
                number.Username = number.UsernameStatus is "deleted" ? null : Short(value.Text("username"));
                break;
        }
    }

    private static string? Short(string? text) => text is null ? null : JsonText.Cut(text, Longest);
}
