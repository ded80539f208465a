using System.Globalization;
using System.Net;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Photos;

namespace Aldrava.Tests.Crm.Matching;

public sealed class ListingSearchTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task Customers_are_shown_what_fits_with_price_reason_and_the_listing_they_asked_about_first()
    {
        await agencies.EmptyAsync();
        await ListAsync("T2", 345_000, "Cascais");
        await ListAsync("T2", 300_000, "Porto");
        await ListAsync("T4", 900_000, "Lisboa");

        var found = await FindAsync(
            new ListingWishes
            {
                Business = "Quero comprar",
                Typology = "um T2, talvez",
                Places = "Cascais ou Oeiras",
                Budget = 350_000,
                Reference = "IMV-2026-0003",
            }
        );

        found.Select(f => f.Reference).ShouldBe(["IMV-2026-0003", "IMV-2026-0001"]);
        found[1].PriceText.Replace('\u00a0', ' ').ShouldBe("345 000 €");
        (found[1].Reason, found[1].Municipality, found[1].Typology, found[1].PhotoUrl, found[1].Url).ShouldBe(
            ("T2 em Cascais, dentro do orçamento", "Cascais", "T2", null, null)
        );
    }

    [Fact]
    public async Task Rents_are_by_the_month_and_pictures_of_the_cloud_come_as_jpeg()
    {
        await agencies.EmptyAsync();
        var property = new
        {
            title = "T1",
            typology = "T1",
            business = "rent",
            price = 1_250,
            municipality = "Almada",
        };
        var id = (await agencies.Agent.PostAsync("/mobile/properties", property)).Expect(HttpStatusCode.Created)["id"].GetInt64();
        await agencies.App.ExecuteAsync(
            $"""
            insert into crm.property_photos (id, organization_id, property_id, url, position)
            values (1, {agencies.Agent.OrganizationId}, {id}, 'https://res.cloudinary.com/demo/image/upload/v1/fachada.heic', 0)
            """
        );

        var found = (
            await FindAsync(
                new ListingWishes
                {
                    Business = "arrendar",
                    Places = "Almada",
                    Budget = 1_300,
                }
            )
        ).ShouldHaveSingleItem();

        found.PriceText.Replace('\u00a0', ' ').ShouldBe("1 250 €/mês");
        found.PhotoUrl.ShouldBe("https://res.cloudinary.com/demo/image/upload/c_limit,w_1280,h_1280,f_jpg,q_auto/v1/fachada.heic");
    }

    [Theory]
    [InlineData("http://agencia.pt/media/a.jpg", 10L, false)]
    [InlineData("https://agencia.pt/media/a.jpg", 10L, true)]
    [InlineData("https://agencia.pt/media/a.jpg", 6_000_000L, false)]
    [InlineData("https://agencia.pt/media/a.heic", 10L, false)]
    [InlineData("/media/a.jpg", 10L, false)]
    [InlineData("https://res.cloudinary.com/demo/image/upload/s--abc--/v1/a.jpg", null, true)]
    [InlineData("https://elsewhere.pt/a.jpg", null, false)]
    public void Whatsapp_is_given_only_pictures_that_it_takes(string url, long? size, bool shown) => (ShownPhoto.LinkOf(url, size) is not null).ShouldBe(shown);

    private Task<IReadOnlyList<ListingCard>> FindAsync(ListingWishes wishes) =>
        agencies.InAgencyAsync<IListingSearch, IReadOnlyList<ListingCard>>(search =>
            search.FindAsync(wishes, 5, CultureInfo.GetCultureInfo("pt-PT"), CancellationToken.None)
        );

    private async Task ListAsync(string typology, int price, string municipality)
    {
        var property = new
        {
            title = $"{typology} em {municipality}",
            typology,
            price,
            municipality,
        };
        (await agencies.Agent.PostAsync("/mobile/properties", property)).Expect(HttpStatusCode.Created);
    }
}
