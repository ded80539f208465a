using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md: GET /mobile/sync.</summary>
public sealed class CrmSyncTests(Office office) : IClassFixture<Office>
{
    private static readonly string[] Kinds = ["leads", "properties", "visits", "tasks"];

    [Fact]
    public async Task The_answer_is_as_the_page_says()
    {
        using var agent = await office.NewAgentAsync();
        var property = await agent.ListsAsync();
        var lead = await agent.NotesAsync();
        var visit = await agent.BooksAsync(property, "2026-07-01T10:00:00Z", lead);
        var task = await agent.IdOfAsync("/mobile/tasks", new { title = "Ligar" });

        var first = await agent.ReadsAsync("/mobile/sync/");

        first.Json.ShouldBeA("changes: object, deleted: object, next_cursor: text, has_more: bool");
        foreach (var kind in Kinds)
        {
            first[$"changes.{kind}"].ValueKind.ShouldBe(JsonValueKind.Array);
            first[$"deleted.{kind}"].ValueKind.ShouldBe(JsonValueKind.Array);
        }
        var all = await FollowAsync(agent, cursor: null);
        all.Of("leads").ShouldBe([lead]);
        all.Of("visits").ShouldBe([visit]);
        all.Of("tasks").ShouldBe([task]);
        all.Of("properties").ShouldContain(property);
        foreach (var (kind, shape) in new[] { ("leads", Shape.Lead), ("properties", Shape.Property), ("visits", Shape.Visit), ("tasks", Shape.Task) })
            JsonSerializer.SerializeToElement(all.Changes.Where(c => c.Kind == kind).Select(c => c.Record)).ShouldAllBeA(shape);
    }

    [Fact]
    public async Task After_a_cursor_only_what_changed_since_is_told()
    {
        using var agent = await office.NewAgentAsync();
        await agent.NotesAsync("Antes");
        var seen = await FollowAsync(agent, cursor: null);
        // What is newer than a transaction open anywhere on the server is told again until that ends.
        await Eventually.BecomesTrueAsync(
            async () => (seen = await FollowAsync(agent, seen.Cursor)).Changes.TrueForAll(c => c.Kind == "properties"),
            "nothing more is told"
        );

        var lead = await agent.NotesAsync("Depois");
        (await agent.Http.PutAsync($"/mobile/leads/{lead}", new { notes = "outra vez" })).Expect(HttpStatusCode.OK);

        var news = await FollowAsync(agent, seen.Cursor);
        news.Of("leads").Distinct().ShouldBe([lead]);
        news.Changes.Last(c => c.Kind == "leads").Record.GetProperty("notes").GetString().ShouldBe("outra vez");
    }

    [Fact]
    public async Task What_leaves_the_callers_sight_counts_as_deleted()
    {
        using var agent = await office.NewAgentAsync();
        var lead = await agent.NotesAsync();
        var agents = await FollowAsync(agent, cursor: null);
        var colleagues = await FollowAsync(office.Colleague, cursor: null);
        var viewers = await FollowAsync(office.Viewer, cursor: null);

        (await office.Admin.Http.PostAsync($"/mobile/leads/{lead}/assign", new { agent_id = office.Colleague.AgentId })).Expect(HttpStatusCode.OK);

        (await FollowAsync(agent, agents.Cursor)).Deleted.ShouldContain(("leads", lead));
        (await FollowAsync(office.Colleague, colleagues.Cursor)).Of("leads").ShouldContain(lead);
        var viewer = await FollowAsync(office.Viewer, viewers.Cursor);
        viewer.Of("leads").ShouldContain(lead);
        viewer.Deleted.ShouldNotContain(("leads", lead));
    }

    [Fact]
    public async Task Nobody_hears_of_what_they_may_not_see()
    {
        using var agent = await office.NewAgentAsync();
        var lead = await office.Colleague.NotesAsync();
        var visit = await office.Colleague.BooksAsync(await office.Colleague.ListsAsync(), "2026-07-09T10:00:00Z");
        var rivals = await office.Rival.ListsAsync();

        var heard = await FollowAsync(agent, cursor: null);

        heard.Of("leads").ShouldNotContain(lead);
        heard.Of("visits").ShouldNotContain(visit);
        heard.Of("properties").ShouldNotContain(rivals);
        heard.Deleted.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("-1")]
    [InlineData("%00")]
    [InlineData("AAAA")]
    public async Task A_cursor_that_is_none_is_refused_in_the_one_shape(string cursor)
    {
        var answer = await office.Agent.Http.GetAsync($"/mobile/sync?since={cursor}");

        ((int)answer.Status).ShouldBeInRange(400, 422);
        answer.Json.ShouldBeA(Shape.Error);
    }

    private sealed record Heard(List<(string Kind, JsonElement Record)> Changes, List<(string Kind, long Id)> Deleted, string Cursor)
    {
        public List<long> Of(string kind) => [.. Changes.Where(c => c.Kind == kind).Select(c => c.Record.GetProperty("id").GetInt64())];
    }

    private static async Task<Heard> FollowAsync(Person person, string? cursor)
    {
        var heard = new Heard([], [], cursor ?? "");
        for (var more = true; more; )
        {
            var answer = await person.ReadsAsync("/mobile/sync" + (heard.Cursor.Length == 0 ? "" : $"?since={Uri.EscapeDataString(heard.Cursor)}"));
            foreach (var kind in Kinds)
            {
                heard.Changes.AddRange(answer[$"changes.{kind}"].EnumerateArray().Select(record => (kind, record)));
                heard.Deleted.AddRange(answer[$"deleted.{kind}"].EnumerateArray().Select(id => (kind, id.GetInt64())));
            }
            heard = heard with { Cursor = answer["next_cursor"].GetString()! };
            more = answer["has_more"].GetBoolean();
        }
        return heard;
    }
}
