using System.Globalization;
using Aldrava.Crm.Contracts;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Engine.Visits;
using Aldrava.Flows.Simulation;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Runs;

/// <summary>Looks for listings that fit.</summary>
internal sealed class PerformFindListings(IListingSearch listings, ErrorMessages messages) : RequestPerformer<FindListings>
{
    protected override async Task<FlowInput.Result?> PerformAsync(RunScene scene, string node, FindListings request, CancellationToken ct) =>
        await FindAsync(request, scene.Conversation.ContactPhone, ct);

    protected override Task<FlowInput.Result> SimulateAsync(SimulatedScene scene, FindListings request, CancellationToken ct) =>
        FindAsync(request, scene.Phone, ct);

    private async Task<FlowInput.Result> FindAsync(FindListings request, string? phone, CancellationToken ct)
    {
        var language = CustomerLanguage.Of(request.Language, phone);
        var found = await listings.FindAsync(request.Wishes, request.Limit, language, ct);
        return new ListingsFound([.. found.Select(l => Shown(l, language))], Words(language));
    }

    private static FoundListing Shown(ListingCard card, CultureInfo language)
    {
        string?[] facts = [card.PriceText, card.Typology, card.Area is { } area ? $"{area.ToString("0.#", language)} m²" : null, card.Municipality];
        return new FoundListing(card.Reference, card.Title, string.Join(" · ", facts.OfType<string>()), card.Reason, card.PhotoUrl, card.Url);
    }

    private ListingWords Words(CultureInfo language) =>
        new(
            messages.Get("listing.card", language),
            messages.Get("listing.choose", language),
            messages.Get("listing.button", language),
            messages.Get("listing.none_of_them", language)
        );
}
