using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

public sealed class LeadsAssignTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task The_new_agent_hears_of_a_new_lead_and_the_old_one_that_it_is_gone()
    {
        await agencies.EmptyAsync();
        var lead = await agencies.Agent.NotesLeadAsync("Sofia Leal");
        var rang = (await agencies.SignalsAsync("new_lead")).Length;

        var answer = (
            await agencies.Admin.PostAsync($"/mobile/leads/{lead}/assign", new { agent_id = agencies.Colleague.AgentId, note = "Fala francês." })
        ).Expect(HttpStatusCode.OK);

        answer["assigned_agent_id"].GetInt64().ShouldBe(agencies.Colleague.AgentId);
        answer["version"].GetInt32().ShouldBe(2);
        var signals = await agencies.SignalsAsync("new_lead");
        signals.Length.ShouldBe(rang + 1);
        signals[^1].GetProperty("audience")[0].GetString().ShouldBe($"agent:{agencies.Colleague.AgentId}");
        signals[^1]
            .GetProperty("data")
            .EnumerateObject()
            .Select(p => p.Name)
            .ShouldBe(["lead_id", "name", "property_id", "created_at", "source"], ignoreOrder: true);
        signals[^1].GetProperty("data").GetProperty("created_at").GetString().ShouldBe(answer["created_at"].GetString());
        var gone = (await agencies.SignalsAsync("lead_unassigned")).ShouldHaveSingleItem();
        gone.GetProperty("audience")[0].GetString().ShouldBe($"agent:{agencies.Agent.AgentId}");
        gone.GetProperty("data").ShouldHaveFields("lead_id name new_agent_id assigned_by");
        (await agencies.Agent.GetAsync($"/mobile/leads/{lead}")).Expect(HttpStatusCode.NotFound);
        (await agencies.Colleague.IdsAsync("/mobile/leads")).ShouldBe([lead]);
        var told = (await agencies.Colleague.GetAsync($"/mobile/leads/{lead}/timeline")).Json[0];
        told.GetProperty("type").GetString().ShouldBe("lead_assigned");
        told.GetProperty("title").GetString().ShouldBe("Sofia Leal foi atribuído a João Teste");
        told.GetProperty("description").GetString().ShouldBe("Fala francês.");
    }

    [Fact]
    public async Task An_agent_hands_over_their_own_but_takes_nobody_elses()
    {
        await agencies.EmptyAsync();
        var own = await agencies.Agent.NotesLeadAsync();
        var other = await agencies.Colleague.NotesLeadAsync();

        (await AssignAsync(agencies.Agent, own, agencies.Colleague.AgentId)).Expect(HttpStatusCode.OK);
        (await AssignAsync(agencies.Agent, other, agencies.Agent.AgentId)).Expect(HttpStatusCode.NotFound).Code.ShouldBe("lead.not_found");
        (await AssignAsync(agencies.Agent, own, agencies.Agent.AgentId)).Expect(HttpStatusCode.NotFound);
        (await AssignAsync(agencies.Viewer, other, agencies.Agent.AgentId)).Expect(HttpStatusCode.Forbidden);
        (await AssignAsync(agencies.Rival, other, agencies.Rival.AgentId)).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_is_not_there_or_does_not_work_any_more_is_given_nothing()
    {
        var lead = await agencies.Agent.NotesLeadAsync();

        foreach (var stranger in new[] { agencies.Rival.AgentId, 999_999 })
        {
            var missing = (await AssignAsync(agencies.Admin, lead, stranger)).Expect(HttpStatusCode.Conflict);
            missing.Error.ShouldBe("Integrity Error");
            missing.Message.ShouldBe("Registro relacionado não encontrado.");
        }
        await agencies.App.ExecuteAsync($"update accounts.agents set is_active = false where id = {agencies.Colleague.AgentId}");
        var inactive = (await AssignAsync(agencies.Admin, lead, agencies.Colleague.AgentId)).Expect(HttpStatusCode.Conflict);
        await agencies.App.ExecuteAsync($"update accounts.agents set is_active = true where id = {agencies.Colleague.AgentId}");

        inactive.Error.ShouldBe("Business Rule Violation");
        inactive.Code.ShouldBe("agent.inactive");
        inactive["details.agent_id"].GetInt64().ShouldBe(agencies.Colleague.AgentId);
        (await agencies.Agent.PostAsync($"/mobile/leads/{lead}/assign", new { note = "?" })).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Its_open_tasks_and_visits_stay_with_whom_they_are()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        var visit = await agencies.Agent.BooksAsync(property, "2026-03-20T10:00:00Z", leadId: lead);
        var task = (await agencies.Agent.PostAsync("/mobile/tasks", new { title = "Ligar", lead_id = lead }))["id"].GetInt64();

        (await AssignAsync(agencies.Admin, lead, agencies.Colleague.AgentId)).Expect(HttpStatusCode.OK);

        (await agencies.Agent.IdsAsync("/mobile/visits")).ShouldBe([visit]);
        (await agencies.Agent.IdsAsync("/mobile/tasks")).ShouldBe([task]);
    }

    [Fact]
    public async Task To_whom_it_belongs_already_it_is_given_without_a_sound()
    {
        await agencies.EmptyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();

        (await AssignAsync(agencies.Admin, lead, agencies.Agent.AgentId)).Expect(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(1);

        (await agencies.SignalsAsync("new_lead")).ShouldHaveSingleItem();
        (await agencies.SignalsAsync("lead_unassigned")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_a_repeated_write_is_done_once()
    {
        await agencies.EmptyAsync();
        var (lead, key) = (await agencies.Agent.NotesLeadAsync(), $"{Guid.CreateVersion7(TestClock.Start)}");
        var body = new { agent_id = agencies.Colleague.AgentId };

        (await agencies.Agent.PostAsync($"/mobile/leads/{lead}/assign", body, ("If-Match", "7"))).Expect(HttpStatusCode.Conflict).Code.ShouldBe("record.stale");
        var first = (await agencies.Agent.PostAsync($"/mobile/leads/{lead}/assign", body, ("Idempotency-Key", key))).Expect(HttpStatusCode.OK);
        var second = (await agencies.Agent.PostAsync($"/mobile/leads/{lead}/assign", body, ("Idempotency-Key", key))).Expect(HttpStatusCode.OK);

        second.Text.ShouldBe(first.Text);
        (await agencies.SignalsAsync("lead_unassigned")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_unassigned_lead_is_taken_from_nobody()
    {
        await agencies.EmptyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        await agencies.App.ExecuteAsync($"update crm.leads set assigned_agent_id = null where id = {lead}");

        (await AssignAsync(agencies.Admin, lead, agencies.Colleague.AgentId)).Expect(HttpStatusCode.OK);

        (await agencies.SignalsAsync("lead_unassigned")).ShouldBeEmpty();
        (await agencies.SignalsAsync("new_lead")).Length.ShouldBe(2);
        var data = (await agencies.Admin.GetAsync($"/mobile/leads/{lead}/timeline")).Json[0].GetProperty("data");
        data.GetProperty("from_agent_id").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static Task<Answer> AssignAsync(Person caller, long lead, long agent) => caller.PostAsync($"/mobile/leads/{lead}/assign", new { agent_id = agent });
}
