using Aldrava.Media.Contracts;
using Aldrava.Platform.Data;

namespace Aldrava.Media.Library;

/// <summary>A file that belongs to an organization.</summary>
internal sealed class MediaFile : ITenantOwned
{
    private MediaFile() { }

    public string Name { get; private set; } = "";
    public long OrganizationId { get; private set; }
    public string Store { get; private set; } = "";
    public string Purpose { get; private set; } = "";
    public string ContentType { get; private set; } = "";
    public long Size { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    public static MediaFile Of(long organizationId, MediaItem item, string purpose, DateTimeOffset now) =>
        new()
        {
            Name = item.Name,
            OrganizationId = organizationId,
            Store = item.Store,
            Purpose = purpose,
            ContentType = item.ContentType,
            Size = item.Size,
            CreatedAt = now,
        };
}
