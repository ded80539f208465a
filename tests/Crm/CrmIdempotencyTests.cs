using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

public sealed class CrmIdempotencyTests(Agencies agencies) : IClassFixture<Agencies>
{
    private const string Header = "Idempotency-Key";

    [Fact]
    public async Task The_same_write_again_gets_the_first_answer_and_changes_nothing()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        await Repeats(HttpMethod.Post, "/mobile/properties", new { title = "Outra" }, HttpStatusCode.Created);
        await Repeats(HttpMethod.Post, "/mobile/leads", new { name = "Outro" }, HttpStatusCode.Created);
        await Repeats(HttpMethod.Post, "/mobile/visits", new { property_id = property, scheduled_at = "2026-05-01T10:00:00Z" }, HttpStatusCode.Created);
        await Repeats(HttpMethod.Patch, $"/mobile/leads/{lead}/status", new { status = "contacted" }, HttpStatusCode.OK);

        (await agencies.Agent.IdsAsync("/mobile/properties")).Length.ShouldBe(2);
        (await agencies.Agent.IdsAsync("/mobile/leads")).Length.ShouldBe(2);
        (await agencies.Agent.IdsAsync("/mobile/visits")).Length.ShouldBe(1);
        (await agencies.SignalsAsync("lead_status_changed")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_refusal_is_repeated_too_and_leaves_nothing_behind()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        await agencies.Agent.BooksAsync(property, "2026-05-01T10:00:00Z");

        await Repeats(HttpMethod.Post, "/mobile/visits", new { property_id = property, scheduled_at = "2026-05-01T10:30:00Z" }, HttpStatusCode.Conflict);

        (await agencies.SignalsAsync("visit_scheduled")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var key = NewKey();
        (await agencies.Agent.PostAsync("/mobile/leads", new { name = "A" }, (Header, key))).Expect(HttpStatusCode.Created);

        var answer = await agencies.Agent.PostAsync("/mobile/leads", new { name = "B" }, (Header, key));

        answer.Expect(HttpStatusCode.UnprocessableEntity).Code.ShouldBe("idempotency.mismatch");
    }

    [Fact]
    public async Task Leads_that_arrive_together_are_each_written_once_and_whole()
    {
        await agencies.EmptyAsync();
        var writes = Enumerable.Range(0, 60).Select(i => (Name: $"Lead {i}", Key: NewKey())).ToList();

        var first = await Task.WhenAll(writes.Select(w => agencies.Agent.PostAsync("/mobile/leads", new { name = w.Name }, (Header, w.Key))));
        var again = await Task.WhenAll(writes.Select(w => agencies.Agent.PostAsync("/mobile/leads", new { name = w.Name }, (Header, w.Key))));

        first.ShouldAllBe(a => a.Status == HttpStatusCode.Created);
        again.Select(a => a.Text).ShouldBe(first.Select(a => a.Text));
        again.ShouldAllBe(a => a.Header("Idempotency-Replayed") == "true" && a.Header("ETag") == "\"1\"");
        (await agencies.Agent.GetAsync("/mobile/leads?per_page=1")).Header("X-Total-Count").ShouldBe("60");
        (await agencies.App.ScalarAsync<long>("select count(distinct lead_id) from crm.activities where type = 'lead_created'")).ShouldBe(60);
        (await agencies.App.ScalarAsync<long>("select count(*) from crm.activities")).ShouldBe(60);
        (await agencies.SignalsAsync("new_lead")).Length.ShouldBe(60);
    }

    [Fact]
    public async Task Sent_many_times_at_once_it_is_done_once()
    {
        await agencies.EmptyAsync();
        var key = NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => agencies.Agent.PostAsync("/mobile/leads", new { name = "Uma só" }, (Header, key))));

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Created || a.Status == HttpStatusCode.Conflict);
        answers.Where(a => a.Status == HttpStatusCode.Conflict).ShouldAllBe(a => a.Code == "idempotency.in_flight");
        answers.Where(a => a.Status == HttpStatusCode.Created).Select(a => a.Text).Distinct().ShouldHaveSingleItem();
        (await agencies.Agent.IdsAsync("/mobile/leads")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_client_id_names_one_record_however_often_and_at_once_it_is_sent()
    {
        await agencies.EmptyAsync();
        var lead = new { name = "Offline", client_id = NewKey() };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => agencies.Agent.PostAsync("/mobile/leads", lead)));
        var colleagues = await agencies.Colleague.PostAsync("/mobile/leads", lead);

        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(7);
        answers.Select(a => a.Text).Distinct().ShouldHaveSingleItem();
        colleagues.Expect(HttpStatusCode.Conflict).Text.ShouldNotContain("Offline");
        (await agencies.SignalsAsync("new_lead")).ShouldHaveSingleItem();
    }

    private async Task Repeats(HttpMethod method, string path, object body, HttpStatusCode status)
    {
        var key = NewKey();
        var first = (await agencies.Agent.Client.SendAsync(method, path, body, (Header, key))).Expect(status);
        var second = (await agencies.Agent.Client.SendAsync(method, path, body, (Header, key))).Expect(status);

        first.Header("Idempotency-Replayed").ShouldBeNull();
        second.Header("Idempotency-Replayed").ShouldBe("true");
        second.Text.ShouldBe(first.Text);
        second.Header("Location").ShouldBe(first.Header("Location"));
    }

    private static string NewKey() => Guid.CreateVersion7(TestClock.Start).ToString();
}
