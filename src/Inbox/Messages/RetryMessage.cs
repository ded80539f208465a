using System.Text.Json;
using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Messages;

/// <summary>
/// POST /api/v1/conversations/{id}/messages/{message_id}/retry: sends again what failed. What nobody knows the outcome of the customer may have already: with
/// <c>confirm</c> only.
/// </summary>
internal static class RetryMessage
{
    public sealed record Request(bool Confirm = false) : IRequestBody
    {
        public static Request Example => new(Confirm: true);
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Guid messageId,
        Request? request,
        CurrentUser user,
        InboxDbContext db,
        ConversationDesk desk,
        SendingDesk sending,
        MarketingConsent marketing,
        DbSession session,
        Wakeups wakeups,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await desk.BeginAsync(ct);
        if (await desk.LockAsync(id, user, ct) is not { } conversation)
            return Errors.Conversation.NotFound(id);
        var message = await LockMessage.ByIdAsync(db, messageId, ct);
        if (message?.ConversationId != id)
            return Errors.Message.NotFound(messageId);
        if (Refusal(message, request?.Confirm ?? false) is { } refusal)
            return refusal;
        if (await sending.RefusalAsync(conversation, message.Type == "template", user, ct) is { } closed)
            return closed;
        if (message.Type == "template" && await marketing.RefusalAsync(conversation, message.Content, ct) is { } unwanted)
            return unwanted;

        var now = clock.GetUtcNow();
        // Receipts of the first attempt still find it by our own mark.
        (message.Status, message.StatusAt, message.Error, message.Wamid) = (MessageStatus.Queued, now, null, null);
        (message.Attempts, message.DueAt) = (0, now);
        sending.Take(conversation, user);
        db.Publish(new MessageStatusChanged(conversation.OrganizationId, id, messageId, "queued"));
        session.AfterCommit(() => wakeups.Raise(Topics.Outgoing));
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(MessageView.Of(message, replyTo: null));
    }

    private static Error? Refusal(Message message, bool isConfirmed)
    {
        if (message.Direction != MessageDirection.Outbound || message.Status is not (MessageStatus.Failed or MessageStatus.Unknown))
            return Errors.Message.NotFailed(message.Id, JsonNamingPolicy.SnakeCaseLower.ConvertName(message.Status.ToString()));
        if (message.Status == MessageStatus.Unknown && !isConfirmed)
            return Errors.Message.NeedsConfirmation(message.Id);
        return message.Payload is null ? Errors.Message.NothingLeft(message.Id) : null;
    }
}
