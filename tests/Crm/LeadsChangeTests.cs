using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

public sealed class LeadsChangeTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task What_is_sent_is_changed_what_is_left_out_stays_and_null_clears()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var lead = await NewLeadAsync(property);

        var changed = (
            await PutAsync(agencies.Agent, lead, """{"phone":"+351 960 000 111","email":null,"budget":300000,"property_id":null,"name":" Ana Reis "}""")
        ).Expect(HttpStatusCode.OK);

        changed["name"].GetString().ShouldBe("Ana Reis");
        changed["phone"].GetString().ShouldBe("+351 960 000 111");
        changed["email"].ValueKind.ShouldBe(JsonValueKind.Null);
        changed["property_id"].ValueKind.ShouldBe(JsonValueKind.Null);
        changed["budget"].GetDecimal().ShouldBe(300_000m);
        changed["source"].GetString().ShouldBe("website");
        changed["version"].GetInt32().ShouldBe(2);
        changed.Header("ETag").ShouldBe("\"2\"");
        (await agencies.Agent.IdsAsync("/mobile/leads?search=960000111")).ShouldBe([lead]);
        (await agencies.Agent.IdsAsync("/mobile/leads?search=rui")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_history_keeps_what_was_there_and_the_agents_devices_hear_of_it()
    {
        await agencies.EmptyAsync();
        var lead = await NewLeadAsync();

        (await PutAsync(agencies.Admin, lead, """{"notes":"Liga de manhã","source":"website"}""")).Expect(HttpStatusCode.OK);

        var change = (await agencies.Agent.GetAsync($"/mobile/leads/{lead}/timeline")).Expect(HttpStatusCode.OK).Json[0];
        change.GetProperty("type").GetString().ShouldBe("lead_updated");
        change.GetProperty("title").GetString().ShouldBe("Dados atualizados: Rui Sequeira");
        change.GetProperty("description").GetString().ShouldBe("Alterado: notas");
        change.GetProperty("data").GetProperty("changes").GetRawText().ShouldBe("""{"notes":{"new":"Liga de manhã","old":null}}""");
        var signal = (await agencies.SignalsAsync("lead_updated")).ShouldHaveSingleItem();
        signal.GetProperty("audience")[0].GetString().ShouldBe($"agent:{agencies.Agent.AgentId}");
        signal.GetProperty("data").ShouldHaveFields("lead_id version changed_by");
    }

    [Fact]
    public async Task Nothing_new_changes_nothing_and_tells_nobody()
    {
        await agencies.EmptyAsync();
        var lead = await NewLeadAsync();

        foreach (var body in new[] { "{}", """{"name":"Rui Sequeira","budget":250000.00}""" })
            (await PutAsync(agencies.Agent, lead, body)).Expect(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(1);

        (await agencies.SignalsAsync("lead_updated")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stale_version_is_refused_with_both_versions()
    {
        var lead = await NewLeadAsync();
        (await PutAsync(agencies.Agent, lead, """{"notes":"a"}""", ("If-Match", "\"1\""))).Expect(HttpStatusCode.OK);

        var answer = (await PutAsync(agencies.Agent, lead, """{"notes":"b"}""", ("If-Match", "\"1\""))).Expect(HttpStatusCode.Conflict);

        answer.Code.ShouldBe("record.stale");
        answer["details"].GetRawText().ShouldBe("""{"your_version":1,"current_version":2}""");
        (await agencies.Agent.GetAsync($"/mobile/leads/{lead}"))["notes"].GetString().ShouldBe("a");
    }

    [Fact]
    public async Task An_agent_changes_their_own_an_administrator_all_and_a_viewer_none()
    {
        var lead = await NewLeadAsync();

        (await PutAsync(agencies.Admin, lead, """{"notes":"a"}""")).Expect(HttpStatusCode.OK);
        (await PutAsync(agencies.Colleague, lead, """{"notes":"b"}""")).Expect(HttpStatusCode.NotFound).Code.ShouldBe("lead.not_found");
        (await PutAsync(agencies.WithoutAgent, lead, """{"notes":"b"}""")).Expect(HttpStatusCode.NotFound);
        (await PutAsync(agencies.Rival, lead, """{"notes":"b"}""")).Expect(HttpStatusCode.NotFound);
        (await PutAsync(agencies.Viewer, lead, """{"notes":"b"}""")).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.read_only");
        (await agencies.Agent.GetAsync($"/mobile/leads/{lead}"))["notes"].GetString().ShouldBe("a");
    }

    [Fact]
    public async Task Records_made_offline_are_named_by_the_devices_ids()
    {
        var (leadKey, propertyKey) = (NewKey(), NewKey());
        var property = (await agencies.Agent.PostAsync("/mobile/properties", new { title = "T1 na Graça", client_id = propertyKey }))["id"].GetInt64();
        (await agencies.Agent.PostAsync("/mobile/leads", new { name = "Offline", client_id = leadKey })).Expect(HttpStatusCode.Created);

        var changed = await agencies.Agent.Client.PutAsync($"/mobile/leads/{leadKey}", new { property_client_id = propertyKey });

        changed.Expect(HttpStatusCode.OK)["property_id"].GetInt64().ShouldBe(property);
        (await agencies.Agent.Client.PutAsync($"/mobile/leads/{leadKey}", new { property_client_id = NewKey() }))
            .Expect(HttpStatusCode.Conflict)
            .Message.ShouldBe("Registro relacionado não encontrado.");
    }

    [Fact]
    public async Task Sent_twice_it_is_done_once()
    {
        await agencies.EmptyAsync();
        var (lead, key) = (await NewLeadAsync(), NewKey());

        var first = await PutAsync(agencies.Agent, lead, """{"notes":"a"}""", ("Idempotency-Key", key));
        (await PutAsync(agencies.Agent, lead, """{"notes":"b"}""")).Expect(HttpStatusCode.OK);
        var second = await PutAsync(agencies.Agent, lead, """{"notes":"a"}""", ("Idempotency-Key", key));

        second.Text.ShouldBe(first.Text);
        second.Header("Idempotency-Replayed").ShouldBe("true");
        (await agencies.Agent.GetAsync($"/mobile/leads/{lead}"))["notes"].GetString().ShouldBe("b");
    }

    [Fact]
    public async Task Wishes_are_written_in_their_form_and_read_back()
    {
        const string wishes =
            """{"business":"rent","typologies":["T2","V3"],"types":["apartment"],"area_min":80,"budget_max":1500,"places":["Cascais"],"text":"com varanda"}""";
        var created = (await agencies.Agent.PostAsync("/mobile/leads", $$"""{"name":"Com desejos","wishes":{{wishes}}}""")).Expect(HttpStatusCode.Created);
        var lead = created["id"].GetInt64();

        created["wishes.business"].GetString().ShouldBe("rent");
        created["wishes.typologies"].GetRawText().ShouldBe("""["T2","T3"]""");
        (await PutAsync(agencies.Agent, lead, $$"""{"wishes":{{wishes}}}""")).Expect(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(1);
        (await PutAsync(agencies.Agent, lead, """{"wishes":{"places":["Oeiras"]}}"""))
            .Expect(HttpStatusCode.OK)["wishes"]
            .GetRawText()
            .ShouldBe("""{"places":["Oeiras"]}""");
        (await PutAsync(agencies.Agent, lead, """{"wishes":null}""")).Expect(HttpStatusCode.OK)["wishes"].ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("""{"name":null}""", "body.name", "missing")]
    [InlineData("""{"name":""}""", "body.name", "string_too_short")]
    [InlineData("""{"name":5}""", "body.name", "string_type")]
    [InlineData("""{"email":"sem arroba"}""", "body.email", "email")]
    [InlineData("""{"budget":-1}""", "body.budget", "greater_than_equal")]
    [InlineData("""{"property_id":"7"}""", "body.property_id", "int_type")]
    [InlineData("""{"wishes":5}""", "body.wishes", "model_type")]
    [InlineData("""{"wishes":{"typologies":["T2","dois"]}}""", "body.wishes.typologies[1]", "value_error")]
    [InlineData("""{"wishes":{"places":[" "]}}""", "body.wishes.places[0]", "value_error")]
    [InlineData("""{"wishes":{"area_min":-5}}""", "body.wishes.area_min", "greater_than_equal")]
    public async Task A_bad_field_is_named(string body, string field, string type)
    {
        var lead = await NewLeadAsync();

        var fault = (await PutAsync(agencies.Agent, lead, body)).Expect(HttpStatusCode.UnprocessableEntity)["details"][0];

        (fault.GetProperty("field").GetString(), fault.GetProperty("type").GetString()).ShouldBe((field, type));
    }

    [Theory]
    [InlineData("""{"name":"x","wishes":[]}""", "body.wishes", "model_type")]
    [InlineData("""{"name":"x","wishes":{"business":"swap"}}""", "body.wishes.business", "enum")]
    [InlineData("""{"name":"x","wishes":{"typologies":"T2"}}""", "body.wishes.typologies", "list_type")]
    [InlineData("""{"name":"x","wishes":{"area_min":"80"}}""", "body.wishes.area_min", "float_type")]
    public async Task Wishes_of_another_form_are_refused(string body, string field, string type)
    {
        var fault = (await agencies.Agent.PostAsync("/mobile/leads", body)).Expect(HttpStatusCode.UnprocessableEntity)["details"][0];

        (fault.GetProperty("field").GetString(), fault.GetProperty("type").GetString()).ShouldBe((field, type));
    }

    [Fact]
    public async Task Changes_made_at_once_are_all_kept()
    {
        var lead = await NewLeadAsync();
        string[] bodies = ["""{"notes":"n"}""", """{"phone":"1"}""", """{"source":"s"}""", """{"budget":1}""", """{"email":"a@b.pt"}"""];

        var answers = await Task.WhenAll(bodies.Select(body => PutAsync(agencies.Agent, lead, body)));

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        var now = await agencies.Agent.GetAsync($"/mobile/leads/{lead}");
        now["version"].GetInt32().ShouldBe(6);
        (now["notes"].GetString(), now["phone"].GetString(), now["source"].GetString(), now["budget"].GetDecimal()).ShouldBe(("n", "1", "s", 1m));
    }

    private async Task<long> NewLeadAsync(long? propertyId = null) => (
            await agencies.Agent.PostAsync(
                "/mobile/leads",
                new
                {
                    name = "Rui Sequeira",
                    email = "rui@example.pt",
                    source = "website",
                    budget = 250_000,
                    property_id = propertyId,
                }
            )
        ).Expect(HttpStatusCode.Created)["id"].GetInt64();

    private static Task<Answer> PutAsync(Person caller, long lead, string body, params (string Name, string Value)[] headers) =>
        caller.Client.PutAsync($"/mobile/leads/{lead}", body, headers);

    private static string NewKey() => $"{Guid.CreateVersion7(TestClock.Start)}";
}
