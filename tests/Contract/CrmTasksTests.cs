using System.Net;
using System.Text.Json;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md: /mobile/tasks.</summary>
public sealed class CrmTasksTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task A_task_needs_a_title_and_is_open_and_of_normal_priority()
    {
        using var agent = await office.NewAgentAsync();

        var created = await agent.CreatedAsync("/mobile/tasks/", new { title = "Ligar ao notário" });

        created.Json.ShouldBeA(Shape.Task);
        (created["status"].GetString(), created["priority"].GetString()).ShouldBe(("open", "normal"));
        (await agent.ReadsAsync("/mobile/tasks")).Json.ShouldAllBeA(Shape.Task);
        (await agent.Http.PostAsync("/mobile/tasks", new { priority = "urgent" })).ShouldFail(422, "Validation Error");
        (await agent.Http.PostAsync("/mobile/tasks", new { })).ShouldNameFields("body.title missing");
    }

    [Fact]
    public async Task It_may_belong_to_a_lead_a_property_and_a_visit()
    {
        using var agent = await office.NewAgentAsync();
        var (lead, property) = (await agent.NotesAsync(), await agent.ListsAsync());
        var visit = await agent.BooksAsync(property, "2026-07-10T10:00:00Z", lead);

        var created = await agent.CreatedAsync(
            "/mobile/tasks",
            new
            {
                title = "Enviar plantas",
                description = "As duas.",
                due_at = "2026-07-09T18:00:00Z",
                priority = "high",
                lead_id = lead,
                property_id = property,
                visit_id = visit,
            }
        );

        (created["lead_id"].GetInt64(), created["property_id"].GetInt64(), created["visit_id"].GetInt64()).ShouldBe((lead, property, visit));
        (created["description"].GetString(), created["priority"].GetString()).ShouldBe(("As duas.", "high"));
        created["due_at"].GetString().ShouldStartWith("2026-07-09T18:00:00");
        (await agent.Http.PostAsync("/mobile/tasks", new { title = "x", lead_id = 999_999 })).ShouldFail(
            409,
            "Integrity Error",
            message: "Registro relacionado não encontrado."
        );
    }

    [Fact]
    public async Task Today_is_what_is_due_today_or_overdue_and_open()
    {
        using var agent = await office.NewAgentAsync();
        var overdue = await TaskAsync("2026-03-08T10:00:00Z");
        var today = await TaskAsync("2026-03-10T23:30:00");
        await TaskAsync("2026-03-11T00:30:00");
        await agent.CreatedAsync("/mobile/tasks", new { title = "Sem prazo" });
        var done = await TaskAsync("2026-03-10T12:00:00Z");
        (await agent.Http.PatchAsync($"/mobile/tasks/{done}", new { status = "done" })).Expect(HttpStatusCode.OK);

        (await agent.IdsAsync("/mobile/tasks/today")).ShouldBe([overdue, today]);

        Task<long> TaskAsync(string due) => agent.IdOfAsync("/mobile/tasks", new { title = "Tarefa", due_at = due });
    }

    [Fact]
    public async Task A_task_is_changed_and_the_list_narrowed_by_status()
    {
        using var agent = await office.NewAgentAsync();
        var (first, second) = (await agent.IdOfAsync("/mobile/tasks", new { title = "A" }), await agent.IdOfAsync("/mobile/tasks", new { title = "B" }));

        var changed = (await agent.Http.PatchAsync($"/mobile/tasks/{first}/", new { status = "done", title = "A feita" })).Expect(HttpStatusCode.OK);

        changed.Json.ShouldBeA(Shape.Task);
        (changed["status"].GetString(), changed["title"].GetString(), changed["version"].GetInt32()).ShouldBe(("done", "A feita", 2));
        (await agent.IdsAsync("/mobile/tasks?status=open")).ShouldBe([second]);
        (await agent.IdsAsync("/mobile/tasks?status=done")).ShouldBe([first]);
        (await agent.Http.GetAsync("/mobile/tasks?status=late")).ShouldNameFields("query.status enum");
        (await agent.Http.PatchAsync($"/mobile/tasks/{first}", new { title = "x" }, ("If-Match", "\"1\""))).ShouldFail(409, "Conflict", "record.stale");
        (await agent.Http.PatchAsync($"/mobile/tasks/{first}", new { due_at = (string?)null }))
            .Expect(HttpStatusCode.OK)["due_at"]
            .ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task An_agent_sees_and_changes_their_own()
    {
        var task = await office.Agent.IdOfAsync("/mobile/tasks", new { title = "Minha" });

        (await office.Colleague.Http.PatchAsync($"/mobile/tasks/{task}", new { title = "x" }))
            .ShouldFail(404, "Not Found", "task.not_found")["identifier"]
            .GetInt64()
            .ShouldBe(task);
        (await office.Colleague.IdsAsync("/mobile/tasks?per_page=100")).ShouldNotContain(task);
        (await office.Viewer.IdsAsync("/mobile/tasks?per_page=100")).ShouldContain(task);
        (await office.Viewer.Http.PatchAsync($"/mobile/tasks/{task}", new { title = "x" })).ShouldFail(403, "Permission Denied");
        (await office.Rival.Http.PatchAsync($"/mobile/tasks/{task}", new { title = "x" })).ShouldFail(404, "Not Found");
        (await office.Admin.Http.PatchAsync($"/mobile/tasks/{task}", new { title = "Da chefe" })).Expect(HttpStatusCode.OK);
    }
}
