using System.Net;

namespace Aldrava.Tests.Crm;

public sealed class CrmIsolationTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task Another_agency_finds_nothing_of_ours_not_even_that_it_exists()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        var visit = await agencies.Agent.BooksAsync(property, "2026-03-10T15:00:00Z", leadId: lead);

        foreach (var list in new[] { "properties", "leads", "visits", "visits/today", "visits/upcoming" })
        {
            (await agencies.Admin.IdsAsync($"/mobile/{list}")).ShouldHaveSingleItem(list);
            (await agencies.Rival.IdsAsync($"/mobile/{list}")).ShouldBeEmpty(list);
        }
        foreach (var (path, id) in new[] { ("properties", property), ("leads", lead), ("visits", visit) })
            (await agencies.Rival.GetAsync($"/mobile/{path}/{id}")).Expect(HttpStatusCode.NotFound);
        (await agencies.Rival.GetAsync($"/mobile/properties?agent_id={agencies.Agent.AgentId}")).Header("X-Total-Count").ShouldBe("0");
        (await agencies.Rival.PatchAsync($"/mobile/leads/{lead}/status", new { status = "won" })).Expect(HttpStatusCode.NotFound);
        (await agencies.Rival.PostAsync("/mobile/visits", new { property_id = property, scheduled_at = "2026-03-11T15:00:00Z" })).Expect(
            HttpStatusCode.NotFound
        );
        (await agencies.Rival.PostAsync("/mobile/leads", new { name = "X", property_id = property })).Expect(HttpStatusCode.Conflict);
        (await agencies.Agent.GetAsync($"/mobile/leads/{lead}"))["status"].GetString().ShouldBe("new");
    }

    [Fact]
    public async Task A_reference_and_a_client_id_may_be_used_once_in_each_agency()
    {
        await agencies.EmptyAsync();
        var property = new
        {
            title = "X",
            reference = "SAME-1",
            client_id = Guid.CreateVersion7(agencies.App.Clock.GetUtcNow()),
        };

        (await agencies.Agent.PostAsync("/mobile/properties", property)).Expect(HttpStatusCode.Created);
        (await agencies.Rival.PostAsync("/mobile/properties", property)).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("GET", "/mobile/properties")]
    [InlineData("POST", "/mobile/properties")]
    [InlineData("GET", "/mobile/leads")]
    [InlineData("POST", "/mobile/leads")]
    [InlineData("PATCH", "/mobile/leads/1/status")]
    [InlineData("GET", "/mobile/visits")]
    [InlineData("POST", "/mobile/visits")]
    [InlineData("GET", "/mobile/visits/today")]
    [InlineData("GET", "/mobile/visits/upcoming")]
    public async Task A_stranger_is_asked_to_sign_in(string method, string path)
    {
        using var stranger = agencies.App.Anonymous();

        var answer = await stranger.SendAsync(new HttpMethod(method), path, method == "GET" ? null : "{}");

        answer.Expect(HttpStatusCode.Unauthorized).Error.ShouldBe("Unauthorized");
    }
}
