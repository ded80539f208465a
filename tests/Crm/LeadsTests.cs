using System.Net;
using System.Text.Json;

namespace Aldrava.Tests.Crm;

public sealed class LeadsTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task Only_a_name_is_needed_and_the_lead_is_the_callers()
    {
        var created = (await agencies.Agent.PostAsync("/mobile/leads", new { name = "Rui Sequeira" })).Expect(HttpStatusCode.Created);

        created.Json.ShouldHaveFields(
            "id name email phone source notes status assigned_agent_id property_id budget version created_at updated_at client_id conversation_id wishes"
        );
        created["status"].GetString().ShouldBe("new");
        created["assigned_agent_id"].GetInt64().ShouldBe(agencies.Agent.AgentId);
        created["created_at"].GetString().ShouldNotBeNull().ShouldEndWith("Z");
        (await agencies.Agent.GetAsync(created.Header("Location")!)).Text.ShouldBe(created.Text);
    }

    [Fact]
    public async Task A_new_lead_rings_on_its_agents_devices()
    {
        await agencies.EmptyAsync();
        var propertyId = await agencies.Colleague.ListsPropertyAsync();

        var lead = await agencies.Agent.PostAsync(
            "/mobile/leads",
            new
            {
                name = "Sofia Leal",
                source = "website",
                property_id = propertyId,
                budget = 250_000,
            }
        );

        var signal = (await agencies.SignalsAsync("new_lead")).ShouldHaveSingleItem();
        signal.GetProperty("audience")[0].GetString().ShouldBe($"agent:{agencies.Agent.AgentId}");
        var data = signal.GetProperty("data");
        data.EnumerateObject().Select(p => p.Name).ShouldBe(["lead_id", "name", "property_id", "created_at", "source"], ignoreOrder: true);
        data.GetProperty("lead_id").GetInt64().ShouldBe(lead["id"].GetInt64());
        data.GetProperty("property_id").GetInt64().ShouldBe(propertyId);
        data.GetProperty("created_at").GetString().ShouldBe(lead["created_at"].GetString());
        data.GetProperty("source").GetString().ShouldBe("website");
    }

    [Fact]
    public async Task Who_has_no_agent_is_told_so_in_the_old_words()
    {
        foreach (var caller in new[] { agencies.WithoutAgent, agencies.Admin }.Where(p => p.AgentId == 0))
        {
            var answer = (await caller.PostAsync("/mobile/leads", new { name = "X" })).Expect(HttpStatusCode.Forbidden);
            answer.Error.ShouldBe("Permission Denied");
            answer.Message.ShouldBe("Apenas agentes podem criar leads via mobile app");
        }
        (await agencies.Viewer.PostAsync("/mobile/leads", new { name = "X" })).Expect(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("{}", "body.name", "missing")]
    [InlineData("""{"name":123}""", "body.name", "string_type")]
    [InlineData("""{"name":""}""", "body.name", "string_too_short")]
    [InlineData("""{"name":"x","email":"sem arroba"}""", "body.email", "email")]
    [InlineData("""{"name":"x","budget":-1}""", "body.budget", "greater_than_equal")]
    [InlineData("""{"name":"x","property_id":"7"}""", "body.property_id", "int_type")]
    public async Task A_bad_field_is_named(string body, string field, string type)
    {
        var answer = (await agencies.Agent.PostAsync("/mobile/leads", body)).Expect(HttpStatusCode.UnprocessableEntity);

        answer.Message.ShouldBe("Dados de entrada inválidos. Verifique os campos abaixo.");
        answer["details"][0].GetProperty("field").GetString().ShouldBe(field);
        answer["details"][0].GetProperty("type").GetString().ShouldBe(type);
    }

    [Fact]
    public async Task A_listing_that_does_not_exist_here_is_a_missing_reference()
    {
        var rivals = await agencies.Rival.ListsPropertyAsync();

        foreach (var id in new[] { rivals, 999_999 })
        {
            var answer = (await agencies.Agent.PostAsync("/mobile/leads", new { name = "X", property_id = id })).Expect(HttpStatusCode.Conflict);
            answer.Error.ShouldBe("Integrity Error");
            answer.Message.ShouldBe("Registro relacionado não encontrado.");
        }
    }

    [Fact]
    public async Task An_agent_sees_only_their_own_leads_and_who_sees_all_sees_all()
    {
        await agencies.EmptyAsync();
        var own = await agencies.Agent.NotesLeadAsync();
        var other = await agencies.Colleague.NotesLeadAsync();

        (await agencies.Agent.IdsAsync("/mobile/leads")).ShouldBe([own]);
        (await agencies.Admin.IdsAsync("/mobile/leads")).ShouldBe([other, own]);
        (await agencies.Viewer.IdsAsync("/mobile/leads")).ShouldBe([other, own]);
        (await agencies.WithoutAgent.IdsAsync("/mobile/leads")).ShouldBeEmpty();
        (await agencies.Agent.GetAsync($"/mobile/leads/{other}")).Expect(HttpStatusCode.NotFound).Code.ShouldBe("lead.not_found");
        (await agencies.Agent.PatchAsync($"/mobile/leads/{other}/status", new { status = "lost" })).Expect(HttpStatusCode.NotFound);
        (await agencies.Viewer.PatchAsync($"/mobile/leads/{own}/status", new { status = "lost" })).Expect(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Leads_are_found_by_status_source_and_words()
    {
        await agencies.EmptyAsync();
        var ana = (
            await agencies.Agent.PostAsync(
                "/mobile/leads",
                new
                {
                    name = "Ana Conceição",
                    phone = "+351 912 345 678",
                    source = "idealista",
                }
            )
        )["id"].GetInt64();
        var rui = (
            await agencies.Agent.PostAsync(
                "/mobile/leads",
                new
                {
                    name = "Rui Pinto",
                    email = "rui.pinto@example.pt",
                    source = "website",
                }
            )
        )["id"].GetInt64();
        (await agencies.Agent.PatchAsync($"/mobile/leads/{rui}/status", new { status = "visit_scheduled" })).Expect(HttpStatusCode.OK);

        (await agencies.Agent.IdsAsync("/mobile/leads?search=conceicao%20ana")).ShouldBe([ana]);
        (await agencies.Agent.IdsAsync("/mobile/leads?search=912345678")).ShouldBe([ana]);
        (await agencies.Agent.IdsAsync("/mobile/leads?search=rui.pinto")).ShouldBe([rui]);
        (await agencies.Agent.IdsAsync("/mobile/leads?source=idealista")).ShouldBe([ana]);
        (await agencies.Agent.IdsAsync("/mobile/leads?status=visit_scheduled")).ShouldBe([rui]);
        (await agencies.Agent.IdsAsync("/mobile/leads?sort=name")).ShouldBe([ana, rui]);
        (await agencies.Agent.GetAsync("/mobile/leads?status=VisitScheduled")).Expect(HttpStatusCode.UnprocessableEntity);
        (await agencies.Agent.GetAsync("/mobile/leads")).Header("X-Total-Count").ShouldBe("2");
    }

    [Fact]
    public async Task Every_step_of_a_lead_is_kept_and_told_once()
    {
        await agencies.EmptyAsync();
        var id = await agencies.Agent.NotesLeadAsync();

        foreach (var status in new[] { "contacted", "contacted", "won" })
            (await agencies.Admin.PatchAsync($"/mobile/leads/{id}/status", new { status, note = "ao telefone" }))
                .Expect(HttpStatusCode.OK)["status"]
                .GetString()
                .ShouldBe(status);

        (await agencies.Agent.GetAsync($"/mobile/leads/{id}"))["version"].GetInt32().ShouldBe(3);
        var steps = await agencies.App.ScalarAsync<string>(
            $"select string_agg(concat(data->>'old_status', '>', data->>'new_status', '>', data->>'note'), ' ' order by occurred_at, id) from crm.activities where lead_id = {id} and type = 'lead_status_changed'"
        );
        steps.ShouldBe("new>contacted>ao telefone contacted>won>ao telefone");
        var signals = await agencies.SignalsAsync("lead_status_changed");
        signals.Length.ShouldBe(2);
        signals[1].GetProperty("audience")[0].GetString().ShouldBe($"agent:{agencies.Agent.AgentId}");
        var data = signals[1].GetProperty("data");
        data.ShouldHaveFields("lead_id old_status new_status changed_by");
        data.GetProperty("old_status").GetString().ShouldBe("contacted");
        data.GetProperty("new_status").GetString().ShouldBe("won");
        data.GetProperty("changed_by").ValueKind.ShouldBe(JsonValueKind.Number);
    }

    [Theory]
    [InlineData("{}", "missing")]
    [InlineData("""{"status":"sold"}""", "enum")]
    [InlineData("""{"status":3}""", "enum")]
    public async Task An_unknown_status_is_refused(string body, string type)
    {
        var id = await agencies.Agent.NotesLeadAsync();

        var fault = (await agencies.Agent.PatchAsync($"/mobile/leads/{id}/status", body)).Expect(HttpStatusCode.UnprocessableEntity)["details"][0];

        fault.GetProperty("field").GetString().ShouldBe("body.status");
        fault.GetProperty("type").GetString().ShouldBe(type);
    }

    [Fact]
    public async Task Steps_made_at_once_follow_each_other_in_the_history()
    {
        var id = await agencies.Agent.NotesLeadAsync();
        string[] steps = ["contacted", "qualified", "visit_scheduled", "proposal", "won", "lost"];

        var answers = await Task.WhenAll(steps.Select(status => agencies.Agent.PatchAsync($"/mobile/leads/{id}/status", new { status })));

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        (await agencies.Agent.GetAsync($"/mobile/leads/{id}"))["version"].GetInt32().ShouldBe(7);
        var unlinked = await agencies.App.ScalarAsync<long>(
            $"""
            with steps as (select data->>'old_status' as old_status, data->>'new_status' as new_status from crm.activities where lead_id = {id} and type = 'lead_status_changed')
            select count(*) from steps a where old_status <> 'new' and not exists (select 1 from steps b where b.new_status = a.old_status)
            """
        );
        unlinked.ShouldBe(0);
    }
}
