using System.Text.Json;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Sandbox;

/// <summary>What one side said to the other.</summary>
/// <param name="Phone">The customer's phone.</param>
/// <param name="UserId">Set when the customer hides the number in this message.</param>
/// <param name="Content">The member of the body that is named like the type, JSON.</param>
internal sealed record SandboxMessage(
    string PhoneNumberId,
    string Phone,
    string? UserId,
    string Sender,
    string Type,
    string? Text,
    string Content,
    string Wamid,
    string? ContextWamid,
    string? CallbackData,
    string Status,
    DateTimeOffset At
)
{
    internal const string Customer = "customer";
    internal const string Business = "business";

    internal long Id { get; init; }

    internal SandboxPerson Person => UserId is null ? SandboxPerson.WithPhone(Phone) : new(null, UserId, null);

    /// <summary>A message of the business out of a body that Meta takes.</summary>
    internal static SandboxMessage FromBusiness(string phoneNumberId, string phone, JsonElement body, string wamid, DateTimeOffset now)
    {
        var type = body.Text("type") ?? "text";
        return new(
            phoneNumberId,
            phone,
            body.Text("to") is null ? body.Text("recipient") : null,
            Business,
            type,
            TextOf(type, body.Member(type)!.Value),
            body.Member(type)!.Value.GetRawText(),
            wamid,
            body.Object("context").Text("message_id"),
            body.Text("biz_opaque_callback_data"),
            SandboxStatus.Accepted,
            now
        );
    }

    private static string? TextOf(string type, JsonElement content) =>
        type switch
        {
            "text" => content.Text("body"),
            "interactive" => content.Object("body").Text("text"),
            "template" or "location" => content.Text("name"),
            "reaction" => content.Text("emoji"),
            _ => content.Text("caption"),
        };
}

/// <summary>The ticks, in the order in which a message gets them.</summary>
internal static class SandboxStatus
{
    internal const string Accepted = "accepted";
    internal const string Sent = "sent";
    internal const string Delivered = "delivered";
    internal const string Read = "read";
    internal const string Failed = "failed";
}
