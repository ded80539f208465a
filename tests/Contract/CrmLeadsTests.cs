using System.Net;
using System.Text.Json;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md: GET and POST /mobile/leads, PATCH /mobile/leads/{id}/status.</summary>
public sealed class CrmLeadsTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task Only_a_name_is_required_and_the_lead_is_new_and_the_callers()
    {
        var created = (await office.Agent.Http.PostAsync("/mobile/leads/", new { name = "Rui Sequeira" })).Expect(HttpStatusCode.Created);

        created.Json.ShouldBeA(Shape.Lead);
        created["status"].GetString().ShouldBe("new");
        created["assigned_agent_id"].GetInt64().ShouldBe(office.Agent.AgentId);
        (await office.Agent.ReadsAsync($"/mobile/leads/{created["id"]}/")).Text.ShouldBe(created.Text);
        (await office.Agent.ReadsAsync("/mobile/leads")).Json.ShouldAllBeA(Shape.Lead);
        (await office.Agent.Http.PostAsync("/mobile/leads", new { phone = "1" })).ShouldNameFields("body.name missing");
    }

    [Fact]
    public async Task What_the_page_lists_can_be_given()
    {
        var property = await office.Agent.ListsAsync();

        var created = await office.Agent.CreatedAsync(
            "/mobile/leads",
            new
            {
                name = "Sofia Leal",
                email = "sofia@example.pt",
                phone = "+351 912 345 678",
                source = "website",
                notes = "Prefere manhãs.",
                property_id = property,
                budget = 250_000.5,
                assigned_agent_id = office.Colleague.AgentId,
                status = "won",
            }
        );

        (created["email"].GetString(), created["phone"].GetString(), created["source"].GetString(), created["notes"].GetString()).ShouldBe(
            ("sofia@example.pt", "+351 912 345 678", "website", "Prefere manhãs.")
        );
        (created["property_id"].GetInt64(), created["budget"].GetDecimal()).ShouldBe((property, 250_000.5m));
        created["assigned_agent_id"].GetInt64().ShouldBe(office.Agent.AgentId);
        created["status"].GetString().ShouldBe("new");
    }

    [Fact]
    public async Task Who_has_no_agent_is_refused_in_the_old_words()
    {
        foreach (var person in new[] { office.WithoutAgent, office.Admin })
            (await person.Http.PostAsync("/mobile/leads", new { name = "A" })).ShouldFail(
                403,
                "Permission Denied",
                message: "Apenas agentes podem criar leads via mobile app"
            );
    }

    [Fact]
    public async Task A_new_lead_is_published()
    {
        var id = await office.Agent.NotesAsync();

        (await SignalAsync("new_lead", id)).ShouldBeA("lead_id: int, name: text, property_id: int?, created_at: time");
    }

    [Fact]
    public async Task Every_status_of_the_page_is_taken_and_published_and_no_other()
    {
        var id = await office.Agent.NotesAsync();

        foreach (var status in "contacted qualified visit_scheduled proposal won lost new".Split(' '))
        {
            var changed = (await office.Agent.Http.PatchAsync($"/mobile/leads/{id}/status", new { status, note = "ao telefone" })).Expect(HttpStatusCode.OK);
            changed.Json.ShouldBeA(Shape.Lead);
            changed["status"].GetString().ShouldBe(status);
        }
        (await SignalAsync("lead_status_changed", id)).ShouldBeA("lead_id: int, old_status: text, new_status: text, changed_by: int");
        (await office.Agent.Http.PatchAsync($"/mobile/leads/{id}/status/", new { status = "sold" })).ShouldNameFields("body.status enum");
        (await office.Agent.Http.PatchAsync($"/mobile/leads/{id}/status", new { })).ShouldNameFields("body.status missing");
    }

    [Fact]
    public async Task An_agent_sees_and_changes_their_own_an_administrator_all_a_viewer_reads_all()
    {
        var id = await office.Agent.NotesAsync();
        var won = new { status = "won" };

        (await office.Colleague.Http.GetAsync($"/mobile/leads/{id}")).ShouldFail(404, "Not Found", "lead.not_found")["identifier"].GetInt64().ShouldBe(id);
        (await office.Colleague.IdsAsync("/mobile/leads?per_page=100")).ShouldNotContain(id);
        (await office.Colleague.Http.PatchAsync($"/mobile/leads/{id}/status", won)).ShouldFail(404, "Not Found");
        (await office.Viewer.ReadsAsync($"/mobile/leads/{id}"))["id"].GetInt64().ShouldBe(id);
        (await office.Viewer.IdsAsync("/mobile/leads?per_page=100")).ShouldContain(id);
        (await office.Viewer.Http.PatchAsync($"/mobile/leads/{id}/status", won)).ShouldFail(403, "Permission Denied");
        (await office.Admin.Http.PatchAsync($"/mobile/leads/{id}/status", won)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Status_source_and_search_narrow_the_list()
    {
        using var agent = await office.NewAgentAsync();
        var ana = await agent.IdOfAsync(
            "/mobile/leads",
            new
            {
                name = "Ana Conceição",
                source = "idealista",
                phone = "912 345 678",
            }
        );
        var rui = await agent.IdOfAsync(
            "/mobile/leads",
            new
            {
                name = "Rui",
                source = "website",
                email = "rui@example.pt",
            }
        );
        (await agent.Http.PatchAsync($"/mobile/leads/{rui}/status", new { status = "visit_scheduled" })).Expect(HttpStatusCode.OK);

        (await agent.IdsAsync("/mobile/leads?status=visit_scheduled")).ShouldBe([rui]);
        (await agent.IdsAsync("/mobile/leads?source=idealista")).ShouldBe([ana]);
        (await agent.IdsAsync("/mobile/leads/?search=conceicao%20ANA")).ShouldBe([ana]);
        (await agent.IdsAsync("/mobile/leads?search=912345678")).ShouldBe([ana]);
        (await agent.IdsAsync("/mobile/leads?search=rui%40example")).ShouldBe([rui]);
        (await agent.Http.GetAsync("/mobile/leads?status=sold")).ShouldNameFields("query.status enum");
    }

    private async Task<JsonElement> SignalAsync(string type, long lead) =>
        JsonSerializer.Deserialize<JsonElement>(
            (
                await office.App.ScalarAsync<string>(
                    $"select signal_data::text from platform.events where signal_type = '{type}' and key = 'lead:{lead}' order by seq desc limit 1"
                )
            ).ShouldNotBeNull()
        );
}
