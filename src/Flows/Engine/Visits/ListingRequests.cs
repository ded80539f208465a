using Aldrava.Crm.Contracts;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine.Visits;

/// <summary>What a customer looks for, in their words; answered with <see cref="ListingsFound"/>.</summary>
internal sealed record FindListings(ListingWishes Wishes, int Limit, FlowLanguage? Language) : FlowEffect.Request;

/// <summary>The best that can be had, best first; <paramref name="Words"/> in the customer's language.</summary>
internal sealed record ListingsFound(IReadOnlyList<FoundListing> Listings, ListingWords Words) : FlowInput.Result;

/// <param name="Facts">"345 000 € · T2 · 84 m² · Cascais".</param>
internal sealed record FoundListing(string Reference, string Title, string Facts, string Reason, string? PhotoUrl = null, string? Url = null);

/// <param name="Card">The button of a card.</param>
/// <param name="Choose">The question which of them it is to be.</param>
/// <param name="Button">What opens the list.</param>
/// <param name="NoneOfThem">The last row.</param>
internal sealed record ListingWords(string Card, string Choose, string Button, string NoneOfThem);
