using System.Net;
using System.Text.Json;

namespace Aldrava.Tests.Crm;

public sealed class PropertiesTests(Agencies agencies) : IClassFixture<Agencies>
{
    private const string Fields =
        "id reference title description business type typology price area bedrooms bathrooms address municipality district postal_code latitude longitude "
        + "status agent_id photos version created_at updated_at";

    [Fact]
    public async Task Only_a_title_is_needed_and_the_rest_has_defaults()
    {
        var created = (await agencies.Agent.PostAsync("/mobile/properties", new { title = "Loja em Benfica" })).Expect(HttpStatusCode.Created);

        created.Json.ShouldHaveFields(Fields);
        created["business"].GetString().ShouldBe("sale");
        created["type"].GetString().ShouldBe("other");
        created["status"].GetString().ShouldBe("available");
        created["agent_id"].GetInt64().ShouldBe(agencies.Agent.AgentId);
        created["version"].GetInt32().ShouldBe(1);
        created["photos"].GetArrayLength().ShouldBe(0);
        created.Header("Location").ShouldBe($"/mobile/properties/{created["id"].GetInt64()}");
        (await agencies.Agent.GetAsync(created.Header("Location")!)).Text.ShouldBe(created.Text);
    }

    [Fact]
    public async Task What_was_sent_comes_back()
    {
        var sent = new
        {
            title = "Moradia V3 em Birre",
            description = "Com jardim.",
            business = "rent",
            type = "house",
            typology = "t3",
            price = 2500.5m,
            area = 180,
            bedrooms = 3,
            bathrooms = 2,
            address = "Rua das Hortênsias 15",
            municipality = "Cascais",
            district = "Lisboa",
            postal_code = "2750-223",
            latitude = 38.7085,
            longitude = -9.4448,
            status = "reserved",
        };

        var created = (await agencies.Agent.PostAsync("/mobile/properties", sent)).Expect(HttpStatusCode.Created);

        created["typology"].GetString().ShouldBe("T3");
        created["price"].GetDecimal().ShouldBe(2500.5m);
        created["latitude"].GetDouble().ShouldBe(38.7085);
        foreach (var name in "title description business type address municipality district postal_code status".Split(' '))
            created[name].GetString().ShouldBe(JsonSerializer.SerializeToElement(sent).GetProperty(name).GetString());
    }

