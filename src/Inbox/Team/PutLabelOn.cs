using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Puts a label on a conversation; harmless when it is there.</summary>
internal static class PutLabelOn
{
    internal static async Task<IResult> Handle(
        Guid id,
        [FromRoute(Name = "label_id")] Guid labelId,
        CurrentUser user,
        InboxDbContext db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!await db.ShowsAsync(id, user, ct))
            return Errors.Conversation.NotFound(id);
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            insert into inbox.conversation_labels (organization_id, conversation_id, label_id, added_at)
            select organization_id, {id}, id, {clock.GetUtcNow().UtcDateTime} from inbox.labels where organization_id = {user.OrganizationId} and id = {labelId}
            on conflict do nothing
            """,
            ct
        );
        return added > 0 || await db.Labels.AnyAsync(l => l.Id == labelId, ct) ? TypedResults.NoContent() : Errors.Label.NotFound(labelId);
    }
}

/// <summary>Takes a label off a conversation; harmless when it is not there.</summary>
internal static class TakeLabelOff
{
    internal static async Task<IResult> Handle(Guid id, [FromRoute(Name = "label_id")] Guid labelId, CurrentUser user, InboxDbContext db, CancellationToken ct)
    {
        if (!await db.ShowsAsync(id, user, ct))
            return Errors.Conversation.NotFound(id);
        if (!await db.Labels.AnyAsync(l => l.Id == labelId, ct))
            return Errors.Label.NotFound(labelId);
        await db.ConversationLabels.Where(l => l.ConversationId == id && l.LabelId == labelId).ExecuteDeleteAsync(ct);
        return TypedResults.NoContent();
    }
}

/// <summary>The labels on a conversation, by name.</summary>
internal static class LabelsOfConversation
{
    internal static async Task<IResult> Handle(Guid id, CurrentUser user, InboxDbContext db, CancellationToken ct)
    {
        if (!await db.ShowsAsync(id, user, ct))
            return Errors.Conversation.NotFound(id);
        var labels = db.Labels.Where(l => db.ConversationLabels.Any(m => m.ConversationId == id && m.LabelId == l.Id));
        return TypedResults.Ok(await labels.OrderBy(l => l.Name).ThenBy(l => l.Id).Select(LabelView.Of).ToListAsync(ct));
    }
}
