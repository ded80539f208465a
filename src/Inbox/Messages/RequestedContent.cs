using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Text;
using static Aldrava.Inbox.Messages.MessageRequest;

namespace Aldrava.Inbox.Messages;

/// <summary>What was asked for, once it is found good (<see cref="MessageRules"/>), as what is sent.</summary>
internal static class RequestedContent
{
    /// <param name="reactedTo">Meta's id of the message a reaction is about.</param>
    public static OutgoingContent Of(Request message, string? reactedTo) =>
        message.Type switch
        {
            "text" => new OutgoingContent.Text(message.Text!, message.PreviewUrl),
            "template" => OfTemplate(message.Template!),
            "interactive" => OfInteractive(message.Interactive!),
            "location" => new OutgoingContent.Location(
                message.Location!.Latitude!.Value,
                message.Location.Longitude!.Value,
                message.Location.Name,
                message.Location.Address
            ),
            "contacts" => OfContacts(message.Contacts!),
            "reaction" => new OutgoingContent.Reaction(reactedTo!, message.Reaction!.Emoji ?? ""),
            _ => new OutgoingContent.Media(message.Type!, message.Media!.Link, message.Media.MediaId, message.Media.Caption, message.Media.Filename),
        };

    private static OutgoingContent.Template OfTemplate(TemplateBody template) =>
        new(template.Name!, template.Language!, template.Components is { Count: > 0 } components ? JsonSerializer.Serialize(components) : null);

    private static OutgoingContent OfInteractive(InteractiveBody interactive)
    {
        var (body, action, footer) = (interactive.Body!.Text!, interactive.Action!, interactive.Footer?.Text);
        return interactive.Type switch
        {
            "button" => new OutgoingContent.Buttons(
                body,
                [.. action.Buttons!.Select(b => new ReplyButton(b.Reply!.Id!, b.Reply.Title!))],
                interactive.Header?.Text,
                footer
            ),
            "list" => new OutgoingContent.List(
                body,
                action.Button!,
                [.. action.Sections!.Select(s => new ListSection(s.Title, [.. s.Rows!.Select(r => new ListRow(r.Id!, r.Title!, r.Description))]))],
                interactive.Header?.Text,
                footer
            ),
            _ => new OutgoingContent.Card(body, action.Parameters!.DisplayText!, action.Parameters.Url!, interactive.Header?.Image?.Link, footer),
        };
    }

    private static OutgoingContent.Contacts OfContacts(IReadOnlyList<ContactBody> contacts)
    {
        var cards = new JsonArray();
        foreach (var contact in contacts)
            cards.Add(Card(contact));
        return new OutgoingContent.Contacts(cards.ToJsonString(), string.Join("\n", contacts.Select(c => $"{c.Name} {c.Phone}")));
    }

    private static JsonObject Card(ContactBody contact)
    {
        var phone = new JsonObject { ["phone"] = contact.Phone, ["type"] = "CELL" };
        // With it the card offers to write to them.
        if (PhoneNumbers.Key(contact.Phone) is { } waId)
            phone["wa_id"] = waId;
        var card = new JsonObject
        {
            ["name"] = new JsonObject { ["formatted_name"] = contact.Name, ["first_name"] = contact.Name },
            ["phones"] = new JsonArray(phone),
        };
        if (!string.IsNullOrWhiteSpace(contact.Email))
            card["emails"] = new JsonArray(new JsonObject { ["email"] = contact.Email, ["type"] = "WORK" });
        if (!string.IsNullOrWhiteSpace(contact.Organization))
            card["org"] = new JsonObject { ["company"] = contact.Organization };
        return card;
    }
}
