using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Properties;
using Aldrava.Media.Contracts;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Photos;

/// <summary>
/// The photos of one listing, held by the transaction: whoever changes them too waits, so that their places have no gaps and no doubles.
/// </summary>
internal sealed class PhotoAlbum
{
    private readonly CrmDbContext _db;
    private readonly Property _property;
    private readonly List<PropertyPhoto> _photos;

    private PhotoAlbum(CrmDbContext db, Property property, List<PropertyPhoto> photos) => (_db, _property, _photos) = (db, property, photos);

    /// <summary>In their order.</summary>
    public IReadOnlyList<PropertyPhoto> Photos => _photos;

    /// <summary>Of which listing.</summary>
    public long PropertyId => _property.Id;

    /// <summary>Why the caller may not change the photos of a listing; null when they may.</summary>
    public static async Task<Error?> RefusalAsync(CrmDbContext db, RecordKey key, CurrentUser user, CancellationToken ct)
    {
        var property = await db.Properties.AsNoTracking().WithKey(key).SingleOrDefaultAsync(ct);
        return property is null ? Errors.Property.NotFound(key.Identifier) : Refusal(property, user);
    }

    /// <summary>Opens it in the running transaction, or says why not.</summary>
    public static async Task<(PhotoAlbum? Album, Error? Refusal)> OpenAsync(
        CrmDbContext db,
        RecordKey key,
        IfMatch ifMatch,
        CurrentUser user,
        CancellationToken ct
    )
    {
        if (await db.ForUpdate<Property>(key).SingleOrDefaultAsync(ct) is not { } property)
            return (null, Errors.Property.NotFound(key.Identifier));
        if ((Refusal(property, user) ?? ifMatch.Refuses(property.Version, property.Id)) is { } refusal)
            return (null, refusal);
        var photos = await db.Photos.Where(p => p.PropertyId == property.Id).OrderBy(p => p.Position).ToListAsync(ct);
        return (new PhotoAlbum(db, property, photos), null);
    }

    /// <summary>Puts photos behind those that are there; tells when they do not fit.</summary>
    public async Task<Error?> AddAsync(IReadOnlyList<(MediaLink Link, string? Caption)> added, Moment moment, CancellationToken ct)
    {
        if (_photos.Count + added.Count > PropertyPhoto.Most)
            return Errors.Photo.TooMany(_photos.Count, PropertyPhoto.Most);
        foreach (var (link, caption) in added)
        {
            var photo = PropertyPhoto.Of(_property.OrganizationId, _property.Id, link, caption, _photos.Count);
            await _db.AddAsync(photo, ct);
            _photos.Add(photo);
        }
        await SaveAsync(moment, ct);
        return null;
    }

    /// <summary>Changes what is said of a photo, its place, or both; a place behind the last is the last.</summary>
    public Task ChangeAsync(PropertyPhoto photo, Optional<string?> caption, int? position, Moment moment, CancellationToken ct)
    {
        photo.Describe(caption.Or(photo.Caption));
        if (position is { } place)
        {
            _photos.Remove(photo);
            _photos.Insert(Math.Min(place, _photos.Count), photo);
        }
        return SaveAsync(moment, ct);
    }

    /// <summary>Takes a photo out; the others close up.</summary>
    public Task RemoveAsync(PropertyPhoto photo, Moment moment, CancellationToken ct)
    {
        _photos.Remove(photo);
        _db.Remove(photo);
        return SaveAsync(moment, ct);
    }

    /// <summary>Puts them in another order; false when <paramref name="ids"/> are not exactly those that are here.</summary>
    public async Task<bool> OrderAsync(IReadOnlyList<long> ids, Moment moment, CancellationToken ct)
    {
        if (ids.Count != _photos.Count || !ids.ToHashSet().SetEquals(_photos.Select(p => p.Id)))
            return false;
        var places = ids.Index().ToDictionary(i => i.Item, i => i.Index);
        _photos.Sort((a, b) => places[a.Id].CompareTo(places[b.Id]));
        await SaveAsync(moment, ct);
        return true;
    }

    private static Error? Refusal(Property property, CurrentUser user) => property.MayBeChangedBy(user) ? null : Errors.Property.NotYours(property.Id);

    private async Task SaveAsync(Moment moment, CancellationToken ct)
    {
        foreach (var (place, photo) in _photos.Index())
            photo.MoveTo(place);
        if (!_db.ChangeTracker.HasChanges())
            return;
        await _db.AddAsync(_property.PhotosChanged(moment, _photos.Count), ct);
        await _db.SaveChangesAsync(ct);
    }
}
