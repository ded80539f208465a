using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Platform.Http;

public sealed class RequestTests(OneAgency one) : IClassFixture<OneAgency>
{
    [Theory]
    [InlineData("/mobile/leads?limit=abc", "query.limit int_parsing")]
    [InlineData("/mobile/leads?limit=0", "query.limit greater_than_equal")]
    [InlineData("/mobile/leads?limit=101", "query.limit less_than_equal")]
    [InlineData("/mobile/leads?limit=1.5", "query.limit int_parsing")]
    [InlineData("/mobile/leads?limit=99999999999", "query.limit int_parsing")]
    [InlineData("/mobile/leads?offset=-1", "query.offset greater_than_equal")]
    [InlineData("/mobile/leads?page=0", "query.page greater_than_equal")]
    [InlineData("/mobile/leads?per_page=1000", "query.per_page less_than_equal")]
    [InlineData("/mobile/leads?status=bogus", "query.status enum")]
    [InlineData("/mobile/leads?sort=bogus", "query.sort enum")]
    [InlineData("/mobile/properties?agent_id=me", "query.agent_id int_parsing")]
    [InlineData("/mobile/properties?price_min=cheap", "query.price_min float_parsing")]
    [InlineData("/mobile/visits?date=tomorrow", "query.date datetime_parsing")]
    [InlineData("/mobile/visits?from=tomorrow", "query.from datetime_parsing")]
    [InlineData("/mobile/visits/upcoming?limit=21", "query.limit less_than_equal")]
    public async Task A_bad_query_parameter_is_named(string path, string fault) => (await one.Agent.Http.GetAsync(path)).Faults().ShouldBe([fault]);

    [Fact]
    public async Task Bad_paging_is_told_at_once() =>
        (await one.Agent.Http.GetAsync("/mobile/leads?limit=x&offset=y"))
            .Faults()
            .ShouldBe(["query.limit int_parsing", "query.offset int_parsing"], ignoreOrder: true);

    [Theory]
    [InlineData("/mobile/leads?search=a%00b", HttpStatusCode.BadRequest)]
    [InlineData("/mobile/leads?search=%ff%fe", HttpStatusCode.OK)]
    [InlineData("/mobile/leads?search=%ED%A0%80", HttpStatusCode.OK)]
    [InlineData("/mobile/leads?search=%25%27%3B--", HttpStatusCode.OK)]
    [InlineData("/mobile/leads?page=2147483647&per_page=100", HttpStatusCode.OK)]
    [InlineData("/mobile/leads/99999999999999999999", HttpStatusCode.NotFound)]
    [InlineData("/mobile/leads/abc", HttpStatusCode.NotFound)]
    [InlineData("/mobile/leads/-1", HttpStatusCode.NotFound)]
    public async Task Odd_urls_are_no_server_errors(string path, HttpStatusCode status) => (await one.Agent.Http.GetAsync(path)).Expect(status);

    [Fact]
    public async Task A_list_says_how_many_there_are_and_where_the_other_pages_are()
    {
        await using var app = await AldravaApp.StartAsync();
        using var agent = await (await Agency.FoundAsync(app)).AgentAsync();
        foreach (var number in Enumerable.Range(1, 5))
            (await agent.Http.PostAsync("/mobile/leads", new { name = $"Página {number}" })).Expect(HttpStatusCode.Created);

        var first = await agent.Http.GetAsync("/mobile/leads?search=página&per_page=2");
        var middle = await agent.Http.GetAsync("/mobile/leads?search=página&page=2&per_page=2");
        var last = await agent.Http.GetAsync("/mobile/leads?search=página&offset=4&limit=2");

        (first.Header("X-Total-Count"), middle.Header("X-Total-Count"), last.Header("X-Total-Count")).ShouldBe(("5", "5", "5"));
        (first.Json.GetArrayLength(), middle.Json.GetArrayLength(), last.Json.GetArrayLength()).ShouldBe((2, 2, 1));
        Links(first).Keys.ShouldBe(["first", "last", "next"], ignoreOrder: true);
        Links(middle).Keys.ShouldBe(["first", "last", "next", "prev"], ignoreOrder: true);
        Links(last).Keys.ShouldBe(["first", "last", "prev"], ignoreOrder: true);
        (await agent.Http.GetAsync(Links(first)["next"])).Text.ShouldBe(middle.Text);
        (await agent.Http.GetAsync(Links(middle)["last"])).Text.ShouldBe(last.Text);
        (await agent.Http.GetAsync(Links(last)["first"])).Text.ShouldBe(first.Text);
    }

    [Theory]
    [InlineData("/mobile/leads/")]
    [InlineData("/mobile/leads//")]
    [InlineData("/mobile/visits/upcoming/")]
    [InlineData("/health/")]
    public async Task A_trailing_slash_answers_without_a_redirect(string path) => (await one.Agent.Http.GetAsync(path)).Expect(HttpStatusCode.OK);

    [Fact]
    public async Task A_trailing_slash_is_good_for_writes_too() =>
        (await one.Agent.Http.PostAsync("/mobile/leads/", new { name = "Com barra" })).Expect(HttpStatusCode.Created);

    [Fact]
    public async Task Every_answer_has_its_id_the_callers_own_when_it_looks_like_one()
    {
        var given = await one.Agent.Http.GetAsync("/mobile/leads/0", ("X-Request-Id", "phone-7.req:00042"));
        var strange = await one.Agent.Http.GetAsync("/mobile/leads/0", ("X-Request-Id", "<script>alert(1)</script>"));
        var none = await one.Agent.Http.GetAsync("/mobile/leads");

        given.Header("X-Request-Id").ShouldBe("phone-7.req:00042");
        given["request_id"].GetString().ShouldBe("phone-7.req:00042");
        strange.Header("X-Request-Id").ShouldNotBeNullOrWhiteSpace();
        strange.Header("X-Request-Id")!.ShouldNotContain("script");
        none.Header("X-Request-Id").ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [InlineData(null, "Lead não encontrado.")]
    [InlineData("pt-PT", "Lead não encontrado.")]
    [InlineData("pt", "Lead não encontrado.")]
    [InlineData("de", "Lead não encontrado.")]
    [InlineData("en-GB,en;q=0.9", "Lead not found.")]
    [InlineData("de;q=1, en;q=0.5", "Lead not found.")]
    [InlineData("pt;q=0.4, en;q=0.8", "Lead not found.")]
    [InlineData(";;;q=x", "Lead não encontrado.")]
    public async Task People_are_answered_in_their_language(string? accepts, string message)
    {
        (string, string)[] headers = accepts is null ? [] : [("Accept-Language", accepts)];

        var answer = await one.Agent.Http.GetAsync("/mobile/leads/0", headers);

        answer.Expect(HttpStatusCode.NotFound).Message.ShouldBe(message);
        (answer.Code, answer.Error).ShouldBe(("lead.not_found", "Not Found"));
    }

    [Fact]
    public async Task A_wrong_method_hears_the_right_ones()
    {
        var answer = await one.Agent.Http.PutAsync("/mobile/leads", new { name = "a" });

        answer.Expect(HttpStatusCode.MethodNotAllowed).Code.ShouldBe("request.method_not_allowed");
        answer.Header("Allow")!.Split(", ").ShouldBe(["GET", "POST"], ignoreOrder: true);
    }

    private static Dictionary<string, string> Links(Answer answer) =>
        answer.Header("Link")!.Split(", ").Select(l => l.Split("; rel=")).ToDictionary(l => l[1].Trim('"'), l => l[0].Trim('<', '>'));
}
