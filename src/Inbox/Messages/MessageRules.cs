using System.Text.Json;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Http;
using static Aldrava.Inbox.Messages.MessageRequest;

namespace Aldrava.Inbox.Messages;

/// <summary>WhatsApp's limits for what is sent, so that a person hears of them at once and not from Meta a while later.</summary>
internal static class MessageRules
{
    private const int LongestCaption = 1024;
    private const int LongestFilename = 240;
    private const int LongestName = 512;
    private const int LongestEmoji = 32;
    private const int LongestPlace = 1000;
    private const int MostContacts = 257;

    public static IReadOnlyList<FieldError> Check(HttpContext http, Request message)
    {
        var rules = new FieldRules(http);
        switch (message.Type)
        {
            case null or "":
                rules.Bad("body.type", "missing");
                break;
            case "text":
                rules.NeedsText("body.text", message.Text, GraphPayload.LongestText);
                break;
            case "template" when rules.Needs("body.template", message.Template):
                CheckTemplate(rules, message.Template!);
                break;
            case "image" or "document" or "audio" or "video" or "sticker" when rules.Needs("body.media", message.Media):
                CheckMedia(rules, message.Type, message.Media!);
                break;
            case "interactive" when rules.Needs("body.interactive", message.Interactive):
                InteractiveRules.Check(rules, message.Interactive!);
                break;
            case "location" when rules.Needs("body.location", message.Location):
                CheckLocation(rules, message.Location!);
                break;
            case "contacts" when rules.NeedsItems("body.contacts", message.Contacts, MostContacts):
                CheckContacts(rules, message.Contacts!);
                break;
            case "reaction" when rules.Needs("body.reaction", message.Reaction):
                rules.Needs("body.reaction.message_id", message.Reaction!.MessageId);
                rules.MayHaveText("body.reaction.emoji", message.Reaction.Emoji, LongestEmoji);
                break;
            case "template" or "image" or "document" or "audio" or "video" or "sticker" or "interactive" or "location" or "contacts" or "reaction":
                break;
            default:
                rules.Bad("body.type", "enum");
                break;
        }
        return rules.Faults;
    }

    private static void CheckTemplate(FieldRules rules, TemplateBody template)
    {
        rules.NeedsText("body.template.name", template.Name, LongestName);
        rules.NeedsText("body.template.language", template.Language, 64);
        for (var i = 0; i < (template.Components?.Count ?? 0); i++)
        {
            if (template.Components![i].ValueKind != JsonValueKind.Object)
                rules.Bad($"body.template.components[{i}]", "model_type");
        }
    }

    private static void CheckMedia(FieldRules rules, string type, MediaBody media)
    {
        if (media.MediaId is null)
            rules.NeedsLink("body.media.link", media.Link);
        else if (media.Link is not null)
            rules.Bad("body.media.media_id", "one_target");
        else
            rules.NeedsText("body.media.media_id", media.MediaId, LongestName);
        if (type is "audio" or "sticker" && media.Caption is not null)
            rules.Bad("body.media.caption", "value_error");
        rules.MayHaveText("body.media.caption", media.Caption, LongestCaption);
        if (type is not "document" && media.Filename is not null)
            rules.Bad("body.media.filename", "value_error");
        rules.MayHaveText("body.media.filename", media.Filename, LongestFilename);
    }

    private static void CheckLocation(FieldRules rules, LocationBody location)
    {
        CheckDegrees(rules, "body.location.latitude", location.Latitude, 90);
        CheckDegrees(rules, "body.location.longitude", location.Longitude, 180);
        rules.MayHaveText("body.location.name", location.Name, LongestPlace);
        rules.MayHaveText("body.location.address", location.Address, LongestPlace);
    }

    private static void CheckDegrees(FieldRules rules, string field, double? degrees, int most)
    {
        if (!rules.Needs(field, degrees))
            return;
        if (degrees < -most)
            rules.Bad(field, "greater_than_equal", -most);
        else if (degrees > most)
            rules.Bad(field, "less_than_equal", most);
    }

    private static void CheckContacts(FieldRules rules, IReadOnlyList<ContactBody> contacts)
    {
        for (var i = 0; i < contacts.Count; i++)
        {
            rules.NeedsText($"body.contacts[{i}].name", contacts[i].Name, LongestCaption);
            rules.NeedsText($"body.contacts[{i}].phone", contacts[i].Phone, 40);
            rules.MayHaveText($"body.contacts[{i}].email", contacts[i].Email, LongestName);
            rules.MayHaveText($"body.contacts[{i}].organization", contacts[i].Organization, LongestName);
        }
    }
}
