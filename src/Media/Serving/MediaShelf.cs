using Aldrava.Media.Contracts;
using Aldrava.Media.Stores;

namespace Aldrava.Media.Serving;

/// <summary>Where files are looked for: on the local disk, where they lie from before another store was chosen, then in the store.</summary>
internal sealed class MediaShelf(IMediaStore store, LocalStore local)
{
    public async Task<MediaContent?> OpenAsync(string name, CancellationToken ct)
    {
        if (store != local && await local.OpenAsync(name, ct) is { } before)
            return before;
        return await store.OpenAsync(name, ct);
    }
}
