using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

public sealed class TasksTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task Only_a_title_is_needed_and_the_task_is_the_callers()
    {
        var created = (await agencies.Agent.PostAsync("/mobile/tasks", new { title = " Ligar à Marta " })).Expect(HttpStatusCode.Created);

        created.Json.ShouldHaveFields(
            "id title description due_at priority status agent_id lead_id property_id visit_id completed_at client_id occurred_at version created_at updated_at"
        );
        created["title"].GetString().ShouldBe("Ligar à Marta");
        (created["priority"].GetString(), created["status"].GetString()).ShouldBe(("normal", "open"));
        created["agent_id"].GetInt64().ShouldBe(agencies.Agent.AgentId);
        created.Header("ETag").ShouldBe("\"1\"");
        (await agencies.Agent.GetAsync(created.Header("Location")!)).Expect(HttpStatusCode.OK).Text.ShouldBe(created.Text);
    }

    [Fact]
    public async Task Everything_about_it_is_kept()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        var visit = await agencies.Agent.BooksAsync(property, "2026-03-20T10:00:00Z", leadId: lead);

        var created = (
            await agencies.Agent.PostAsync(
                "/mobile/tasks",
                new
                {
                    title = "Enviar planta",
                    description = "A do sótão também.",
                    due_at = "2026-07-01T10:00:00",
                    priority = "high",
                    lead_id = lead,
                    property_id = property,
                    visit_id = visit,
                    occurred_at = "2026-03-09T20:00:00Z",
                }
            )
        ).Expect(HttpStatusCode.Created);

        created["due_at"].GetString().ShouldBe("2026-07-01T09:00:00.000Z");
        created["occurred_at"].GetString().ShouldBe("2026-03-09T20:00:00.000Z");
        (created["lead_id"].GetInt64(), created["property_id"].GetInt64(), created["visit_id"].GetInt64()).ShouldBe((lead, property, visit));
        (await agencies.SignalsAsync("task_assigned")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_agent_sees_their_own_tasks_and_who_sees_all_sees_all()
    {
        await agencies.EmptyAsync();
        var own = await NewTaskAsync(agencies.Agent);
        var other = await NewTaskAsync(agencies.Colleague);
        var offices = await NewTaskAsync(agencies.Admin);

        (await agencies.Agent.IdsAsync("/mobile/tasks")).ShouldBe([own]);
        foreach (var caller in new[] { agencies.Admin, agencies.Viewer })
            (await caller.IdsAsync("/mobile/tasks")).ShouldBe([own, other, offices], ignoreOrder: true);
        (await agencies.WithoutAgent.IdsAsync("/mobile/tasks")).ShouldBeEmpty();
        (await agencies.Rival.IdsAsync("/mobile/tasks")).ShouldBeEmpty();
        foreach (var stranger in new[] { agencies.Colleague, agencies.Rival, agencies.WithoutAgent })
        {
            (await stranger.GetAsync($"/mobile/tasks/{own}")).Expect(HttpStatusCode.NotFound).Code.ShouldBe("task.not_found");
            (await stranger.PatchAsync($"/mobile/tasks/{own}", new { status = "done" })).Expect(HttpStatusCode.NotFound);
        }
        (await agencies.Viewer.PatchAsync($"/mobile/tasks/{own}", new { status = "done" })).Expect(HttpStatusCode.Forbidden);
        (await agencies.Viewer.PostAsync("/mobile/tasks", new { title = "x" })).Expect(HttpStatusCode.Forbidden);
        (await agencies.WithoutAgent.PostAsync("/mobile/tasks", new { title = "x" })).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.agents_only");
        (await agencies.Admin.PatchAsync($"/mobile/tasks/{own}", new { status = "done" })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_administrator_gives_tasks_to_others_who_hear_of_it()
    {
        await agencies.EmptyAsync();

        var task = (await agencies.Admin.PostAsync("/mobile/tasks", new { title = "Rever contrato", agent_id = agencies.Agent.AgentId })).Expect(
            HttpStatusCode.Created
        );

        var signal = (await agencies.SignalsAsync("task_assigned")).ShouldHaveSingleItem();
        signal.GetProperty("audience")[0].GetString().ShouldBe($"agent:{agencies.Agent.AgentId}");
        signal.GetProperty("data").ShouldHaveFields("task_id title lead_id due_at assigned_by");
        signal.GetProperty("data").GetProperty("task_id").GetInt64().ShouldBe(task["id"].GetInt64());

        (await agencies.Admin.PatchAsync($"/mobile/tasks/{task["id"]}", new { agent_id = agencies.Colleague.AgentId })).Expect(HttpStatusCode.OK);
        (await agencies.SignalsAsync("task_assigned"))[1].GetProperty("audience")[0].GetString().ShouldBe($"agent:{agencies.Colleague.AgentId}");
        (await agencies.Colleague.IdsAsync("/mobile/tasks")).Length.ShouldBe(1);
        (await agencies.Agent.IdsAsync("/mobile/tasks")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_agent_gives_nobody_else_work_and_nobody_works_who_is_not_there()
    {
        var own = await NewTaskAsync(agencies.Agent);

        (await agencies.Agent.PostAsync("/mobile/tasks", new { title = "x", agent_id = agencies.Colleague.AgentId }))
            .Expect(HttpStatusCode.Forbidden)
            .Code.ShouldBe("permission.denied");
        (await agencies.Agent.PatchAsync($"/mobile/tasks/{own}", new { agent_id = agencies.Colleague.AgentId })).Expect(HttpStatusCode.Forbidden);
        (await agencies.Agent.PatchAsync($"/mobile/tasks/{own}", """{"agent_id":null}""")).Expect(HttpStatusCode.Forbidden);
        (await agencies.Admin.PostAsync("/mobile/tasks", new { title = "x", agent_id = agencies.Rival.AgentId }))
            .Expect(HttpStatusCode.Conflict)
            .Message.ShouldBe("Registro relacionado não encontrado.");
        await agencies.App.ExecuteAsync($"update accounts.agents set is_active = false where id = {agencies.Colleague.AgentId}");
        var inactive = await agencies.Admin.PostAsync("/mobile/tasks", new { title = "x", agent_id = agencies.Colleague.AgentId });
        await agencies.App.ExecuteAsync($"update accounts.agents set is_active = true where id = {agencies.Colleague.AgentId}");
        inactive.Expect(HttpStatusCode.Conflict).Code.ShouldBe("agent.inactive");
    }

    [Fact]
    public async Task Ticking_off_notes_when_and_taking_up_again_forgets_it()
    {
        await agencies.EmptyAsync();
        var task = await NewTaskAsync(agencies.Agent, "Ligar");

        var done = await agencies.Agent.PatchAsync($"/mobile/tasks/{task}", new { status = "done", occurred_at = "2026-03-10T08:30:00Z" });
        var again = await agencies.Agent.PatchAsync($"/mobile/tasks/{task}", new { status = "done" });
        var reopened = await agencies.Agent.PatchAsync($"/mobile/tasks/{task}", new { status = "open" });
        var cancelled = await agencies.Agent.PatchAsync($"/mobile/tasks/{task}", new { status = "cancelled", title = "Ligar já" });

        done.Expect(HttpStatusCode.OK)["completed_at"].GetString().ShouldBe("2026-03-10T08:30:00.000Z");
        again["version"].GetInt32().ShouldBe(2);
        reopened["completed_at"].ValueKind.ShouldBe(JsonValueKind.Null);
        (cancelled["status"].GetString(), cancelled["version"].GetInt32()).ShouldBe(("cancelled", 4));
        (await agencies.Agent.GetAsync("/mobile/dashboard/recent-activity"))
            .Json.EnumerateArray()
            .Select(e => e.GetProperty("title").GetString())
            .ShouldBe(
                ["Tarefa cancelada: Ligar já", "Tarefa atualizada: Ligar já", "Tarefa reaberta: Ligar", "Tarefa concluída: Ligar", "Nova tarefa: Ligar"],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task What_is_left_out_stays_null_clears_and_a_stale_version_is_refused()
    {
        await agencies.EmptyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        var task = (
            await agencies.Agent.PostAsync(
                "/mobile/tasks",
                new
                {
                    title = "Ligar",
                    description = "cedo",
                    due_at = "2026-03-12T10:00:00Z",
                    lead_id = lead,
                }
            )
        )["id"].GetInt64();

        var changed = (await agencies.Agent.PatchAsync($"/mobile/tasks/{task}", """{"priority":"high"}""", ("If-Match", "\"1\""))).Expect(HttpStatusCode.OK);
        (changed["description"].GetString(), changed["lead_id"].GetInt64(), changed["due_at"].GetString()).ShouldBe(("cedo", lead, "2026-03-12T10:00:00.000Z"));
        var cleared = await agencies.Agent.PatchAsync($"/mobile/tasks/{task}", """{"description":null,"lead_id":null,"due_at":null}""");
        foreach (var field in new[] { "description", "lead_id", "due_at" })
            cleared.Expect(HttpStatusCode.OK)[field].ValueKind.ShouldBe(JsonValueKind.Null);

        var stale = await agencies.Agent.PatchAsync($"/mobile/tasks/{task}", """{"priority":"low"}""", ("If-Match", "\"1\""));
        stale.Expect(HttpStatusCode.Conflict).Code.ShouldBe("record.stale");
        stale["details.current_version"].GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Records_made_offline_are_named_by_the_devices_ids_and_a_client_id_names_one_task()
    {
        await agencies.EmptyAsync();
        var (property, lead, visit, task) = (NewKey(), NewKey(), NewKey(), NewKey());
        await agencies.Agent.PostAsync("/mobile/properties", new { title = "T2", client_id = property });
        await agencies.Agent.PostAsync("/mobile/leads", new { name = "Offline", client_id = lead });
        await agencies.Agent.PostAsync(
            "/mobile/visits",
            new
            {
                property_client_id = property,
                scheduled_at = "2026-03-20T10:00:00Z",
                client_id = visit,
            }
        );
        var body = new
        {
            title = "Ligar",
            lead_client_id = lead,
            property_client_id = property,
            visit_client_id = visit,
            client_id = task,
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => agencies.Agent.PostAsync("/mobile/tasks", body)));

        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(5);
        answers.Select(a => a.Text).Distinct().ShouldHaveSingleItem();
        answers[0].Text.ShouldNotContain("_id\":null");
        (await agencies.Agent.PatchAsync($"/mobile/tasks/{task}", new { status = "done" })).Expect(HttpStatusCode.OK)["status"].GetString().ShouldBe("done");
        (await agencies.Colleague.PostAsync("/mobile/tasks", new { title = "x", client_id = task })).Expect(HttpStatusCode.Conflict);
        (await agencies.Agent.PostAsync("/mobile/tasks", new { title = "x", visit_client_id = NewKey() }))
            .Expect(HttpStatusCode.Conflict)["details.field"]
            .GetString()
            .ShouldBe("body.visit_client_id");
    }

    [Fact]
    public async Task What_the_caller_may_not_see_cannot_be_referred_to()
    {
        await agencies.EmptyAsync();
        var lead = await agencies.Colleague.NotesLeadAsync();
        var rivals = await agencies.Rival.ListsPropertyAsync();
        var task = await NewTaskAsync(agencies.Agent);

        (await agencies.Agent.PostAsync("/mobile/tasks", new { title = "x", lead_id = lead }))
            .Expect(HttpStatusCode.Conflict)
            .Error.ShouldBe("Integrity Error");
        (await agencies.Agent.PostAsync("/mobile/tasks", new { title = "x", property_id = rivals })).Expect(HttpStatusCode.Conflict);
        (await agencies.Agent.PatchAsync($"/mobile/tasks/{task}", new { lead_id = lead })).Expect(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Sent_twice_it_is_done_once()
    {
        await agencies.EmptyAsync();
        var (create, change) = (NewKey(), NewKey());

        var first = await agencies.Agent.PostAsync("/mobile/tasks", new { title = "x" }, ("Idempotency-Key", create));
        var second = await agencies.Agent.PostAsync("/mobile/tasks", new { title = "x" }, ("Idempotency-Key", create));
        var path = $"/mobile/tasks/{first["id"]}";
        await agencies.Agent.PatchAsync(path, new { status = "done" }, ("Idempotency-Key", change));
        await agencies.Agent.PatchAsync(path, new { status = "open" });
        await agencies.Agent.PatchAsync(path, new { status = "done" }, ("Idempotency-Key", change));

        second.Text.ShouldBe(first.Text);
        second.Header("Idempotency-Replayed").ShouldBe("true");
        (await agencies.Agent.GetAsync(path))["status"].GetString().ShouldBe("open");
        (await agencies.Agent.IdsAsync("/mobile/tasks")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Tasks_are_found_by_status_due_lead_priority_and_words_soonest_first()
    {
        await agencies.EmptyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        var undated = await NewTaskAsync(agencies.Agent, "Arrumar papéis");
        var later = await NewTaskAsync(agencies.Agent, "Visitar São João", "2026-03-11T00:00:00Z");
        var today = await NewTaskAsync(agencies.Agent, "Enviar planta", "2026-03-10T23:59:59Z");
        var past = await NewTaskAsync(agencies.Agent, "Ligar à Conceição", "2026-03-09T23:59:59Z");
        (await agencies.Agent.PatchAsync($"/mobile/tasks/{later}", new { priority = "high", lead_id = lead })).Expect(HttpStatusCode.OK);
        var done = await NewTaskAsync(agencies.Agent, "Já feita", "2026-03-10T12:00:00Z");
        (await agencies.Agent.PatchAsync($"/mobile/tasks/{done}", new { status = "done" })).Expect(HttpStatusCode.OK);

        async Task Finds(string query, params long[] ids) => (await agencies.Agent.IdsAsync($"/mobile/tasks{query}")).ShouldBe(ids, query);

        await Finds("", past, done, today, later, undated);
        await Finds("?status=open", past, today, later, undated);
        await Finds("?status=open&due=today", today);
        await Finds("?due=overdue", past);
        await Finds("?due=upcoming", later);
        await Finds("?due=none", undated);
        await Finds("?due=2026-03-09", past);
        await Finds("?due=2026-03-10", done, today);
        await Finds($"?lead_id={lead}", later);
        await Finds("?priority=high", later);
        await Finds("?search=conceicao%20ligar", past);
        await Finds("?sort=-due_at&status=open&per_page=2", undated, later);
        await Finds("?sort=-created_at&per_page=1", done);
        await Finds("/today", past, today);
        (await agencies.Agent.GetAsync("/mobile/tasks?per_page=2")).Header("X-Total-Count").ShouldBe("5");
    }

    [Theory]
    [InlineData("due=amanha", "query.due")]
    [InlineData("due=2026-13-01", "query.due")]
    [InlineData("due=0001-01-01", "query.due")]
    [InlineData("status=feita", "query.status")]
    [InlineData("priority=1", "query.priority")]
    [InlineData("lead_id=x", "query.lead_id")]
    [InlineData("sort=title", "query.sort")]
    [InlineData("per_page=101", "query.per_page")]
    public async Task A_bad_filter_is_named(string query, string field) =>
        (await agencies.Agent.GetAsync($"/mobile/tasks?{query}"))
            .Expect(HttpStatusCode.UnprocessableEntity)["details"][0]
            .GetProperty("field")
            .GetString()
            .ShouldBe(field);

    [Theory]
    [InlineData("{}", "body.title", "missing")]
    [InlineData("""{"title":""}""", "body.title", "string_too_short")]
    [InlineData("""{"title":7}""", "body.title", "string_type")]
    [InlineData("""{"title":"x","due_at":"logo"}""", "body.due_at", "datetime_type")]
    [InlineData("""{"title":"x","priority":"urgent"}""", "body.priority", "enum")]
    [InlineData("""{"title":"x","lead_id":"1"}""", "body.lead_id", "int_type")]
    public async Task A_bad_field_is_named(string body, string field, string type)
    {
        var fault = (await agencies.Agent.PostAsync("/mobile/tasks", body)).Expect(HttpStatusCode.UnprocessableEntity)["details"][0];

        (fault.GetProperty("field").GetString(), fault.GetProperty("type").GetString()).ShouldBe((field, type));
    }

    [Theory]
    [InlineData("""{"title":null}""", "body.title", "missing")]
    [InlineData("""{"status":null}""", "body.status", "enum")]
    [InlineData("""{"status":"ready"}""", "body.status", "enum")]
    [InlineData("""{"due_at":5}""", "body.due_at", "datetime_type")]
    public async Task A_bad_change_is_named(string body, string field, string type)
    {
        var task = await NewTaskAsync(agencies.Agent);

        var fault = (await agencies.Agent.PatchAsync($"/mobile/tasks/{task}", body)).Expect(HttpStatusCode.UnprocessableEntity)["details"][0];

        (fault.GetProperty("field").GetString(), fault.GetProperty("type").GetString()).ShouldBe((field, type));
    }

    private static async Task<long> NewTaskAsync(Person author, string title = "Ligar", string? dueAt = null) =>
        (await author.PostAsync("/mobile/tasks", new { title, due_at = dueAt })).Expect(HttpStatusCode.Created)["id"].GetInt64();

    private static string NewKey() => $"{Guid.CreateVersion7(TestClock.Start)}";
}
