namespace Aldrava.Media.Contracts;

/// <summary>
/// Where the content of files lies: the local disk, S3 or Cloudinary. Knows names only; whose a file is, is the library's matter.
/// </summary>
public interface IMediaStore
{
    /// <summary>What it is called in the settings and beside each file: <c>local</c>, <c>s3</c>, <c>cloudinary</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// Stores what <paramref name="write"/> writes, of whatever length, without holding it in memory. When it fails, or <paramref name="write"/> does,
    /// nothing can be read under the name.
    /// </summary>
    Task PutAsync(string name, string contentType, Func<Stream, CancellationToken, Task> write, CancellationToken ct);

    /// <summary>The content, or null when there is none of that name. Its stream can be sought, and fetches no more than what is read.</summary>
    Task<MediaContent?> OpenAsync(string name, CancellationToken ct);

    /// <summary>Removes the content; does nothing when it is not there.</summary>
    Task DeleteAsync(string name, CancellationToken ct);

    /// <summary>Where anybody who knows the name reads it: an absolute address, or one on this server (<c>/media/…</c>) when no public address is set.</summary>
    string UrlOf(string name);
}

/// <summary>The content of a file.</summary>
/// <param name="Stream">Can be sought; the caller disposes of it.</param>
/// <param name="Length">In bytes.</param>
public sealed record MediaContent(Stream Stream, long Length);

/// <summary>The store could not do it, even after trying again. <see cref="Exception.Message"/> holds nothing secret.</summary>
public sealed class MediaStoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Shorter ways.</summary>
public static class MediaStores
{
    /// <summary>Stores a stream.</summary>
    public static Task PutAsync(this IMediaStore store, string name, string contentType, Stream content, CancellationToken ct) =>
        store.PutAsync(name, contentType, (output, token) => content.CopyToAsync(output, token), ct);
}
