using Aldrava.Inbox.Data;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Media.Contracts;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.MediaFiles;

/// <summary>Notes that a message has a file, so that it is fetched; and lets go of it again.</summary>
internal sealed class MediaIntake(InboxDbContext db, DbSession session, IMediaLibrary library, Wakeups wakeups, TimeProvider clock)
{
    /// <summary>With the next save. Does nothing for a message without a file.</summary>
    internal void Expect(Message message, InboundMessage said, string phoneNumberId)
    {
        if (!said.IsMedia)
            return;
        db.Add(MediaFile.Of(message.Id, message.OrganizationId, phoneNumberId, message.Type, said.Media, clock.GetUtcNow()));
        session.AfterCommit(() => wakeups.Raise(FetchMedia.Topic));
    }

    /// <summary>The message was taken back, or the person is to be forgotten.</summary>
    internal async Task ForgetAsync(Guid messageId, CancellationToken ct)
    {
        if (await db.MediaFiles.SingleOrDefaultAsync(f => f.MessageId == messageId, ct) is not { } file)
            return;
        foreach (var name in new[] { file.Name, file.PlayableName }.OfType<string>())
            await library.DiscardAsync(name, ct);
        db.Remove(file);
    }
}
