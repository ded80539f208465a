using System.Text.Json;
using Aldrava.Platform.Text;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>The customer of an update. Since people may hide their number, either id may be missing; both are when Meta named nobody.</summary>
/// <param name="WaId">Phone number, digits only, as received.</param>
/// <param name="UserId">Business-scoped user id; changes when the person changes number.</param>
internal sealed record MessagePeer(string? WaId, string? UserId, string? ParentUserId, string? Username, string? ProfileName)
{
    internal bool IsKnown => WaId is not null || UserId is not null;

    /// <param name="update">An update as <see cref="WebhookUpdate.Json"/> has it.</param>
    /// <param name="phone">The phone number the update itself names.</param>
    /// <param name="userId">The user id it names.</param>
    /// <param name="parentUserId">The user id of the whole portfolio, where it names one.</param>
    internal static MessagePeer Of(JsonElement update, string? phone, string? userId, string? parentUserId)
    {
        var contact = update.Object("contact");
        var profile = contact.Object("profile");
        // What is no phone number where one should be is a user id in the wrong place.
        var waId = PhoneNumbers.Normalise(phone) ?? PhoneNumbers.Normalise(contact.Text("wa_id"));
        var user = userId ?? contact.Text("user_id") ?? (waId is null ? phone : null);
        return new(
            waId,
            user is null ? null : JsonText.Bounded(user, WebhookUpdateWriter.LongestId),
            (parentUserId ?? contact.Text("parent_user_id")) is { } parent ? JsonText.Bounded(parent, WebhookUpdateWriter.LongestId) : null,
            profile.Text("username"),
            profile.Text("name")
        );
    }

    /// <summary>Of a message that may have gone either way, the side that is not the number itself.</summary>
    internal static (string? WaId, string? UserId) OtherSide(JsonElement message, string? ownNumber)
    {
        var (from, to) = (PhoneNumbers.Normalise(message.Text("from")), PhoneNumbers.Normalise(message.Text("to")));
        var own = PhoneNumbers.Normalise(ownNumber);
        var saidByUs = from == own ? from is not null : to != own && (to ?? message.Text("to_user_id")) is not null;
        return saidByUs ? (to, message.Text("to_user_id")) : (from, message.Text("from_user_id"));
    }
}
