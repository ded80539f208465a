using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Messages;

/// <summary>
/// POST /api/v1/conversations/{id}/messages: a person writes to the customer. It is queued and goes out after all before it; the bot falls silent, and the
/// conversation is theirs if it was nobody's. Outside the 24 hours after the customer's last word only a template may be sent.
/// </summary>
internal static class PostMessage
{
    internal static async Task<IResult> Handle(
        Guid id,
        MessageRequest.Request request,
        CurrentUser user,
        InboxDbContext db,
        ConversationDesk desk,
        SendingDesk sending,
        MarketingConsent marketing,
        OurReactions reactions,
        Outgoing outgoing,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (MessageRules.Check(http, request) is { Count: > 0 } faults)
            return Error.Validation(faults);
        await using var work = await desk.BeginAsync(ct);
        if (await desk.LockAsync(id, user, ct) is not { } conversation)
            return Errors.Conversation.NotFound(id);
        var (quoted, reactedTo) = (await WamidAsync(db, id, request.ReplyTo, ct), await WamidAsync(db, id, request.Reaction?.MessageId, ct));
        if (request.ReplyTo is not null && quoted is null)
            return FieldErrors.One(http, "body.reply_to", "value_error");
        if (request.Type == "reaction" && reactedTo is null)
            return FieldErrors.One(http, "body.reaction.message_id", "value_error");
        if (await sending.RefusalAsync(conversation, request.Type == "template", user, ct) is { } refusal)
            return refusal;
        if (request.Type == "template" && await marketing.RefusalAsync(conversation, request.Template!.Name, request.Template.Language, ct) is { } unwanted)
            return unwanted;

        var content = RequestedContent.Of(request, reactedTo);
        var message = await outgoing.AddAsync(conversation, content, $"user:{user.UserId}", dedupeKey: null, quoted, ct);
        if (content is OutgoingContent.Reaction reaction)
            await reactions.NoteAsync(conversation, reaction, message, ct);
        sending.Take(conversation, user);
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        return TypedResults.Created($"/api/v1/conversations/{id}/messages/{message.Id}", MessageView.Of(message, request.ReplyTo));
    }

    // Of this conversation, and known to Meta: what was never sent cannot be quoted.
    private static async Task<string?> WamidAsync(InboxDbContext db, Guid conversation, Guid? message, CancellationToken ct) =>
        message is null
            ? null
            : await db.Messages.Where(m => m.ConversationId == conversation && m.Id == message).Select(m => m.Wamid).SingleOrDefaultAsync(ct);
}
