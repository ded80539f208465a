using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.MediaFiles;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.WhatsApp;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Webhooks;

/// <summary>
/// What is about a message that was said before: a reaction, other words, a deletion. Each side changes only its own, and each may come before the message
/// it is about.
/// </summary>
internal sealed class EarlierMessages(InboxDbContext db, FindConversation conversations, OurReactions ours, MediaIntake media, TimeProvider clock)
{
    private const int LongestEmoji = 64;

    internal static bool Concerns(InboundMessage said) => IsAChange(said) && said.TargetWamid is not null;

    /// <summary>A change that does not say of what.</summary>
    internal static bool IsAboutNothing(InboundMessage said) => IsAChange(said) && said.TargetWamid is null;

    private static bool IsAChange(InboundMessage said) => said.Kind is InboundKind.Reaction or InboundKind.Edit or InboundKind.Revoke;

    /// <summary>False when the two sides never spoke here.</summary>
    internal async Task<bool> ChangeAsync(WebhookUpdateReceived update, InboundMessage said, bool byCustomer, CancellationToken ct)
    {
        var conversation = await conversations.ExistingAsync(update, said.From, ct);
        if (conversation is null && said.Kind == InboundKind.Edit)
            conversation = (await conversations.OrBeginAsync(update, said.From, ct)).Conversation;
        if (conversation is null)
            return false;
        var at = said.Timestamp is { } given && given < clock.GetUtcNow() ? given : clock.GetUtcNow();
        var target = await db.Messages.SingleOrDefaultAsync(m => m.Wamid == said.TargetWamid, ct);
        if (target is not null && target.ConversationId != conversation.Id)
            return false;
        if (said.Kind == InboundKind.Reaction)
        {
            await ReactAsync(conversation, target, said, byCustomer ? OurReactions.Customer : "phone", at, ct);
            return true;
        }
        if (target is not null && (target.Direction == MessageDirection.Inbound) != byCustomer)
            return false;
        if (said.Kind == InboundKind.Edit)
            Edit(conversation, target, said, byCustomer, at);
        else
            await DeleteAsync(conversation, target, said, byCustomer, at, ct);
        return true;
    }

    private async Task ReactAsync(Conversation conversation, Message? target, InboundMessage said, string author, DateTimeOffset at, CancellationToken ct)
    {
        var emoji = said.Text is { } text ? JsonText.Cut(text, LongestEmoji) : null;
        if (author != OurReactions.Customer)
            await ours.ReplaceAsync(conversation.Id, said.TargetWamid!, at, ct);
        var reaction = await db.Reactions.SingleOrDefaultAsync(
            r => r.ConversationId == conversation.Id && r.TargetWamid == said.TargetWamid && r.Author == author,
            ct
        );
        if (reaction is null)
            db.Add(
                new Reaction
                {
                    OrganizationId = conversation.OrganizationId,
                    ConversationId = conversation.Id,
                    TargetWamid = said.TargetWamid!,
                    Author = author,
                    Emoji = emoji,
                    OccurredAt = at,
                }
            );
        else if (at < reaction.OccurredAt || emoji == reaction.Emoji)
            return;
        else
            (reaction.Emoji, reaction.OccurredAt) = (emoji, at);
        if (target is not null)
            db.Publish(new MessageChanged(conversation.OrganizationId, conversation.Id, target.Id, "reaction"));
    }

    private void Edit(Conversation conversation, Message? target, InboundMessage said, bool byCustomer, DateTimeOffset at)
    {
        if (target is null)
        {
            target = Message.From(AsFirstWords(said), conversation, byCustomer ? MessageOrigin.Customer : MessageOrigin.Phone, clock.GetUtcNow());
            target.IsKnownByEditOnly(at);
            db.Add(target);
        }
        else
        {
            var before = target.Text;
            if (!target.Edit(said.Text, at))
                return;
            conversation.Reword(before, said.Text);
        }
        db.Publish(new MessageChanged(conversation.OrganizationId, conversation.Id, target.Id, "edit"));
    }

    private static InboundMessage AsFirstWords(InboundMessage edit) =>
        edit with
        {
            Wamid = edit.TargetWamid!,
            TargetWamid = null,
            Kind = edit.EditedKind ?? InboundKind.Unknown,
        };

    private async Task DeleteAsync(Conversation conversation, Message? target, InboundMessage said, bool byCustomer, DateTimeOffset at, CancellationToken ct)
    {
        if (target is { DeletedAt: not null })
            return;
        if (target is null)
        {
            // Should it still come, it stays deleted.
            var origin = byCustomer ? MessageOrigin.Customer : MessageOrigin.Phone;
            target = Message.From(
                said with
                {
                    Wamid = said.TargetWamid!,
                    TargetWamid = null,
                    Kind = InboundKind.Unknown,
                },
                conversation,
                origin,
                clock.GetUtcNow()
            );
            db.Add(target);
        }
        conversation.Reword(target.Text, after: null);
        target.Delete(at);
        await media.ForgetAsync(target.Id, ct);
        await db.Reactions.Where(r => r.ConversationId == conversation.Id && r.TargetWamid == target.Wamid).ExecuteDeleteAsync(ct);
        db.Publish(new MessageChanged(conversation.OrganizationId, conversation.Id, target.Id, "delete"));
    }
}
