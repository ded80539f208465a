using System.Linq.Expressions;
using Aldrava.Crm.Listing;
using Aldrava.Crm.Photos;

namespace Aldrava.Crm.Properties;

/// <summary>A listing as clients see it.</summary>
internal sealed record PropertyView(
    long Id,
    string Reference,
    string Title,
    string? Description,
    Business Business,
    PropertyType Type,
    string? Typology,
    decimal? Price,
    decimal? Area,
    int? Bedrooms,
    int? Bathrooms,
    string? Address,
    string? Municipality,
    string? District,
    string? PostalCode,
    double? Latitude,
    double? Longitude,
    PropertyStatus Status,
    long? AgentId,
    IReadOnlyList<PropertyPhotoView> Photos,
    Guid? ClientId,
    DateTimeOffset? OccurredAt,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
) : IVersioned
{
    public static readonly Expression<Func<Property, PropertyView>> Of = p => new PropertyView(
        p.Id,
        p.Reference,
        p.Title,
        p.Description,
        p.Business,
        p.Type,
        p.Typology,
        p.Price,
        p.Area,
        p.Bedrooms,
        p.Bathrooms,
        p.Address,
        p.Municipality,
        p.District,
        p.PostalCode,
        p.Latitude,
        p.Longitude,
        p.Status,
        p.AgentId,
        p.Photos.OrderBy(photo => photo.Position)
            .Select(photo => new PropertyPhotoView(photo.Id, photo.Url, photo.ThumbnailUrl, photo.Caption, photo.Position))
            .ToList(),
        p.ClientId,
        p.OccurredAt,
        p.Version,
        p.CreatedAt,
        p.UpdatedAt
    );

    public static PropertyView Example =>
        new(
            12,
            "IMV-2026-0012",
            "Moradia V3 com jardim em Cascais",
            "Moradia de dois pisos a dez minutos da praia.",
            Business.Sale,
            PropertyType.House,
            "T3",
            685_000m,
            182m,
            3,
            2,
            "Rua das Flores 12",
            "Cascais",
            "Lisboa",
            "2750-355",
            38.6979,
            -9.4215,
            PropertyStatus.Available,
            3,
            [PropertyPhotoView.Example],
            null,
            null,
            1,
            new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero)
        );
}
