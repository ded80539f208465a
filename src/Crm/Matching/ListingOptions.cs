using System.ComponentModel.DataAnnotations;

namespace Aldrava.Crm.Matching;

/// <summary>How listings are shown to customers. Configuration section <c>Listings</c>.</summary>
internal sealed class ListingOptions
{
    private const string Reference = "{reference}";

    /// <summary>The page of a listing, as <c>https://www.example.pt/imoveis/{reference}</c>; none when the agency has no such pages.</summary>
    [RegularExpression("^https://.+$")]
    public string? PublicUrl { get; set; }

    /// <summary>The page of one listing.</summary>
    public string? UrlOf(string reference) => PublicUrl?.Replace(Reference, Uri.EscapeDataString(reference), StringComparison.Ordinal);
}
