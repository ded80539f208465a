using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;

namespace Aldrava.Inbox.MediaFiles;

internal enum MediaState
{
    /// <summary>Still at Meta's.</summary>
    Waiting,
    Stored,

    /// <summary>Longer than its kind may be.</summary>
    TooLarge,

    /// <summary>What came is not what was sent, however often it was fetched.</summary>
    Damaged,

    /// <summary>Could not be fetched in the seven days that Meta keeps it.</summary>
    Expired,

    /// <summary>Meta has no such file.</summary>
    Unavailable,
}

/// <summary>The file of a message: at Meta's first, then in our store.</summary>
internal sealed class MediaFile : ITenantOwned
{
    /// <summary>So long Meta keeps a file after the webhook (facts.md, WhatsApp sending).</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const int MostTriesOfWhatIsWrong = 3;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(2);

    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required Guid MessageId { get; init; }
    public required string PhoneNumberId { get; init; }
    public string? MetaId { get; init; }

    /// <summary><c>image</c>, <c>audio</c>, <c>video</c>, <c>document</c>, <c>sticker</c>.</summary>
    public required string Kind { get; init; }
    public string? MimeType { get; private set; }
    public string? Sha256 { get; private set; }
    public long? Size { get; private set; }
    public string? Filename { get; init; }
    public bool Voice { get; init; }
    public bool Animated { get; init; }
    public MediaState State { get; private set; }

    /// <summary>In the store.</summary>
    public string? Name { get; private set; }

    /// <summary>The same as every phone plays it; null when there is none, or none is needed.</summary>
    public string? PlayableName { get; private set; }
    public int Attempts { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public required DateTimeOffset ReceivedAt { get; init; }

    public long MaxBytes =>
        Kind switch
        {
            "image" => 5L * 1024 * 1024,
            "sticker" => 500L * 1024,
            "audio" or "video" => 16L * 1024 * 1024,
            _ => 100L * 1024 * 1024,
        };

    public static MediaFile Of(Guid messageId, long organizationId, string phoneNumberId, string kind, InboundMedia? media, DateTimeOffset now)
    {
        var isThere = GraphMedia.IsId(media?.Id);
        return new()
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = organizationId,
            MessageId = messageId,
            PhoneNumberId = phoneNumberId,
            MetaId = isThere ? media!.Id : null,
            Kind = kind,
            MimeType = Short(media?.MimeType),
            Sha256 = MediaHash.ToHex(media?.Sha256),
            Filename = Short(media?.FileName),
            Voice = media?.IsVoice ?? false,
            Animated = media?.IsAnimated ?? false,
            State = isThere ? MediaState.Waiting : MediaState.Unavailable,
            DueAt = now,
            ReceivedAt = now,
        };
    }

    public void Store(string name, string? playableName, long size, string sha256, string? mimeType)
    {
        (State, Name, PlayableName, Size, Sha256) = (MediaState.Stored, name, playableName, size, sha256);
        MimeType ??= Short(mimeType);
    }

    public void GiveUp(MediaState state) => State = state;

    /// <summary>Another try, later each time. What Meta does not have, or has wrongly, is not asked for seven days.</summary>
    public void TryLater(MediaState unless, DateTimeOffset now)
    {
        if (now >= ReceivedAt + Kept)
            State = MediaState.Expired;
        else if (unless != MediaState.Waiting && Attempts >= MostTriesOfWhatIsWrong)
            State = unless;
        else
            DueAt = now + TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks * (long)Math.Pow(3, Math.Min(Attempts - 1, 10))));
    }

    private static string? Short(string? text) => text is null ? null : JsonText.Cut(text, WebhookUpdateWriter.LongestName);
}
