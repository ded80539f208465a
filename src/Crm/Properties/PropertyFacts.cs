using System.Reflection;
using Aldrava.Crm.Listing;

namespace Aldrava.Crm.Properties;

/// <summary>What is done with a listing.</summary>
internal enum Business
{
    Sale,
    Rent,
}

/// <summary>What kind of thing it is.</summary>
internal enum PropertyType
{
    Apartment,
    House,
    Land,
    Commercial,
    Office,
    Garage,
    Other,
}

/// <summary>Whether it can still be had.</summary>
internal enum PropertyStatus
{
    Available,
    Reserved,
    Sold,
    Rented,
    Withdrawn,
}

/// <summary>All that is said about a listing.</summary>
internal sealed record PropertyFacts(string Title)
{
    private static readonly PropertyInfo[] Fields = typeof(PropertyFacts).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    public string? Description { get; init; }
    public Business Business { get; init; } = Business.Sale;
    public PropertyType Type { get; init; } = PropertyType.Other;
    public string? Typology { get; init; }
    public decimal? Price { get; init; }
    public decimal? Area { get; init; }
    public int? Bedrooms { get; init; }
    public int? Bathrooms { get; init; }
    public string? Address { get; init; }
    public string? Municipality { get; init; }
    public string? District { get; init; }
    public string? PostalCode { get; init; }
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }
    public PropertyStatus Status { get; init; } = PropertyStatus.Available;

    /// <summary>Written the one way it is kept.</summary>
    public PropertyFacts Tidied() =>
        this with
        {
            Title = Title.Trim(),
            Typology = string.IsNullOrWhiteSpace(Typology) ? null : Typology.Trim().ToUpperInvariant(),
            Municipality = Municipality?.Trim(),
            District = District?.Trim(),
        };

    /// <summary>Which fields say something else, as the interface writes their names.</summary>
    public IEnumerable<string> ChangedFrom(PropertyFacts before) =>
        Fields.Where(f => !Equals(f.GetValue(this), f.GetValue(before))).Select(f => Wire.Name(f.Name));
}
