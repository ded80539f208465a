using Aldrava.Flows.Engine;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Runs;

/// <summary>A message as a flow hears it.</summary>
internal static class HeardMessage
{
    /// <summary>The customer opened the chat and wrote nothing yet: may begin a flow, answers none.</summary>
    public const string Opened = "request_welcome";

    /// <summary>Null for what says nothing to a flow: reactions, changes to older messages, news about the chat itself.</summary>
    public static FlowInput.Message? Of(MessageReceived message) =>
        message.Type switch
        {
            "reaction" or "edit" or "revoke" or "system" => null,
            "text" => new FlowInput.Message(MessageKind.Text, message.Text ?? "", Id: message.MessageId),
            "button_reply" or "list_reply" or "flow_reply" or "interactive" or "button" => new FlowInput.Message(
                MessageKind.Reply,
                message.Text,
                message.ReplyId,
                Id: message.MessageId
            ),
            "image" or "audio" or "video" or "document" or "sticker" => new FlowInput.Message(
                MessageKind.Media,
                message.Text,
                Type: message.Type,
                Id: message.MessageId
            ),
            _ => new FlowInput.Message(MessageKind.Other, message.Text, Type: message.Type, Id: message.MessageId),
        };
}
