using System.Net;
using Aldrava.Inbox.Contracts;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Team;

public sealed class DepartmentTests
{
    private const string Path = "/api/v1/departments";

    [Fact]
    public async Task A_department_is_opened_changed_and_read_by_all()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(2);

        var made = await team.Admin.Http.PostAsync(
            Path,
            new
            {
                name = " Vendas ",
                description = "Compras",
                member_ids = new[] { people[0].UserId },
            }
        );
        made.Expect(HttpStatusCode.Created);
        var path = $"{Path}/{made["id"].GetGuid()}";
        made.Header("Location").ShouldBe(path);
        made["name"].GetString().ShouldBe("Vendas");
        made["default_queue_id"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        made["members"][0].GetProperty("name").GetString().ShouldBe(people[0].Name);

        var changed = await team.Admin.Http.PutAsync(path, new { name = "Compras e vendas", member_ids = new[] { people[1].UserId } });
        changed.Expect(HttpStatusCode.OK);
        changed["members"].EnumerateArray().Select(m => m.GetProperty("user_id").GetInt64()).ShouldBe([people[1].UserId]);
        changed["description"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await team.Admin.Http.PutAsync(path, new { name = "Vendas" })).Expect(HttpStatusCode.OK)["members"].GetArrayLength().ShouldBe(1);

        using var viewer = await team.Agency.ViewerAsync();
        foreach (var reader in new[] { people[0], viewer, team.Admin })
        {
            (await reader.Http.GetAsync(path)).Expect(HttpStatusCode.OK)["name"].GetString().ShouldBe("Vendas");
            (await reader.Http.GetAsync(Path)).Expect(HttpStatusCode.OK).Json.GetArrayLength().ShouldBe(1);
        }
        (await team.Admin.Http.GetAsync($"{Path}?skip=1")).Json.GetArrayLength().ShouldBe(0);
        (await team.Admin.Http.GetAsync($"{Path}?limit=101")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await ActionsAsync(team)).ShouldBe(
            "department.created,department.member_added,department.changed,department.member_added,department.member_removed,department.changed"
        );
    }

    [Fact]
    public async Task Members_come_and_go_one_by_one_as_often_as_it_is_said()
    {
        await using var team = await TeamApp.StartAsync();
        var person = (await team.HireAsync(1))[0];
        var path = $"{Path}/{await team.DepartmentAsync()}/members/{person.UserId}";

        (await team.Admin.Http.PutAsync(path)).Expect(HttpStatusCode.OK)["members"].GetArrayLength().ShouldBe(1);
        (await team.Admin.Http.PutAsync(path)).Expect(HttpStatusCode.OK)["members"].GetArrayLength().ShouldBe(1);
        (await team.Admin.Http.DeleteAsync(path)).Expect(HttpStatusCode.OK)["members"].GetArrayLength().ShouldBe(0);
        (await team.Admin.Http.DeleteAsync(path)).Expect(HttpStatusCode.OK);

        (await ActionsAsync(team)).ShouldBe("department.created,department.member_added,department.member_removed");
    }

