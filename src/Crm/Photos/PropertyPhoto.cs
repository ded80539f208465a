using Aldrava.Media.Contracts;
using Aldrava.Platform.Data;

namespace Aldrava.Crm.Photos;

/// <summary>A picture of a listing.</summary>
internal sealed class PropertyPhoto : ITenantOwned
{
    /// <summary>What its files are kept for.</summary>
    public const string Purpose = "property_photo";

    /// <summary>How many a listing can have.</summary>
    public const int Most = 100;

    private PropertyPhoto() { }

    public long Id { get; private set; }
    public long OrganizationId { get; private set; }
    public long PropertyId { get; private set; }
    public string Url { get; private set; } = "";
    public string? ThumbnailUrl { get; private set; }
    public string? MediaName { get; private set; }
    public string? Caption { get; private set; }
    public int Position { get; private set; }

    public static PropertyPhoto Of(long organizationId, long propertyId, MediaLink link, string? caption, int position) =>
        new()
        {
            OrganizationId = organizationId,
            PropertyId = propertyId,
            Url = link.Url,
            ThumbnailUrl = link.ThumbnailUrl,
            MediaName = link.Name,
            Caption = Text(caption),
            Position = position,
        };

    public void Describe(string? caption) => Caption = Text(caption);

    public void MoveTo(int position) => Position = position;

    private static string? Text(string? caption) => string.IsNullOrWhiteSpace(caption) ? null : caption.Trim();
}

/// <summary>A picture of a listing as clients see it.</summary>
internal sealed record PropertyPhotoView(long Id, string Url, string? ThumbnailUrl, string? Caption, int Position)
{
    public static PropertyPhotoView Example =>
        new(
            1,
            "https://res.cloudinary.com/imoveis-mais/image/upload/v1/crm-plus/fachada.jpg",
            "https://res.cloudinary.com/imoveis-mais/image/upload/c_fill,w_400,h_300,g_auto,f_auto,q_auto/v1/crm-plus/fachada.jpg",
            "Fachada",
            0
        );

    public static PropertyPhotoView Of(PropertyPhoto photo) => new(photo.Id, photo.Url, photo.ThumbnailUrl, photo.Caption, photo.Position);
}
