using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

/// <summary>PUT /mobile/properties/{id}.</summary>
public sealed class PropertyChangesTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task Only_what_is_sent_changes_and_null_clears()
    {
        var id = await ListAsync();

        var changed = (await PutAsync(id, """{"price":659000,"status":"reserved","description":null,"typology":"t4"}""")).Expect(HttpStatusCode.OK);

        changed["price"].GetDecimal().ShouldBe(659_000m);
        changed["status"].GetString().ShouldBe("reserved");
        changed["description"].ValueKind.ShouldBe(JsonValueKind.Null);
        changed["typology"].GetString().ShouldBe("T4");
        changed["title"].GetString().ShouldBe("Moradia em Birre");
        changed["municipality"].GetString().ShouldBe("Cascais");
        changed["reference"].GetString().ShouldBe("IMV-2026-0001");
        changed["version"].GetInt32().ShouldBe(2);
        changed.Header("ETag").ShouldBe("\"2\"");
        (await agencies.Agent.GetAsync($"/mobile/properties/{id}")).Text.ShouldBe(changed.Text);
    }

    [Fact]
    public async Task Its_history_and_an_event_tell_what_changed()
    {
        var id = await ListAsync();

        (
            await PutAsync(
                id,
                new
                {
                    price = 659_000,
                    status = "sold",
                    postal_code = "2750-355",
                }
            )
        ).Expect(HttpStatusCode.OK);

        var change = (await agencies.App.HistoryAsync("property", id))[1];
        change.Type.ShouldBe("property_updated");
        change.Data.GetProperty("name").GetString().ShouldBe("Moradia em Birre");
        change.Data.GetProperty("changed").EnumerateArray().Select(c => c.GetString()).ShouldBe(["price", "postal_code", "status"], ignoreOrder: true);
        change.Data.GetProperty("old_price").GetDecimal().ShouldBe(685_000m);
        change.Data.GetProperty("price").GetDecimal().ShouldBe(659_000m);
        change.Data.GetProperty("old_status").GetString().ShouldBe("available");
        change.Data.GetProperty("new_status").GetString().ShouldBe("sold");
        (await agencies.App.EventsAsync("crm.property_changed", $"property:{id}")).ShouldHaveSingleItem().ToString().ShouldContain("postal_code");
    }

    [Fact]
    public async Task What_changes_nothing_is_no_version_and_no_history()
    {
        var id = await ListAsync();

        var same = (
            await PutAsync(
                id,
                new
                {
                    title = " Moradia em Birre ",
                    price = 685_000.00m,
                    typology = "t3",
                    reference = "imv-2026-0001",
                }
            )
        ).Expect(HttpStatusCode.OK);

        same["version"].GetInt32().ShouldBe(1);
        (await agencies.App.HistoryAsync("property", id)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task It_is_found_by_what_it_says_now()
    {
        var id = await ListAsync();

        (await PutAsync(id, new { title = "Quinta em Évora", municipality = "Évora" })).Expect(HttpStatusCode.OK);

        (await agencies.Agent.IdsAsync("/mobile/properties?search=quinta+evora")).ShouldBe([id]);
        (await agencies.Agent.IdsAsync("/mobile/properties?municipality=evora")).ShouldBe([id]);
        (await agencies.Agent.IdsAsync("/mobile/properties?search=birre")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reference_is_upper_case_and_nobody_elses()
    {
        var id = await ListAsync();
        await agencies.Colleague.ListsPropertyAsync();

        var taken = (await PutAsync(id, new { reference = "imv-2026-0002", title = "Não fica" })).Expect(HttpStatusCode.Conflict);
        var free = (await PutAsync(id, new { reference = "casa-1" })).Expect(HttpStatusCode.OK);

        taken.Error.ShouldBe("Integrity Error");
        taken.Message.ShouldBe("Este registro já existe na base de dados.");
        taken["details.reference"].GetString().ShouldBe("IMV-2026-0002");
        free["reference"].GetString().ShouldBe("CASA-1");
        free["title"].GetString().ShouldBe("Moradia em Birre");
        (await agencies.Agent.IdsAsync("/mobile/properties?search=casa-1")).ShouldBe([id]);
    }

    [Fact]
    public async Task A_colleagues_is_refused_another_agencys_unknown_and_an_administrator_changes_all()
    {
        var id = await ListAsync();
        var path = $"/mobile/properties/{id}";
        var change = new { price = 1 };

        var colleague = (await agencies.Colleague.Client.PutAsync(path, change)).Expect(HttpStatusCode.Forbidden);
        colleague.Error.ShouldBe("Permission Denied");
        colleague.Code.ShouldBe("property.not_yours");
        colleague["identifier"].GetInt64().ShouldBe(id);
        (await agencies.WithoutAgent.Client.PutAsync(path, change)).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("property.not_yours");
        (await agencies.Viewer.Client.PutAsync(path, change)).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.read_only");
        (await agencies.Rival.Client.PutAsync(path, change)).Expect(HttpStatusCode.NotFound).Code.ShouldBe("property.not_found");
        (await agencies.Admin.Client.PutAsync(path, change)).Expect(HttpStatusCode.OK)["agent_id"].GetInt64().ShouldBe(agencies.Agent.AgentId);
    }

    [Fact]
    public async Task A_property_without_an_agent_is_nobodys_but_the_administrators()
    {
        var id = await ListAsync();

        (await agencies.Admin.Client.PutAsync($"/mobile/properties/{id}", """{"agent_id":null}"""))
            .Expect(HttpStatusCode.OK)["agent_id"]
            .ValueKind.ShouldBe(JsonValueKind.Null);

        (await PutAsync(id, new { price = 1 })).Expect(HttpStatusCode.Forbidden);
        (await agencies.WithoutAgent.Client.PutAsync($"/mobile/properties/{id}", new { price = 1 })).Expect(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Only_an_administrator_gives_it_to_another_agent()
    {
        var id = await ListAsync();

        (await PutAsync(id, new { agent_id = agencies.Colleague.AgentId })).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.denied");
        (await PutAsync(id, new { agent_id = agencies.Agent.AgentId, price = 2 })).Expect(HttpStatusCode.OK);
        var path = $"/mobile/properties/{id}";
        (await agencies.Admin.Client.PutAsync(path, new { agent_id = agencies.Rival.AgentId }))
            .Expect(HttpStatusCode.Conflict)
            .Code.ShouldBe("record.related_missing");
        (await agencies.Admin.Client.PutAsync(path, new { agent_id = agencies.Colleague.AgentId })).Expect(HttpStatusCode.OK);

        (await PutAsync(id, new { price = 3 })).Expect(HttpStatusCode.Forbidden);
        (await agencies.Colleague.Client.PutAsync(path, new { price = 3 })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_the_same_write_again_gets_the_first_answer()
    {
        var id = await ListAsync();
        var key = ("Idempotency-Key", $"{Guid.CreateVersion7(TestClock.Start)}");

        var first = (await PutAsync(id, new { price = 1 }, ("If-Match", "\"1\""), key)).Expect(HttpStatusCode.OK);
        var again = (await PutAsync(id, new { price = 1 }, ("If-Match", "\"1\""), key)).Expect(HttpStatusCode.OK);
        var stale = (await PutAsync(id, new { price = 2 }, ("If-Match", "\"1\""))).Expect(HttpStatusCode.Conflict);

        again.Text.ShouldBe(first.Text);
        again.Header("Idempotency-Replayed").ShouldBe("true");
        stale["details.current_version"].GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Changes_made_at_once_follow_each_other()
    {
        var id = await ListAsync();

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => PutAsync(id, new { price = i })));

        answers.Select(a => a.Expect(HttpStatusCode.OK)["version"].GetInt32()).ShouldBe(Enumerable.Range(2, 8), ignoreOrder: true);
    }

    [Fact]
    public async Task What_was_made_offline_is_changed_by_the_phones_own_id()
    {
        var client = Guid.CreateVersion7(TestClock.Start);
        (await agencies.Agent.PostAsync("/mobile/properties", new { title = "T1 em Sintra", client_id = client })).Expect(HttpStatusCode.Created);

        var changed = await agencies.Agent.Client.PutAsync($"/mobile/properties/{client}", new { bedrooms = 1 });

        changed.Expect(HttpStatusCode.OK)["bedrooms"].GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"title":null}""", "body.title", "missing")]
    [InlineData("""{"title":" "}""", "body.title", "missing")]
    [InlineData("""{"title":5}""", "body.title", "string_type")]
    [InlineData("""{"reference":null}""", "body.reference", "missing")]
    [InlineData("""{"reference":"a b"}""", "body.reference", "value_error")]
    [InlineData("""{"price":-1}""", "body.price", "greater_than_equal")]
    [InlineData("""{"price":"caro"}""", "body.price", "float_type")]
    [InlineData("""{"bedrooms":1.5}""", "body.bedrooms", "int_type")]
    [InlineData("""{"latitude":91}""", "body.latitude", "less_than_equal")]
    [InlineData("""{"status":null}""", "body.status", "enum")]
    [InlineData("""{"business":"swap"}""", "body.business", "enum")]
    [InlineData("""{"typology":"grande"}""", "body.typology", "value_error")]
    public async Task A_bad_field_is_named(string body, string field, string type)
    {
        var fault = (await PutAsync(await ListAsync(), body)).Expect(HttpStatusCode.UnprocessableEntity)["details"][0];

        fault.GetProperty("field").GetString().ShouldBe(field);
        fault.GetProperty("type").GetString().ShouldBe(type);
    }

    private async Task<long> ListAsync()
    {
        await agencies.EmptyAsync();
        var listing = new
        {
            title = "Moradia em Birre",
            description = "Com jardim",
            typology = "T3",
            price = 685_000,
            municipality = "Cascais",
        };
        return (await agencies.Agent.PostAsync("/mobile/properties", listing)).Expect(HttpStatusCode.Created)["id"].GetInt64();
    }

    private Task<Answer> PutAsync(long id, object body, params (string Name, string Value)[] headers) =>
        agencies.Agent.Client.PutAsync($"/mobile/properties/{id}", body, headers);
}
