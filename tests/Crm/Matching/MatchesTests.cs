using System.Globalization;
using System.Net;
using Aldrava.Crm.Contracts;

namespace Aldrava.Tests.Crm.Matching;

public sealed class MatchesTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task A_leads_wishes_find_listings_with_reasons_in_the_callers_language_and_the_other_way_round()
    {
        await agencies.EmptyAsync();
        var dear = await ListAsync("T3", 420_000, "Cascais");
        var exact = await ListAsync("T3", 390_000, "Cascais");
        await ListAsync("T3", 390_000, "Porto");
        await ListAsync("T5", 390_000, "Cascais");
        await ListAsync("T3", 500_000, "Cascais");
        var lead = await agencies.Agent.NotesLeadAsync("Marta");
        await WishAsync(lead, """{"business":"sale","typologies":["T3"],"places":["CASCAIS"]}""", 400_000);
        var others = await agencies.Colleague.NotesLeadAsync("Do colega");
        await WishAsync(others, """{"interesse":"comprar","zona":"Cascais"}""", 450_000);

        var found = (await agencies.Agent.GetAsync($"/mobile/leads/{lead}/matches")).Expect(HttpStatusCode.OK).Json.EnumerateArray().ToList();
        found.Select(m => m.GetProperty("property").GetProperty("id").GetInt64()).ShouldBe([exact, dear]);
        found[0].GetProperty("score").GetInt32().ShouldBe(100);
        found[1].GetProperty("summary").GetString().ShouldBe("T3 em Cascais, 5 % acima do orçamento");
        var english = await agencies.Agent.Client.GetAsync($"/mobile/leads/{lead}/matches?limit=2", ("Accept-Language", "en"));
        english.Json[1].GetProperty("summary").GetString().ShouldBe("T3 in Cascais, 5 % above budget");
        english.Json[1].GetProperty("reasons").EnumerateArray().Select(r => r.GetProperty("message").GetString()).ShouldContain("T3, as wanted");

        (await LeadsOfAsync(agencies.Agent, exact)).ShouldBe([lead]);
        (await LeadsOfAsync(agencies.Admin, exact)).ShouldBe([lead, others], ignoreOrder: true);
        (await agencies.Rival.GetAsync($"/mobile/leads/{lead}/matches")).Expect(HttpStatusCode.NotFound);
        (await agencies.Rival.GetAsync($"/mobile/properties/{exact}/matches")).Expect(HttpStatusCode.NotFound);
        (await agencies.Colleague.GetAsync($"/mobile/leads/{lead}/matches")).Expect(HttpStatusCode.NotFound);
        (await agencies.Agent.GetAsync($"/mobile/leads/{lead}/matches?limit=51")).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Flows_find_listings_for_a_sentence()
    {
        await agencies.EmptyAsync();
        var property = await ListAsync("T2", 310_000, "Lisboa");
        await ListAsync("T2", 400_000, "Lisboa");

        var found = await agencies.InAgencyAsync<IPropertyMatching, IReadOnlyList<PropertyMatch>>(matching =>
            matching.FindAsync(
                new PropertyWishes { Text = "Quero comprar um T2 em Lisboa até 300 mil" },
                3,
                CultureInfo.GetCultureInfo("pt-PT"),
                CancellationToken.None
            )
        );

        found.ShouldHaveSingleItem().PropertyId.ShouldBe(property);
        found[0].Summary.ShouldBe("T2 em Lisboa, 3 % acima do orçamento");
    }

    private async Task<long> ListAsync(string typology, int price, string municipality)
    {
        var property = new
        {
            title = $"{typology} em {municipality}",
            typology,
            price,
            municipality,
        };
        return (await agencies.Agent.PostAsync("/mobile/properties", property)).Expect(HttpStatusCode.Created)["id"].GetInt64();
    }

    private Task WishAsync(long lead, string wishes, int budget) =>
        agencies.App.ExecuteAsync($"update crm.leads set wishes = '{wishes}', budget = {budget} where id = {lead}");

    private static async Task<long[]> LeadsOfAsync(Person caller, long property) =>
        [
            .. (await caller.GetAsync($"/mobile/properties/{property}/matches"))
                .Expect(HttpStatusCode.OK)
                .Json.EnumerateArray()
                .Select(m => m.GetProperty("lead").GetProperty("id").GetInt64()),
        ];
}
