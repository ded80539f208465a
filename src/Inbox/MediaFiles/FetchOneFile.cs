using System.Security.Cryptography;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Media.Contracts;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.MediaFiles;

/// <summary>One attempt to bring a file home. What is stored and not noted leaves the store again by itself.</summary>
internal sealed class FetchOneFile(
    InboxDbContext db,
    DbSession session,
    NumberDirectory numbers,
    GraphMedia graph,
    GraphOptions options,
    IMediaLibrary library,
    VoiceConverter voices,
    IMediaStore store,
    TimeProvider clock,
    ILogger<FetchOneFile> logger
)
{
    private sealed record Fetched(MediaItem? Item, MediaItem? Playable, string? Sha256, string? MimeType, MediaState State);

    internal async Task RunAsync(Guid fileId, CancellationToken ct)
    {
        if (await db.MediaFiles.AsNoTracking().SingleOrDefaultAsync(f => f.Id == fileId, ct) is not { } file)
            return;
        using var patience = new CancellationTokenSource(options.MediaTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        var fetched = await TryAsync(file, either.Token, ct);
        await NoteAsync(fileId, fetched, CancellationToken.None);
    }

    private async Task<Fetched> TryAsync(MediaFile file, CancellationToken attempt, CancellationToken stopping)
    {
        try
        {
            return await FetchAsync(file, attempt);
        }
        catch (Exception broken)
            when (broken is HttpRequestException or IOException || (broken is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            Log.MediaBroke(logger, file.Id, broken.GetType().Name);
            return Failed(MediaState.Waiting);
        }
    }

    private async Task<Fetched> FetchAsync(MediaFile file, CancellationToken ct)
    {
        if (await numbers.FindAsync(file.PhoneNumberId, ct) is not { IsActive: true, AccessToken: { Length: > 0 } token })
            return Failed(MediaState.Waiting);
        var number = new GraphNumber(file.PhoneNumberId, token);
        // The address is good for five minutes, and sometimes not even then: one that is not found is asked for anew, once.
        for (var asked = 1; ; asked++)
        {
            var (place, trouble) = await graph.LocateAsync(number, file.MetaId!, ct);
            if (place is null)
                return Failed(trouble == MediaTrouble.Gone ? MediaState.Unavailable : MediaState.Waiting);
            if (place.Size > file.MaxBytes)
                return Failed(MediaState.TooLarge);
            Fetched? fetched = null;
            trouble = await graph.DownloadAsync(number, place, async content => fetched = await TakeAsync(file, place, content, ct), ct);
            if (fetched is not null)
                return fetched;
            if (trouble != MediaTrouble.AskAgain || asked > 1)
                return Failed(MediaState.Waiting);
        }
    }

    private async Task<Fetched> TakeAsync(MediaFile file, MediaPlace place, Stream content, CancellationToken ct)
    {
        using var hash = SHA256.Create();
        await using var hashed = new CryptoStream(content, hash, CryptoStreamMode.Read, leaveOpen: true);
        var intake = await library.TakeAsIsAsync(hashed, MediaFormat.OfContentType(file.MimeType ?? place.MimeType), file.MaxBytes, ct);
        if (intake.Error is { } error)
            return Failed(error.Status == StatusCodes.Status413PayloadTooLarge ? MediaState.TooLarge : MediaState.Waiting);
        var sha256 = Convert.ToHexStringLower(hash.Hash!);
        var item = intake.Items[0];
        if ((place.Size is { } size && size != item.Size) || new[] { file.Sha256, place.Sha256 }.OfType<string>().Any(expected => expected != sha256))
        {
            await library.GiveUpAsync([item]);
            return Failed(MediaState.Damaged);
        }
        return new Fetched(item, await PlayableAsync(file, item, ct), sha256, place.MimeType, MediaState.Stored);
    }

    // OGG Opus, as voice notes come, does not play on iPhones.
    private async Task<MediaItem?> PlayableAsync(MediaFile file, MediaItem item, CancellationToken ct)
    {
        if (!voices.IsThere || file.Kind != "audio" || item.ContentType != "audio/ogg")
            return null;
        if (await store.OpenAsync(item.Name, ct) is not { } original)
            return null;
        await using var stream = original.Stream;
        var intake = await voices.ConvertAsync(stream, converted => library.TakeAsIsAsync(converted, MediaFormat.M4a, file.MaxBytes, ct), ct);
        if (intake is not { Items: [var playable] })
        {
            Log.NotConverted(logger, file.Id);
            return null;
        }
        return playable;
    }

    private async Task NoteAsync(Guid fileId, Fetched fetched, CancellationToken ct)
    {
        await using var work = await session.BeginAsync(ct);
        var file = await db.MediaFiles.FromSql($"select * from inbox.media_files where id = {fileId} for update").SingleOrDefaultAsync(ct);
        MediaItem[] items = [.. new[] { fetched.Item, fetched.Playable }.OfType<MediaItem>()];
        if (file is not { State: MediaState.Waiting })
        {
            // Taken back while it was on its way.
            await library.GiveUpAsync(items);
            return;
        }
        if (fetched.Item is { } item)
        {
            await library.KeepAsync(items, IMediaLibrary.Private, ct);
            file.Store(item.Name, fetched.Playable?.Name, item.Size, fetched.Sha256!, fetched.MimeType);
        }
        else if (fetched.State == MediaState.TooLarge)
            file.GiveUp(MediaState.TooLarge);
        else
            file.TryLater(fetched.State, clock.GetUtcNow());
        if (file.State != MediaState.Waiting)
        {
            var conversation = await db.Messages.Where(m => m.Id == file.MessageId).Select(m => m.ConversationId).SingleAsync(ct);
            db.Publish(new MessageChanged(file.OrganizationId, conversation, file.MessageId, "media"));
        }
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        Log.MediaNoted(logger, file.Id, file.State, file.Attempts);
    }

    private static Fetched Failed(MediaState state) => new(Item: null, Playable: null, Sha256: null, MimeType: null, state);
}
