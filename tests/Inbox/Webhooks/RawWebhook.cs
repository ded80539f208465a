using System.Text;
using Aldrava.Inbox.Sandbox;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.Webhooks;

/// <summary>Webhooks written by hand, signed. <c>NUMBER</c> stands for the number's id.</summary>
internal static class RawWebhook
{
    internal const string Phone = "351912345678";
    internal const string Own = "351210000002";

    internal static SignedWebhook Said(params string[] messages) => Value("messages", $"\"messages\":[{string.Join(',', messages)}]");

    internal static SignedWebhook Statuses(params string[] statuses) => Value("messages", $"\"statuses\":[{string.Join(',', statuses)}]");

    internal static SignedWebhook Echoes(params string[] messages) => Value("smb_message_echoes", $"\"message_echoes\":[{string.Join(',', messages)}]");

    internal static SignedWebhook Value(string field, string members) =>
        Change(
            $$$"""{"field":"{{{field}}}","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"NUMBER","display_phone_number":"{{{Own}}}"},{{{members}}}}}"""
        );

    internal static SignedWebhook Change(params string[] changes) =>
        Body($$"""{"object":"whatsapp_business_account","entry":[{"id":"3","changes":[{{string.Join(',', changes)}}]}]}""");

    internal static SignedWebhook Body(string json)
    {
        var body = Encoding.UTF8.GetBytes(json.Replace("NUMBER", InboxApp.NumberId, StringComparison.Ordinal));
        return new SignedWebhook(body, WebhookSignature.Sign(body, InboxApp.Secret));
    }

    /// <summary>A message of the customer; <paramref name="rest"/> begins with its type.</summary>
    internal static string From(string wamid, string rest, long at = 1773130000) => $$"""{"from":"{{Phone}}","id":"{{wamid}}","timestamp":"{{at}}",{{rest}}}""";

    /// <summary>A message from the phone of the business.</summary>
    internal static string Echo(string wamid, string rest, long at = 1773130000) =>
        $$"""{"from":"{{Own}}","to":"{{Phone}}","id":"{{wamid}}","timestamp":"{{at}}",{{rest}}}""";

    internal static string Text(string body) =>
        $$"""
            "type":"text","text":{"body":"{{body}}"}
            """;
}