    [Fact]
    public async Task Only_administrators_change_departments_and_queues()
    {
        await using var team = await TeamApp.StartAsync();
        var agent = (await team.HireAsync(1))[0];
        using var viewer = await team.Agency.ViewerAsync();
        var department = await team.DepartmentAsync(agent);
        var queue = await team.QueueAsync(department, "manual");

        foreach (var (person, code) in new[] { (agent, "permission.denied"), (viewer, "permission.read_only") })
        {
            Answer[] answers =
            [
                await person.Http.PostAsync(Path, new { name = "X" }),
                await person.Http.PutAsync($"{Path}/{department}", new { name = "X" }),
                await person.Http.DeleteAsync($"{Path}/{department}"),
                await person.Http.PutAsync($"{Path}/{department}/members/{agent.UserId}"),
                await person.Http.DeleteAsync($"{Path}/{department}/members/{agent.UserId}"),
                await person.Http.PostAsync($"{Path}/{department}/release", new { user_id = agent.UserId }),
                await person.Http.PutAsync($"/api/v1/queues/{queue}", new { name = "X", strategy = "manual" }),
                await person.Http.DeleteAsync($"/api/v1/queues/{queue}"),
            ];
            answers.ShouldAllBe(a => a.Status == HttpStatusCode.Forbidden && a.Code == code);
        }
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_its_reason()
    {
        await using var team = await TeamApp.StartAsync();
        using var viewer = await team.Agency.ViewerAsync();
        var gone = (await team.HireAsync(1))[0];
        await team.ShutOutAsync(gone);
        (await team.Admin.Http.PostAsync(Path, new { name = "Vendas" })).Expect(HttpStatusCode.Created);

        var taken = await team.Admin.Http.PostAsync(Path, new { name = "VENDAS" });
        (taken.Status, taken.Code, taken.Error, taken.Message).ShouldBe(
            (HttpStatusCode.Conflict, "department.name_taken", "Integrity Error", "Já existe um departamento com este nome.")
        );
        var blank = await team.Admin.Http.PostAsync(Path, new { name = "  ", description = new string('x', 401) });
        blank.Expect(HttpStatusCode.UnprocessableEntity);
        blank["details"].EnumerateArray().Select(d => d.GetProperty("field").GetString()).ShouldBe(["body.name", "body.description"], ignoreOrder: true);
        foreach (var person in new[] { viewer, gone })
        {
            var refused = await team.Admin.Http.PostAsync(Path, new { name = "Outro", member_ids = new[] { person.UserId } });
            (refused.Status, refused.Code).ShouldBe((HttpStatusCode.Conflict, "department.cannot_answer"));
        }
        var unknown = await team.Admin.Http.PostAsync(Path, new { name = "Outro", member_ids = new[] { 999_999 } });
        (unknown.Status, unknown.Code).ShouldBe((HttpStatusCode.Conflict, "record.related_missing"));
        (await team.Admin.Http.GetAsync(Path)).Json.GetArrayLength().ShouldBe(1, "what was refused left nothing behind");
        (await team.Admin.Http.GetAsync($"{Path}/{Guid.CreateVersion7()}")).Code.ShouldBe("department.not_found");
        var nobody = await team.Admin.Http.PutAsync($"{Path}/{await team.DepartmentAsync()}/members/999999");
        (nobody.Status, nobody.Code).ShouldBe((HttpStatusCode.NotFound, "department.no_such_user"));
    }

    [Fact]
    public async Task A_department_with_queues_or_conversations_under_way_stays_and_afterwards_nothing_points_to_it()
    {
        await using var team = await TeamApp.StartAsync();
        var department = await team.DepartmentAsync();
        var queue = await team.QueueAsync(department, "manual");
        var talk = await team.TalkAsync();
        await team.HandOverAsync(talk, new HandOverTarget(DepartmentId: department));

        var busy = await team.Admin.Http.DeleteAsync($"/api/v1/queues/{queue}");
        (busy.Status, busy.Code, busy["details.conversations"].GetInt32()).ShouldBe((HttpStatusCode.Conflict, "queue.in_use", 1));
        var full = await team.Admin.Http.DeleteAsync($"{Path}/{department}");
        (full.Status, full.Code).ShouldBe((HttpStatusCode.Conflict, "department.in_use"));
        (full["details.queues"].GetInt32(), full["details.conversations"].GetInt32()).ShouldBe((1, 1));

        await team.CloseAsync(talk);
        (await team.Admin.Http.DeleteAsync($"/api/v1/queues/{queue}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await team.Admin.Http.DeleteAsync($"{Path}/{department}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await team.StateAsync(talk)).ShouldBe("closed|f|none|none");
        (await team.Admin.Http.DeleteAsync($"{Path}/{department}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_agency_sees_and_changes_nothing_and_the_same_key_makes_one()
    {
        await using var team = await TeamApp.StartAsync();
        var rival = await Agency.FoundAsync(team.App, "RIV");
        using var other = await rival.AdminAsync();
        var department = await team.DepartmentAsync(team.Admin);
        var queue = await team.QueueAsync(department, "manual");

        (await other.Http.GetAsync(Path)).Json.GetArrayLength().ShouldBe(0);
        Answer[] answers =
        [
            await other.Http.GetAsync($"{Path}/{department}"),
            await other.Http.PutAsync($"{Path}/{department}", new { name = "X" }),
            await other.Http.DeleteAsync($"{Path}/{department}"),
            await other.Http.PutAsync($"{Path}/{department}/members/{other.UserId}"),
            await other.Http.PostAsync($"/api/v1/queues/{queue}/next"),
            await other.Http.DeleteAsync($"/api/v1/queues/{queue}"),
        ];
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.NotFound);
        (
            await other.Http.PostAsync(
                "/api/v1/queues",
                new
                {
                    department_id = department,
                    name = "X",
                    strategy = "manual",
                }
            )
        ).Code.ShouldBe("record.related_missing");
        (await other.Http.PostAsync(Path, new { name = "X", member_ids = new[] { team.Admin.UserId } })).Code.ShouldBe("record.related_missing");

        var key = ("Idempotency-Key", $"{Guid.CreateVersion7()}");
        var first = (await team.Admin.Http.PostAsync(Path, new { name = "Uma vez" }, key)).Expect(HttpStatusCode.Created);
        var again = (await team.Admin.Http.PostAsync(Path, new { name = "Uma vez" }, key)).Expect(HttpStatusCode.Created);
        again.Text.ShouldBe(first.Text);
    }

    private static Task<string?> ActionsAsync(TeamApp team) =>
        team.App.ScalarAsync<string>($"select string_agg(action, ',' order by id) from accounts.audit_log where subject like 'department:%'");
}