    [Fact]
    public async Task Every_bad_field_is_named_at_once()
    {
        var bad = new
        {
            title = " ",
            typology = "grande",
            price = -1,
            latitude = 91,
            postal_code = new string('1', 30),
        };

        var answer = (await agencies.Agent.PostAsync("/mobile/properties", bad)).Expect(HttpStatusCode.UnprocessableEntity);

        answer.Error.ShouldBe("Validation Error");
        answer["details"]
            .EnumerateArray()
            .Select(d => d.GetProperty("field").GetString())
            .ShouldBe(["body.title", "body.typology", "body.price", "body.latitude", "body.postal_code"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"title":123}""", "body.title", "string_type")]
    [InlineData("""{"title":"x","type":"castle"}""", "body.type", "enum")]
    [InlineData("""{"title":"x","price":"caro"}""", "body.price", "float_type")]
    [InlineData("{}", "body.title", "missing")]
    public async Task A_field_of_the_wrong_kind_is_named(string body, string field, string type)
    {
        var fault = (await agencies.Agent.PostAsync("/mobile/properties", body)).Expect(HttpStatusCode.UnprocessableEntity)["details"][0];

        fault.GetProperty("field").GetString().ShouldBe(field);
        fault.GetProperty("type").GetString().ShouldBe(type);
    }

    [Fact]
    public async Task References_run_without_gaps_or_duplicates_when_fifty_are_listed_at_once()
    {
        await agencies.EmptyAsync();
        var people = new[] { agencies.Agent, agencies.Colleague, agencies.Admin };

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => people[i % 3].PostAsync("/mobile/properties", new { title = $"T1 n.º {i}" })));

        answers
            .Select(a => a.Expect(HttpStatusCode.Created)["reference"].GetString())
            .ShouldBe(Enumerable.Range(1, 50).Select(n => $"IMV-2026-{n:0000}"), ignoreOrder: true);
    }

    [Fact]
    public async Task A_number_given_by_hand_is_passed_over_and_a_refused_listing_costs_none()
    {
        await agencies.EmptyAsync();
        (await agencies.Agent.PostAsync("/mobile/properties", new { title = "A", reference = "imv-2026-0001" })).Expect(HttpStatusCode.Created);
        (await agencies.Agent.PostAsync("/mobile/properties", new { title = "" })).Expect(HttpStatusCode.UnprocessableEntity);

        var next = (await agencies.Agent.PostAsync("/mobile/properties", new { title = "B" })).Expect(HttpStatusCode.Created);
        var taken = await agencies.Agent.PostAsync("/mobile/properties", new { title = "C", reference = "IMV-2026-0002" });

        next["reference"].GetString().ShouldBe("IMV-2026-0002");
        taken.Expect(HttpStatusCode.Conflict).Error.ShouldBe("Integrity Error");
        taken.Message.ShouldBe("Este registro já existe na base de dados.");
    }

    [Fact]
    public async Task Each_agency_counts_for_itself_under_its_own_prefix()
    {
        await agencies.EmptyAsync();
        await agencies.Agent.ListsPropertyAsync();

        var rivals = (await agencies.Rival.PostAsync("/mobile/properties", new { title = "T2" })).Expect(HttpStatusCode.Created);

        rivals["reference"].GetString().ShouldNotBeNull().ShouldEndWith("-2026-0001");
        rivals["reference"].GetString().ShouldNotBe("IMV-2026-0001");
    }

    [Fact]
    public async Task Search_finds_words_in_any_order_whatever_their_accents()
    {
        await agencies.EmptyAsync();
        var house = await IdOf(new { title = "Moradia com jardim", municipality = "Cascais" });
        await IdOf(new { title = "Apartamento com varanda", municipality = "Cascais" });
        var flat = await IdOf(new { title = "T2 em São João, 100% renovado" });

        (await agencies.Agent.IdsAsync("/mobile/properties?search=moradia%20cascais")).ShouldBe([house]);
        (await agencies.Agent.IdsAsync("/mobile/properties?search=CÁSCAIS%20Moradía")).ShouldBe([house]);
        (await agencies.Agent.IdsAsync("/mobile/properties?search=sao%20joao")).ShouldBe([flat]);
        (await agencies.Agent.IdsAsync("/mobile/properties?search=100%25")).ShouldBe([flat]);
        (await agencies.Agent.IdsAsync("/mobile/properties?search=0001")).ShouldBe([house]);
        (await agencies.Agent.IdsAsync("/mobile/properties?search=moradia%20porto")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Filters_narrow_and_combine()
    {
        await agencies.EmptyAsync();
        var small = await IdOf(
            new
            {
                title = "A",
                typology = "T1",
                price = 100_000,
                area = 40,
                municipality = "Évora",
            }
        );
        var large = await IdOf(
            new
            {
                title = "B",
                typology = "T7",
                price = 900_000,
                area = 300,
                type = "house",
                status = "reserved",
            }
        );
        var rent = await IdOf(
            new
            {
                title = "C",
                typology = "T2",
                price = 1_000,
                business = "rent",
            }
        );

        async Task Finds(string query, params long[] ids) => (await agencies.Agent.IdsAsync($"/mobile/properties?sort=created_at&{query}")).ShouldBe(ids);

        await Finds("status=available", small, rent);
        await Finds("business=rent", rent);
        await Finds("type=house", large);
        await Finds("typology=T1", small);
        await Finds("typology=T6%2B", large);
        await Finds("typology=T6+", large);
        await Finds("municipality=evora", small);
        await Finds("price_min=100000", small, large);
        await Finds("price_min=1000&price_max=100000", small, rent);
        await Finds("area_min=41", large);
        await Finds($"agent_id={agencies.Agent.AgentId}", small, large, rent);
        await Finds($"agent_id={agencies.Colleague.AgentId}");
        await Finds("status=available&business=sale&price_max=500000", small);
    }

    [Theory]
    [InlineData("status=gone", "query.status")]
    [InlineData("price_min=abc", "query.price_min")]
    [InlineData("agent_id=x", "query.agent_id")]
    [InlineData("sort=colour", "query.sort")]
    [InlineData("per_page=101", "query.per_page")]
    public async Task A_bad_parameter_is_named(string query, string field) =>
        (await agencies.Agent.GetAsync($"/mobile/properties?{query}"))
            .Expect(HttpStatusCode.UnprocessableEntity)["details"][0]
            .GetProperty("field")
            .GetString()
            .ShouldBe(field);

    [Fact]
    public async Task Lists_come_in_pages_with_their_total_and_are_sorted_as_asked()
    {
        await agencies.EmptyAsync();
        var ids = new List<long>();
        foreach (var price in new int?[] { 300, 100, null, 200, 500 })
            ids.Add(await IdOf(new { title = "T", price }));

        var page = (await agencies.Agent.GetAsync("/mobile/properties?page=2&per_page=2")).Expect(HttpStatusCode.OK);

        page.Header("X-Total-Count").ShouldBe("5");
        page.Header("Link").ShouldNotBeNull().ShouldContain("rel=\"next\"");
        page.Json.EnumerateArray().Select(p => p.GetProperty("id").GetInt64()).ShouldBe([ids[2], ids[1]]);
        (await agencies.Agent.IdsAsync("/mobile/properties?sort=price")).ShouldBe([ids[1], ids[3], ids[0], ids[4], ids[2]]);
        (await agencies.Agent.IdsAsync("/mobile/properties?sort=-price&limit=2&offset=0")).ShouldBe([ids[4], ids[0]]);
    }

    [Fact]
    public async Task Colleagues_and_viewers_read_each_others_listings()
    {
        var id = await agencies.Agent.ListsPropertyAsync();

        foreach (var reader in new[] { agencies.Colleague, agencies.Admin, agencies.Viewer, agencies.WithoutAgent })
            (await reader.GetAsync($"/mobile/properties/{id}")).Expect(HttpStatusCode.OK);
        (await agencies.Agent.GetAsync("/mobile/properties/999999")).Expect(HttpStatusCode.NotFound)["identifier"].GetInt64().ShouldBe(999999);
    }

    [Fact]
    public async Task Who_has_no_agent_lists_nothing_and_only_an_administrator_lists_for_others()
    {
        (await agencies.Viewer.PostAsync("/mobile/properties", new { title = "X" })).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.read_only");
        (await agencies.WithoutAgent.PostAsync("/mobile/properties", new { title = "X" })).Expect(HttpStatusCode.Forbidden);

        var other = new { title = "X", agent_id = agencies.Colleague.AgentId };
        (await agencies.Admin.PostAsync("/mobile/properties", other))["agent_id"].GetInt64().ShouldBe(agencies.Colleague.AgentId);
        (await agencies.Agent.PostAsync("/mobile/properties", other))["agent_id"].GetInt64().ShouldBe(agencies.Agent.AgentId);

        var rivals = await agencies.Admin.PostAsync("/mobile/properties", new { title = "X", agent_id = agencies.Rival.AgentId });
        rivals.Expect(HttpStatusCode.Conflict).Message.ShouldBe("Registro relacionado não encontrado.");
    }

    private async Task<long> IdOf(object body) => (await agencies.Agent.PostAsync("/mobile/properties", body)).Expect(HttpStatusCode.Created)["id"].GetInt64();
}
