using Aldrava.Media.Contracts;

namespace Aldrava.Inbox.MediaFiles;

/// <summary>The file of a message, as it is shown.</summary>
/// <param name="Id">The file.</param>
/// <param name="Url">Where it is read; null until it is stored, and when it could not be.</param>
/// <param name="MimeType">What it is.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Filename">As the sender called it.</param>
/// <param name="Sha256">Hex.</param>
/// <param name="Caption">What was said beside it.</param>
/// <param name="Voice">Spoken into the phone.</param>
/// <param name="State"><c>waiting</c>, <c>stored</c>, <c>too_large</c>, <c>damaged</c>, <c>expired</c> or <c>unavailable</c>.</param>
/// <param name="PlayableUrl">The same sound as every phone plays it; null where there is only the original.</param>
internal sealed record MediaView(
    Guid Id,
    string? Url,
    string? MimeType,
    long? Size,
    string? Filename,
    string? Sha256,
    string? Caption,
    bool Voice,
    MediaState State,
    string? PlayableUrl
)
{
    public static MediaView Example =>
        new(
            new Guid("0199a000-0000-7000-8000-00000000000f"),
            "/media/4f1c2b3a4f1c2b3a4f1c2b3a4f1c2b3a.ogg",
            "audio/ogg; codecs=opus",
            Size: 20_480,
            Filename: null,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            Caption: null,
            Voice: true,
            MediaState.Stored,
            "/media/5a1c2b3a4f1c2b3a4f1c2b3a4f1c2b3a.m4a"
        );

    /// <param name="file">The file.</param>
    /// <param name="caption">The words of its message.</param>
    /// <param name="store">Knows where files are read.</param>
    public static MediaView Of(MediaFile file, string? caption, IMediaStore store) =>
        new(
            file.Id,
            file.Name is { } name ? store.UrlOf(name) : null,
            file.MimeType,
            file.Size,
            file.Filename,
            file.Sha256,
            caption,
            file.Voice,
            file.State,
            file.PlayableName is { } playable ? store.UrlOf(playable) : null
        );
}
