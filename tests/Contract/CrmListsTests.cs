using Aldrava.Tests.Support;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md: "Lists: ?page=1&amp;per_page=20 (max 100) or ?limit=&amp;offset=, filters, ?search=, ?sort=; answer = JSON array with X-Total-Count and Link".</summary>
public sealed class CrmListsTests(Office office) : IClassFixture<Office>
{
    [Theory]
    [InlineData("/mobile/properties")]
    [InlineData("/mobile/leads")]
    [InlineData("/mobile/visits")]
    [InlineData("/mobile/tasks")]
    public async Task Every_list_is_an_array_in_pages(string path)
    {
        using var agent = await office.NewAgentAsync();
        var own = path == "/mobile/properties" ? $"agent_id={agent.AgentId}&" : "";
        var property = await agent.ListsAsync();
        var ids = new List<long>();
        for (var i = 0; i < 5; i++)
            ids.Add(await MakeAsync(agent, path, property, i));
        if (path == "/mobile/properties")
            ids.Insert(0, property);

        var all = await agent.ReadsAsync($"{path}?{own}");
        var first = await agent.ReadsAsync($"{path}/?{own}page=1&per_page=2");
        var second = await agent.ReadsAsync($"{path}?{own}page=2&per_page=2");
        var bySkipping = await agent.ReadsAsync($"{path}?{own}limit=2&offset=2");
        var beyond = await agent.ReadsAsync($"{path}?{own}page=99");

        Ids(all).ShouldBe(ids, ignoreOrder: true);
        foreach (var answer in new[] { all, first, second, bySkipping, beyond })
        {
            answer.Header("X-Total-Count").ShouldBe($"{ids.Count}");
            answer.Header("Content-Type").ShouldBe("application/json; charset=utf-8");
        }
        Ids(first).Concat(Ids(second)).ShouldBe(Ids(all).Take(4));
        Ids(bySkipping).ShouldBe(Ids(second));
        Ids(beyond).ShouldBeEmpty();
        var next = first.Header("Link")!.Split(", ").Single(l => l.EndsWith("rel=\"next\"", StringComparison.Ordinal));
        Ids(await agent.ReadsAsync(next[1..next.IndexOf('>', StringComparison.Ordinal)])).ShouldBe(Ids(second));
        second.Header("Link")!.ShouldContain("rel=\"prev\"");
    }

    [Theory]
    [InlineData("/mobile/properties")]
    [InlineData("/mobile/leads")]
    [InlineData("/mobile/visits")]
    [InlineData("/mobile/visits/today")]
    [InlineData("/mobile/tasks")]
    public async Task A_page_holds_twenty_and_at_most_a_hundred(string path)
    {
        await office.Agent.ReadsAsync($"{path}?per_page=100");
        (await office.Agent.Http.GetAsync($"{path}?per_page=101")).ShouldNameFields("query.per_page less_than_equal");
        (await office.Agent.Http.GetAsync($"{path}?limit=101")).ShouldNameFields("query.limit less_than_equal");
        (await office.Agent.Http.GetAsync($"{path}?page=0")).ShouldNameFields("query.page greater_than_equal");
        (await office.Agent.Http.GetAsync($"{path}?limit=-1&offset=-1")).ShouldNameFields("query.limit greater_than_equal", "query.offset greater_than_equal");
    }

    [Fact]
    public async Task Twenty_when_nothing_is_said()
    {
        using var agent = await office.NewAgentAsync();
        foreach (var i in Enumerable.Range(0, 21))
            await agent.NotesAsync($"Lead {i}");

        (await agent.IdsAsync("/mobile/leads")).Length.ShouldBe(20);
    }

    [Theory]
    [InlineData("/mobile/properties", "created_at", "title", "price")]
    [InlineData("/mobile/leads", "created_at", "name", "updated_at")]
    [InlineData("/mobile/visits", "scheduled_at")]
    [InlineData("/mobile/tasks", "due_at", "created_at")]
    public async Task Lists_are_sorted_both_ways_and_by_nothing_unknown(string path, params string[] fields)
    {
        foreach (var field in fields)
        {
            await office.Agent.ReadsAsync($"{path}?sort={field}");
            await office.Agent.ReadsAsync($"{path}?sort=-{field}");
        }
        (await office.Agent.Http.GetAsync($"{path}?sort=password")).ShouldNameFields("query.sort enum");
    }

    [Theory]
    [InlineData("/mobile/properties", "estoril%20villa", "VILLA%20est%C3%B3ril")]
    [InlineData("/mobile/leads", "goncalo%20araujo", "ARA%C3%9AJO+Gon%C3%A7alo")]
    public async Task Search_takes_words_in_any_order_without_accents(string path, params string[] searches)
    {
        using var agent = await office.NewAgentAsync();
        var id = path == "/mobile/leads" ? await agent.NotesAsync("Gonçalo M. Araújo") : await agent.ListsAsync($"Villa no Estoril {agent.AgentId}");

        foreach (var search in searches)
            (await agent.IdsAsync($"{path}?search={search}{(path == "/mobile/properties" ? $"+{agent.AgentId}" : "")}")).ShouldBe([id]);
        (await agent.IdsAsync($"{path}?search=estoril%20gon%C3%A7alo")).ShouldBeEmpty();
    }

    private static Task<long> MakeAsync(Person agent, string path, long property, int i) =>
        path switch
        {
            "/mobile/properties" => agent.ListsAsync($"Casa {i}"),
            "/mobile/leads" => agent.NotesAsync($"Lead {i}"),
            "/mobile/visits" => agent.BooksAsync(property, $"2026-07-1{i}T10:00:00Z"),
            _ => agent.IdOfAsync(path, new { title = $"Tarefa {i}" }),
        };

    private static List<long> Ids(Answer answer) => [.. answer.Json.EnumerateArray().Select(e => e.GetProperty("id").GetInt64())];
}
