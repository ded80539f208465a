using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Platform.Http;

public sealed class IdempotencyTests(OneAgency one) : IClassFixture<OneAgency>
{
    private const string Header = "Idempotency-Key";
    private const string Replayed = "Idempotency-Replayed";

    [Fact]
    public async Task The_same_request_gets_the_first_answer_again()
    {
        var key = one.NewKey();
        var first = (await PostAsync(key, new { name = "Repetida" })).Expect(HttpStatusCode.Created);
        var again = (await PostAsync(key, new { name = "Repetida" })).Expect(HttpStatusCode.Created);

        first.Header(Replayed).ShouldBeNull();
        again.Header(Replayed).ShouldBe("true");
        again.Text.ShouldBe(first.Text);
        again.Header("Location").ShouldBe(first.Header("Location"));
        again.Header("Content-Type").ShouldBe(first.Header("Content-Type"));
        (await one.CountAsync("Repetida")).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_stands_for_one_request_only()
    {
        var key = one.NewKey();
        (await PostAsync(key, new { name = "Primeira" })).Expect(HttpStatusCode.Created);

        (await PostAsync(key, new { name = "Segunda" })).Expect(HttpStatusCode.UnprocessableEntity).Code.ShouldBe("idempotency.mismatch");
        (await one.Agent.Http.PostAsync("/mobile/properties", new { title = "Primeira" }, (Header, key)))
            .Expect(HttpStatusCode.UnprocessableEntity)
            .Code.ShouldBe("idempotency.mismatch");
        (await one.CountAsync("Segunda")).ShouldBe(0);
    }

    [Fact]
    public async Task Sent_at_once_it_is_done_once()
    {
        var key = one.NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(key, new { name = "Ao mesmo tempo" })));

        answers
            .Where(a => a.Status != HttpStatusCode.Created)
            .ShouldAllBe(a => a.Status == HttpStatusCode.Conflict && a.Code == "idempotency.in_flight" && a.Header("Retry-After") == "1");
        answers.Count(a => a.Status == HttpStatusCode.Created && a.Header(Replayed) is null).ShouldBe(1);
        (await one.CountAsync("Ao mesmo tempo")).ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_kept_and_nothing_else_of_the_attempt()
    {
        var property = (await one.Agent.Http.PostAsync("/mobile/properties", new { title = "Casa" })).Expect(HttpStatusCode.Created)["id"].GetInt64();
        var visit = new { property_id = property, scheduled_at = "2026-05-01T10:00:00Z" };
        (await one.Agent.Http.PostAsync("/mobile/visits", visit)).Expect(HttpStatusCode.Created);
        var events = await one.App.ScalarAsync<long>("select count(*) from platform.events");
        var key = one.NewKey();

        var first = (await one.Agent.Http.PostAsync("/mobile/visits", visit, (Header, key))).Expect(HttpStatusCode.Conflict);
        var again = (await one.Agent.Http.PostAsync("/mobile/visits", visit, (Header, key))).Expect(HttpStatusCode.Conflict);

        again.Header(Replayed).ShouldBe("true");
        again.Text.ShouldBe(first.Text);
        (await one.App.ScalarAsync<long>($"select count(*) from crm.visits where property_id = {property}")).ShouldBe(1);
        (await one.App.ScalarAsync<long>("select count(*) from platform.events")).ShouldBe(events);
    }

    [Fact]
    public async Task A_failure_of_ours_is_not_kept_so_that_trying_again_helps()
    {
        var key = one.NewKey();

        var broken = await one.WithBrokenLeadsAsync(() => PostAsync(key, new { name = "Teimosa" }));
        var mended = await PostAsync(key, new { name = "Teimosa" });

        broken.Expect(HttpStatusCode.InternalServerError);
        mended.Expect(HttpStatusCode.Created).Header(Replayed).ShouldBeNull();
        (await one.CountAsync("Teimosa")).ShouldBe(1);
    }

    [Fact]
    public async Task A_bad_field_is_answered_again_as_well()
    {
        var key = one.NewKey();

        (await PostAsync(key, new { name = "" })).Faults().ShouldBe(["body.name string_too_short"]);
        (await PostAsync(key, new { name = "" })).Faults().ShouldBe(["body.name string_too_short"]);
    }

    [Fact]
    public async Task Two_people_may_use_the_same_key()
    {
        var key = one.NewKey();

        (await PostAsync(key, new { name = "De dois" })).Expect(HttpStatusCode.Created);
        var colleagues = await one.Colleague.Http.PostAsync("/mobile/leads", new { name = "De dois" }, (Header, key));

        colleagues.Expect(HttpStatusCode.Created).Header(Replayed).ShouldBeNull();
        (await one.CountAsync("De dois")).ShouldBe(2);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("not-a-uuid")]
    [InlineData("")]
    public async Task A_key_is_a_uuid(string key) =>
        (await PostAsync(key, new { name = "Chave" })).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("idempotency.bad_key");

    [Fact]
    public async Task It_survives_a_restart_of_the_server()
    {
        var key = one.NewKey();
        var first = (await PostAsync(key, new { name = "Reinício" })).Expect(HttpStatusCode.Created);
        await using var restarted = await one.App.StartNodeAsync();
        using var client = new TestClient(restarted, one.Agent.Token);

        var again = await client.PostAsync("/mobile/leads", new { name = "Reinício" }, (Header, key));

        again.Expect(HttpStatusCode.Created).Text.ShouldBe(first.Text);
        again.Header(Replayed).ShouldBe("true");
    }

    [Fact]
    public async Task After_seventy_two_hours_a_key_is_forgotten()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["MOBILE_ACCESS_TOKEN_EXPIRE_MINUTES"] = "10080" });
        using var agent = await (await Agency.FoundAsync(app)).AgentAsync();
        var (key, lead) = (one.NewKey(), new { name = "Antiga" });
        (await agent.Http.PostAsync("/mobile/leads", lead, (Header, key))).Expect(HttpStatusCode.Created);

        app.Clock.Advance(TimeSpan.FromHours(71));
        (await agent.Http.PostAsync("/mobile/leads", lead, (Header, key))).Header(Replayed).ShouldBe("true");
        app.Clock.Advance(TimeSpan.FromHours(2));
        (await agent.Http.PostAsync("/mobile/leads", lead, (Header, key))).Expect(HttpStatusCode.Created).Header(Replayed).ShouldBeNull();
        (await agent.Http.PostAsync("/mobile/leads", lead, (Header, key))).Header(Replayed).ShouldBe("true");
        (await app.ScalarAsync<long>("select count(*) from crm.leads")).ShouldBe(2);
    }

    private Task<Answer> PostAsync(string key, object body) => one.Agent.Http.PostAsync("/mobile/leads", body, (Header, key));
}
