using Aldrava.Media.Contracts;
using Aldrava.Media.Data;
using Aldrava.Media.Stores;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Media.Library;

/// <summary>See <see cref="IMediaLibrary"/>; the part that talks to the store is <see cref="MediaIntake"/>.</summary>
internal sealed class MediaLibrary(
    MediaIntake intake,
    IMediaStore store,
    OwnUrls urls,
    CloudinaryOptions cloudinary,
    MediaDbContext db,
    DbSession session,
    Tenant tenant,
    Wakeups wakeups,
    TimeProvider clock
) : IMediaLibrary
{
    public Task<Intake> TakeAsync(Stream content, MediaLimits limits, CancellationToken ct) => intake.TakeAsync(content, file: null, limits, ct);

    public Task<Intake> TakeAsIsAsync(Stream content, MediaFormat format, long maxBytes, CancellationToken ct) =>
        intake.TakeAsIsAsync(content, format, maxBytes, ct);

    public Task<Intake> TakeAllAsync(HttpRequest request, MediaLimits limits, CancellationToken ct) => intake.TakeAllAsync(request, limits, ct);

    public Task GiveUpAsync(IReadOnlyCollection<MediaItem> items) => intake.GiveUpAsync(items);

    public MediaLink LinkOf(MediaItem item) => LinkTo(item.Name);

    public async Task KeepAsync(IReadOnlyCollection<MediaItem> items, string purpose, CancellationToken ct)
    {
        var organization = tenant.OrganizationId ?? throw new InvalidOperationException("Files are kept for an organization.");
        await using var work = await session.BeginAsync(ct);
        var now = clock.GetUtcNow();
        db.AddRange(items.Select(item => MediaFile.Of(organization, item, purpose, now)));
        await db.SaveChangesAsync(ct);
        string[] names = [.. items.Select(i => i.Name)];
        var noted = await db.Database.ExecuteSqlAsync($"delete from media.leftovers where name = any ({names})", ct);
        if (noted != names.Length)
            throw new InvalidOperationException("A file was not kept for a day after it was taken, and is gone.");
        await work.CommitAsync(ct);
    }

    public async Task<IReadOnlyList<MediaLink?>> ResolveAsync(IReadOnlyList<string> given, string? host, CancellationToken ct)
    {
        var names = given.Select(url => urls.NameIn(url, host)).ToList();
        string[] wanted = [.. names.OfType<string>().Distinct(StringComparer.Ordinal)];
        var known = wanted.Length == 0 ? [] : await HeldForReadingAsync(wanted, ct);
        return [.. given.Zip(names, (url, name) => name is not null && known.Contains(name) ? LinkTo(name) : PictureOfOurCloud(url))];
    }

    public async Task<IReadOnlyDictionary<string, long>> SizesAsync(IReadOnlyCollection<string> names, CancellationToken ct) =>
        await db.Files.Where(f => names.Contains(f.Name)).ToDictionaryAsync(f => f.Name, f => f.Size, StringComparer.Ordinal, ct);

    public async Task<bool> HoldAsync(string name, string purpose, CancellationToken ct) =>
        await db
            .Files.FromSql($"select * from media.files where name = {name} and organization_id = {tenant.OrganizationId} for update")
            .AnyAsync(f => f.Purpose == purpose, ct);

    public async Task DiscardAsync(string name, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            with gone as (delete from media.files where name = {name} and organization_id = {tenant.OrganizationId} returning name, store)
            insert into media.leftovers (name, store, due_at) select name, store, {clock.GetUtcNow()} from gone
            """,
            ct
        );
        session.AfterCommit(() => wakeups.Raise(SweepLeftovers.Topic));
    }

    // In one order everywhere, and after the record that shows them was locked: nobody waits in a circle.
    private async Task<HashSet<string>> HeldForReadingAsync(string[] names, CancellationToken ct)
    {
        var held = await db
            .Files.FromSql(
                $"select * from media.files where name = any ({names}) and organization_id = {tenant.OrganizationId} and purpose <> {IMediaLibrary.Private} order by name for key share"
            )
            .Select(f => f.Name)
            .ToListAsync(ct);
        return [.. held];
    }

    private MediaLink LinkTo(string name)
    {
        var url = store.UrlOf(name);
        return new MediaLink(url, CloudinaryUrls.Ours(url, cloudinary.CloudName) is { } ours ? CloudinaryUrls.ThumbnailOf(ours) : url, name);
    }

    private MediaLink? PictureOfOurCloud(string url) =>
        CloudinaryUrls.Ours(url, cloudinary.CloudName) is { } ours ? new MediaLink(ours, CloudinaryUrls.ThumbnailOf(ours), Name: null) : null;
}
