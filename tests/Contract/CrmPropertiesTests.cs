using System.Net;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md: GET and POST /mobile/properties.</summary>
public sealed class CrmPropertiesTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task Only_a_title_is_required_and_the_record_is_as_the_page_says()
    {
        var created = (await office.Agent.Http.PostAsync("/mobile/properties/", new { title = "Loja em Benfica" })).Expect(HttpStatusCode.Created);

        created.Json.ShouldBeA(Shape.Property);
        (created["business"].GetString(), created["type"].GetString(), created["status"].GetString()).ShouldBe(("sale", "other", "available"));
        created["agent_id"].GetInt64().ShouldBe(office.Agent.AgentId);
        created["photos"].GetArrayLength().ShouldBe(0);
        (await office.Agent.ReadsAsync($"/mobile/properties/{created["id"]}")).Text.ShouldBe(created.Text);
        (await office.Agent.ReadsAsync("/mobile/properties")).Json.ShouldAllBeA(Shape.Property);
        (await office.Agent.Http.PostAsync("/mobile/properties", new { })).ShouldNameFields("body.title missing");
    }

    [Fact]
    public async Task Every_field_of_the_record_can_be_given_but_the_agent_is_the_callers()
    {
        var body = new Dictionary<string, object>
        {
            ["title"] = "Moradia com jardim",
            ["description"] = "Perto do mar.",
            ["business"] = "rent",
            ["type"] = "house",
            ["typology"] = "T4",
            ["price"] = 2500,
            ["area"] = 180.5,
            ["bedrooms"] = 4,
            ["bathrooms"] = 3,
            ["address"] = "Rua das Flores 12",
            ["municipality"] = "Cascais",
            ["district"] = "Lisboa",
            ["postal_code"] = "2750-355",
            ["latitude"] = 38.6979,
            ["longitude"] = -9.4215,
            ["status"] = "reserved",
        };

        var created = await office.Agent.CreatedAsync("/mobile/properties", new Dictionary<string, object>(body) { ["agent_id"] = office.Colleague.AgentId });

        foreach (var (field, value) in body)
            (value is string ? (object?)created[field].GetString() : created[field].GetDouble()).ShouldBe(
                value is string ? value : Convert.ToDouble(value),
                field
            );
        created["agent_id"].GetInt64().ShouldBe(office.Agent.AgentId);
    }

    [Fact]
    public async Task A_reference_is_made_when_none_is_given()
    {
        var first = (await office.Agent.CreatedAsync("/mobile/properties", new { title = "A" }))["reference"].GetString()!;
        var second = (await office.Colleague.CreatedAsync("/mobile/properties", new { title = "B" }))["reference"].GetString()!;
        var given = await office.Agent.CreatedAsync("/mobile/properties", new { title = "C", reference = "LOJA-7" });

        first.ShouldMatch(@"^IMV-2026-\d{3,}$");
        int.Parse(second.Split('-')[2]).ShouldBe(int.Parse(first.Split('-')[2]) + 1);
        given["reference"].GetString().ShouldBe("LOJA-7");
    }

    [Fact]
    public async Task References_have_no_gaps_and_no_duplicates_when_many_are_made_at_once()
    {
        var one = new Office();
        await one.InitializeAsync();
        await using var app = one.App;

        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => one.Agent.CreatedAsync("/mobile/properties", new { title = $"T{i}" })));

        made.Select(a => int.Parse(a["reference"].GetString()!.Split('-')[2])).Order().ShouldBe(Enumerable.Range(1, 50));
    }

    [Theory]
    [InlineData("business=rent", "rent")]
    [InlineData("status=reserved", "reserved")]
    [InlineData("type=house", "house")]
    [InlineData("typology=T3", "T3")]
    [InlineData("typology=T6%2B", "T7")]
    [InlineData("municipality=evora", "Évora")]
    [InlineData("price_min=900000", "dear")]
    [InlineData("price_max=1000", "cheap")]
    [InlineData("area_min=1000", "large")]
    public async Task Filters(string query, string only)
    {
        using var agent = await office.NewAgentAsync();
        object[] listings =
        [
            new { title = "rent", business = "rent" },
            new { title = "reserved", status = "reserved" },
            new { title = "house", type = "house" },
            new { title = "T3", typology = "T3" },
            new { title = "T7", typology = "T7" },
            new { title = "Évora", municipality = "Évora" },
            new { title = "dear", price = 900_000 },
            new { title = "cheap", price = 1000 },
            new { title = "large", area = 1000 },
        ];
        foreach (var listing in listings)
            await agent.CreatedAsync("/mobile/properties", listing);

        var found = await office.Viewer.ReadsAsync($"/mobile/properties?agent_id={agent.AgentId}&{query}");

        found.Json.EnumerateArray().Select(p => p.GetProperty("title").GetString()).ShouldBe([only]);
        found.Header("X-Total-Count").ShouldBe("1");
    }

    [Theory]
    [InlineData("moradia%20cascais")]
    [InlineData("cascais%20moradia")]
    [InlineData("CASCÁIS+morádia")]
    [InlineData("jardim%20Moradia%20T4")]
    public async Task Search_cares_for_neither_accents_nor_order(string search)
    {
        using var agent = await office.NewAgentAsync();
        var house = await agent.IdOfAsync("/mobile/properties", new { title = "Moradia T4 com jardim", municipality = "Cascais" });
        await agent.CreatedAsync("/mobile/properties", new { title = "Apartamento", municipality = "Cascais" });

        (await agent.IdsAsync($"/mobile/properties?agent_id={agent.AgentId}&search={search}")).ShouldBe([house]);
    }

    [Fact]
    public async Task Listings_of_colleagues_are_readable_those_of_other_agencies_are_not()
    {
        var id = await office.Agent.ListsAsync();

        foreach (var reader in new[] { office.Colleague, office.Admin, office.Viewer })
        {
            (await reader.ReadsAsync($"/mobile/properties/{id}"))["id"].GetInt64().ShouldBe(id);
            (await reader.IdsAsync("/mobile/properties?per_page=100")).ShouldContain(id);
        }
        (await office.Rival.IdsAsync("/mobile/properties?per_page=100")).ShouldNotContain(id);
    }
}
