using Aldrava.Platform.Http;

namespace Aldrava.Media.Contracts;

/// <summary>
/// The organization's files. Taking one stores it; it belongs to nobody until <see cref="KeepAsync"/>, in the transaction of the record that shows it.
/// What is not kept leaves the store again by itself, even after a crash.
/// </summary>
public interface IMediaLibrary
{
    /// <summary>The purpose of files that only the record they belong to shows: <see cref="ResolveAsync"/> does not know them.</summary>
    const string Private = "private";

    /// <summary>
    /// Stores a file as it comes in: sniffed, its size watched, without the place where it was taken. Nothing of it stays when it is refused or
    /// <paramref name="content"/> breaks off.
    /// </summary>
    Task<Intake> TakeAsync(Stream content, MediaLimits limits, CancellationToken ct);

    /// <summary>Stores a file of any kind as it is, byte for byte. Nothing of it stays when it is too long or <paramref name="content"/> breaks off.</summary>
    Task<Intake> TakeAsIsAsync(Stream content, MediaFormat format, long maxBytes, CancellationToken ct);

    /// <summary>Stores all files of a multipart/form-data request, or none of them.</summary>
    Task<Intake> TakeAllAsync(HttpRequest request, MediaLimits limits, CancellationToken ct);

    /// <summary>Gives files to the organization, in the open transaction. <paramref name="purpose"/> says what for: <c>property_photo</c>.</summary>
    Task KeepAsync(IReadOnlyCollection<MediaItem> items, string purpose, CancellationToken ct);

    /// <summary>Files that will not be kept: they leave the store now instead of a day later.</summary>
    Task GiveUpAsync(IReadOnlyCollection<MediaItem> items);

    /// <summary>
    /// Which of these addresses are ours: pictures of our cloud, and files of this organization, which cannot be discarded until the open transaction ends.
    /// Null for each that is not. <paramref name="host"/>: the name under which the caller reaches this server.
    /// </summary>
    Task<IReadOnlyList<MediaLink?>> ResolveAsync(IReadOnlyList<string> urls, string? host, CancellationToken ct);

    /// <summary>Holds a file until the open transaction ends; false when there is none of that purpose.</summary>
    Task<bool> HoldAsync(string name, string purpose, CancellationToken ct);

    /// <summary>Takes a file from the organization in the open transaction; its content leaves the store after the commit.</summary>
    Task DiscardAsync(string name, CancellationToken ct);

    /// <summary>How large files of the organization are, in bytes; unknown ones are left out.</summary>
    Task<IReadOnlyDictionary<string, long>> SizesAsync(IReadOnlyCollection<string> names, CancellationToken ct);

    /// <summary>How a stored file is shown.</summary>
    MediaLink LinkOf(MediaItem item);
}

/// <summary>What is taken.</summary>
/// <param name="MaxBytes">Of one file.</param>
/// <param name="MaxFiles">In one request.</param>
/// <param name="Formats">The kinds.</param>
public sealed record MediaLimits(long MaxBytes, int MaxFiles, IReadOnlyList<MediaFormat> Formats)
{
    /// <summary>Pictures of listings: 10 MB each, 20 in a request.</summary>
    public static MediaLimits Photos { get; } = new(10 * 1024 * 1024, 20, MediaFormat.All);

    /// <summary>The longest request that can hold them, with what multipart adds.</summary>
    public long MaxRequestBytes => MaxFiles * (MaxBytes + 16 * 1024) + 64 * 1024;
}

/// <summary>A stored file that belongs to nobody yet.</summary>
/// <param name="Name">128 random bits and the ending of its format.</param>
/// <param name="Store">Where it lies.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Size">In bytes, as stored.</param>
public sealed record MediaItem(string Name, string Store, string ContentType, long Size);

/// <summary>An address of ours.</summary>
/// <param name="Url">As it is to be stored and shown.</param>
/// <param name="ThumbnailUrl">A smaller picture; the same address where nobody makes one.</param>
/// <param name="Name">The file's name when it is one of the organization.</param>
public sealed record MediaLink(string Url, string ThumbnailUrl, string? Name);

/// <summary>What became of files that came in.</summary>
/// <param name="Items">The stored ones, in the order they came; empty when refused.</param>
/// <param name="Error">Why none was stored.</param>
public sealed record Intake(IReadOnlyList<MediaItem> Items, Error? Error)
{
    internal static Intake Refused(Error error) => new([], error);
}
