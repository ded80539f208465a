using System.Net;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Tests.Inbox.Team;

public sealed class QueueTests
{
    private const string Path = "/api/v1/queues";

    [Fact]
    public async Task A_department_with_queues_always_has_one_default()
    {
        await using var team = await TeamApp.StartAsync();
        var department = await team.DepartmentAsync();
        var first = await team.QueueAsync(department, "round_robin");
        var second = await team.QueueAsync(department, "manual");

        (await DefaultAsync(team, department)).ShouldBe(first);
        var refused = await team.Admin.Http.PutAsync(
            $"{Path}/{first}",
            new
            {
                name = "A",
                strategy = "manual",
                is_default = false,
            }
        );
        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.Conflict, "queue.default_needed"));
        var moved = await team.Admin.Http.PutAsync(
            $"{Path}/{second}",
            new
            {
                name = "B",
                strategy = "least_busy",
                is_default = true,
                max_open_per_person = 3,
            }
        );
        moved.Expect(HttpStatusCode.OK);
        (moved["strategy"].GetString(), moved["max_open_per_person"].GetInt32(), moved["waiting"].GetInt32()).ShouldBe(("least_busy", 3, 0));
        (await DefaultAsync(team, department)).ShouldBe(second);
        (await team.Admin.Http.DeleteAsync($"{Path}/{second}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await DefaultAsync(team, department)).ShouldBe(first);
        (await team.Admin.Http.GetAsync($"{Path}?department_id={department}")).Json.GetArrayLength().ShouldBe(1);
        (await team.Admin.Http.GetAsync($"{Path}?department_id={Guid.CreateVersion7()}")).Json.GetArrayLength().ShouldBe(0);
        (await team.App.ScalarAsync<string>("select string_agg(action, ',' order by id) from accounts.audit_log where subject like 'queue:%'")).ShouldBe(
            "queue.created,queue.created,queue.changed,queue.deleted"
        );
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_its_reason()
    {
        await using var team = await TeamApp.StartAsync();
        var department = await team.DepartmentAsync();
        (await team.Admin.Http.PostAsync(Path, Queue(department, "Vendas", "manual"))).Expect(HttpStatusCode.Created);

        var taken = await team.Admin.Http.PostAsync(Path, Queue(department, "vendas", "manual"));
        (taken.Status, taken.Code).ShouldBe((HttpStatusCode.Conflict, "queue.name_taken"));
        (await team.Admin.Http.PostAsync(Path, Queue(department, "X", "by_magic"))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await team.Admin.Http.PostAsync(Path, Queue(department, "X", "manual", max: 0))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var empty = (await team.Admin.Http.PostAsync(Path, new { })).Expect(HttpStatusCode.UnprocessableEntity);
        empty["details"]
            .EnumerateArray()
            .Select(d => d.GetProperty("field").GetString())
            .ShouldBe(["body.department_id", "body.name", "body.strategy"], ignoreOrder: true);
        (await team.Admin.Http.PostAsync(Path, Queue(Guid.CreateVersion7(), "X", "manual"))).Code.ShouldBe("record.related_missing");
        (await team.Admin.Http.PostAsync(Path, Queue(await team.DepartmentAsync(), "Vendas", "manual"))).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Ten_people_who_ask_for_the_next_one_at_once_each_get_another_one()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(10);
        var department = await team.DepartmentAsync(people);
        var queue = await team.QueueAsync(department, "manual");
        var waiting = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            waiting.Add(await team.TalkAsync($"Cliente {i}"));
            await team.HandOverAsync(waiting[i], new HandOverTarget(QueueId: queue));
        }
        (await team.Admin.Http.GetAsync($"{Path}/{queue}"))["waiting"].GetInt32().ShouldBe(7);

        var answers = await Task.WhenAll(people.Select(p => p.Http.PostAsync($"{Path}/{queue}/next")));

        var taken = answers.Where(a => a.Status == HttpStatusCode.OK).Select(a => a["id"].GetGuid()).ToList();
        taken.ShouldBe(waiting, ignoreOrder: true);
        answers.Count(a => a.Status == HttpStatusCode.NoContent).ShouldBe(3);
        foreach (var (person, answer) in people.Zip(answers).Where(x => x.Second.Status == HttpStatusCode.OK))
        {
            (answer["assigned_to"].GetInt64(), answer["status"].GetString()).ShouldBe((person.UserId, "open"));
            (await team.HolderAsync(answer["id"].GetGuid())).ShouldBe(person.UserId);
        }
    }

    [Fact]
    public async Task Who_has_waited_longest_comes_first_and_only_members_take()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(2);
        var queue = await team.QueueAsync(await team.DepartmentAsync(people[0]), "manual");
        var talks = new[] { await team.TalkAsync(), await team.TalkAsync(), await team.TalkAsync() };
        foreach (var talk in talks)
            await team.HandOverAsync(talk, new HandOverTarget(QueueId: queue));
        // Handed over once more, it keeps its place.
        await team.HandOverAsync(talks[0], new HandOverTarget(QueueId: queue));

        var refused = await people[1].Http.PostAsync($"{Path}/{queue}/next");
        (refused.Status, refused.Code, refused.Message).ShouldBe(
            (HttpStatusCode.Forbidden, "queue.not_yours", "Só quem pertence ao departamento pode atender esta fila.")
        );
        var key = ("Idempotency-Key", $"{Guid.CreateVersion7()}");
        (await people[0].Http.PostAsync($"{Path}/{queue}/next", null, key))["id"].GetGuid().ShouldBe(talks[0]);
        (await people[0].Http.PostAsync($"{Path}/{queue}/next", null, key))["id"].GetGuid().ShouldBe(talks[0]);
        (await people[0].Http.PostAsync($"{Path}/{queue}/next"))["id"].GetGuid().ShouldBe(talks[1]);
        (await team.Admin.Http.PostAsync($"{Path}/{queue}/next"))["id"].GetGuid().ShouldBe(talks[2]);
        (await people[0].Http.PostAsync($"{Path}/{queue}/next")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    private static object Queue(Guid department, string name, string strategy, int? max = null) =>
        new
        {
            department_id = department,
            name,
            strategy,
            max_open_per_person = max,
        };

    private static async Task<Guid> DefaultAsync(TeamApp team, Guid department) =>
        (await team.Admin.Http.GetAsync($"/api/v1/departments/{department}"))["default_queue_id"].GetGuid();
}
