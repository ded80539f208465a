using Aldrava.Inbox.Data;
using Aldrava.Inbox.Messages;
using Aldrava.Media.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.MediaFiles;

/// <summary>What hangs on a message.</summary>
internal sealed record MessageAttachment(MediaView? Media, IReadOnlyList<ReactionView> Reactions)
{
    public static MessageAttachment None { get; } = new(Media: null, []);
}

/// <param name="Emoji">What they think.</param>
/// <param name="By"><c>contact</c>, <c>phone</c> or <c>user:12</c>.</param>
/// <param name="At">When.</param>
internal sealed record ReactionView(string Emoji, string By, DateTimeOffset At)
{
    public static ReactionView Example => new("\U0001F44D", "contact", new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero));
}

/// <summary>Reads files and reactions of a page of messages, in one query each.</summary>
internal sealed class MessageAttachments(InboxDbContext db, IMediaStore store)
{
    internal async Task<IReadOnlyDictionary<Guid, MessageAttachment>> OfAsync(IReadOnlyCollection<Message> messages, CancellationToken ct)
    {
        Guid[] ids = [.. messages.Select(m => m.Id)];
        Guid[] conversations = [.. messages.Select(m => m.ConversationId).Distinct()];
        string[] wamids = [.. messages.Select(m => m.Wamid).OfType<string>()];
        var files = await db.MediaFiles.AsNoTracking().Where(f => ids.Contains(f.MessageId)).ToDictionaryAsync(f => f.MessageId, ct);
        var reactions = await db
            .Reactions.AsNoTracking()
            .Where(r => conversations.Contains(r.ConversationId) && wamids.Contains(r.TargetWamid) && r.Emoji != null)
            .OrderBy(r => r.OccurredAt)
            .ToListAsync(ct);
        var byTarget = reactions.ToLookup(r => r.TargetWamid, r => new ReactionView(r.Emoji!, r.Author, r.OccurredAt), StringComparer.Ordinal);
        return messages.ToDictionary(
            m => m.Id,
            m => new MessageAttachment(
                files.GetValueOrDefault(m.Id) is { } file ? MediaView.Of(file, m.Text, store) : null,
                m.Wamid is null ? [] : [.. byTarget[m.Wamid]]
            )
        );
    }
}
