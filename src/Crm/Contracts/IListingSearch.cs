using System.Globalization;

namespace Aldrava.Crm.Contracts;

/// <summary>Finds listings of the scope's organization for what a customer says, ready to be shown to them.</summary>
public interface IListingSearch
{
    /// <summary>The best that can be had, best first, in the customer's language. The matching is that of <see cref="IPropertyMatching"/>.</summary>
    Task<IReadOnlyList<ListingCard>> FindAsync(ListingWishes wishes, int limit, CultureInfo language, CancellationToken ct);
}

/// <summary>What a customer said they look for, in their words; what is left out does not matter to them.</summary>
public sealed record ListingWishes
{
    /// <summary>To buy or to rent: <c>sale</c>, <c>rent</c>, "comprar", "arrendar".</summary>
    public string? Business { get; init; }

    /// <summary>Kind of thing: <c>apartment</c>, <c>house</c>, …</summary>
    public string? Type { get; init; }

    /// <summary>Any words with <c>T2</c> or <c>V3</c> in them.</summary>
    public string? Typology { get; init; }

    /// <summary>At least so many square metres.</summary>
    public decimal? AreaMin { get; init; }

    /// <summary>Where: "Cascais ou Oeiras".</summary>
    public string? Places { get; init; }

    /// <summary>About so much.</summary>
    public decimal? Budget { get; init; }

    /// <summary>The listing they asked about, shown first when it can be had.</summary>
    public string? Reference { get; init; }

    /// <summary>All of that in one sentence, read for what the rest leaves open.</summary>
    public string? Text { get; init; }
}

/// <summary>A listing as a customer sees it.</summary>
/// <param name="PropertyId">The listing.</param>
/// <param name="Reference">What people call it by.</param>
/// <param name="Title">Its title.</param>
/// <param name="Score">How well it fits: 0 to 100.</param>
/// <param name="Reason">"T3 em Cascais, 5 % acima do orçamento".</param>
public sealed record ListingCard(long PropertyId, string Reference, string Title, int Score, string Reason)
{
    /// <summary>Its price.</summary>
    public decimal? Price { get; init; }

    /// <summary>The same for people: "345 000 €", "1 250 €/mês", "Preço sob consulta".</summary>
    public required string PriceText { get; init; }

    /// <summary>Where it is.</summary>
    public string? Municipality { get; init; }

    /// <summary><c>T2</c>.</summary>
    public string? Typology { get; init; }

    /// <summary>In square metres.</summary>
    public decimal? Area { get; init; }

    /// <summary>A picture WhatsApp can fetch and show (https, JPEG or PNG, at most 5 MB); null when there is none.</summary>
    public string? PhotoUrl { get; init; }

    /// <summary>Its public page; null when the agency has none.</summary>
    public string? Url { get; init; }
}
