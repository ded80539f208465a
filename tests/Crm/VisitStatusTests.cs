using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

/// <summary>PATCH /mobile/visits/{id}/status.</summary>
public sealed class VisitStatusTests(Agencies agencies) : IClassFixture<Agencies>
{
    private const string Time = "2026-04-01T10:00:00Z";

    [Fact]
    public async Task A_step_is_kept_with_its_note_and_told()
    {
        var visit = await BookAsync();

        var cancelled = (await PatchAsync(visit, new { status = "cancelled", note = "O cliente adoeceu" })).Expect(HttpStatusCode.OK);

        cancelled["status"].GetString().ShouldBe("cancelled");
        cancelled["version"].GetInt32().ShouldBe(2);
        cancelled["notes"].ValueKind.ShouldBe(JsonValueKind.Null);
        cancelled.Header("ETag").ShouldBe("\"2\"");
        var step = (await agencies.App.HistoryAsync("visit", visit))[1];
        step.Type.ShouldBe("visit_status_changed");
        step.Data.GetProperty("old_status").GetString().ShouldBe("scheduled");
        step.Data.GetProperty("new_status").GetString().ShouldBe("cancelled");
        step.Data.GetProperty("note").GetString().ShouldBe("O cliente adoeceu");
        var signal = (await agencies.SignalsAsync("visit_status_changed")).ShouldHaveSingleItem();
        signal.GetProperty("audience")[0].GetString().ShouldBe($"agent:{agencies.Agent.AgentId}");
        var data = signal.GetProperty("data");
        data.EnumerateObject().Select(p => p.Name).ShouldBe(["visit_id", "old_status", "new_status", "changed_by"], ignoreOrder: true);
        data.GetProperty("new_status").GetString().ShouldBe("cancelled");
    }

    [Fact]
    public async Task Notes_of_an_old_client_stay_with_the_visit()
    {
        var visit = await BookAsync();

        var changed = (await PatchAsync(visit, new { status = "no_show", notes = "Não atendeu" })).Expect(HttpStatusCode.OK);

        changed["notes"].GetString().ShouldBe("Não atendeu");
        (await agencies.App.HistoryAsync("visit", visit))
            .Single(h => h.Type == "visit_status_changed")
            .Data.GetProperty("note")
            .GetString()
            .ShouldBe("Não atendeu");
    }

    [Fact]
    public async Task Repeating_a_step_changes_nothing()
    {
        var visit = await BookAsync();

        var first = (await PatchAsync(visit, new { status = "confirmed" })).Expect(HttpStatusCode.OK);
        var again = (await PatchAsync(visit, new { status = "confirmed" })).Expect(HttpStatusCode.OK);

        again.Text.ShouldBe(first.Text);
        (await agencies.SignalsAsync("visit_status_changed")).ShouldHaveSingleItem();
        (await agencies.App.HistoryAsync("visit", visit)).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("confirmed scheduled in_progress scheduled completed scheduled")]
    [InlineData("in_progress completed in_progress no_show cancelled scheduled")]
    [InlineData("completed cancelled confirmed no_show scheduled")]
    public async Task A_visit_that_nobody_checked_into_may_be_set_as_it_is(string steps)
    {
        var visit = await BookAsync();

        foreach (var status in steps.Split(' '))
            (await PatchAsync(visit, new { status })).Expect(HttpStatusCode.OK)["status"].GetString().ShouldBe(status);
    }

    [Theory]
    [InlineData("cancelled", "in_progress")]
    [InlineData("cancelled", "completed")]
    [InlineData("no_show", "completed")]
    [InlineData("no_show", "in_progress")]
    public async Task What_was_called_off_is_set_back_before_it_takes_place(string from, string to)
    {
        var visit = await BookAsync();
        (await PatchAsync(visit, new { status = from })).Expect(HttpStatusCode.OK);

        var refused = (await PatchAsync(visit, new { status = to })).Expect(HttpStatusCode.BadRequest);

        refused.Error.ShouldBe("Business Rule Violation");
        refused.Code.ShouldBe("visit.not_open");
        refused["details.visit_id"].GetInt64().ShouldBe(visit);
        refused["details.status"].GetString().ShouldBe(from);
    }

    [Fact]
    public async Task What_was_checked_into_does_not_go_back_and_what_was_checked_out_of_stays()
    {
        var visit = await BookAsync();
        (await agencies.Agent.PostAsync($"/mobile/visits/{visit}/check-in", new { })).Expect(HttpStatusCode.OK);

        var back = (await PatchAsync(visit, new { status = "scheduled" })).Expect(HttpStatusCode.BadRequest);
        var moved = (await agencies.Agent.Client.PutAsync($"/mobile/visits/{visit}", new { scheduled_at = "2026-04-09T10:00:00Z" })).Expect(
            HttpStatusCode.BadRequest
        );
        (await PatchAsync(visit, new { status = "no_show" })).Expect(HttpStatusCode.OK);
        (await PatchAsync(visit, new { status = "in_progress" })).Expect(HttpStatusCode.OK);
        (await agencies.Agent.PostAsync($"/mobile/visits/{visit}/check-out", new { })).Expect(HttpStatusCode.OK);
        var ended = (await PatchAsync(visit, new { status = "cancelled" })).Expect(HttpStatusCode.BadRequest);
        (await PatchAsync(visit, new { status = "completed" })).Expect(HttpStatusCode.OK);

        back.Code.ShouldBe("visit.already_checked_in");
        moved.Code.ShouldBe("visit.already_checked_in");
        ended.Code.ShouldBe("visit.already_checked_out");
        ended.Message.ShouldBe("Esta visita já terminou com check-out e o seu estado já não muda.");
        ended["details.visit_id"].GetInt64().ShouldBe(visit);
    }

    [Theory]
    [InlineData("cancelled", "scheduled")]
    [InlineData("no_show", "confirmed")]
    [InlineData("completed", "in_progress")]
    public async Task A_visit_comes_back_only_while_its_time_is_free(string from, string to)
    {
        var visit = await BookAsync();
        (await PatchAsync(visit, new { status = from })).Expect(HttpStatusCode.OK);
        var other = await agencies.Agent.BooksAsync(await agencies.Agent.ListsPropertyAsync(), "2026-04-01T10:30:00Z");

        var refused = (await PatchAsync(visit, new { status = to })).Expect(HttpStatusCode.Conflict);
        (await PatchAsync(other, new { status = "cancelled" })).Expect(HttpStatusCode.OK);
        (await PatchAsync(visit, new { status = to })).Expect(HttpStatusCode.OK);

        refused.Message.ShouldBe("Já existe visita agendada neste horário");
        refused["details.conflicting_visit_id"].GetInt64().ShouldBe(other);
        refused["details.scheduled_at"].GetString().ShouldBe("2026-04-01T10:30:00.000Z");
    }

    [Fact]
    public async Task Of_visits_that_come_back_into_one_hour_at_once_one_does()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var visits = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            visits.Add(await agencies.Agent.BooksAsync(property, Time));
            (await PatchAsync(visits[^1], new { status = "cancelled" })).Expect(HttpStatusCode.OK);
        }

        var answers = await Task.WhenAll(visits.Select(v => PatchAsync(v, new { status = "scheduled" })));

        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.Conflict).ShouldBe(5);
    }

    [Fact]
    public async Task Only_whose_visit_it_is_and_administrators_change_it()
    {
        var visit = await BookAsync();
        var step = new { status = "confirmed" };
        var path = $"/mobile/visits/{visit}/status";

        (await agencies.Colleague.PatchAsync(path, step)).Expect(HttpStatusCode.NotFound).Code.ShouldBe("visit.not_found");
        (await agencies.Rival.PatchAsync(path, step)).Expect(HttpStatusCode.NotFound);
        (await agencies.Viewer.PatchAsync(path, step)).Expect(HttpStatusCode.Forbidden);
        (await agencies.Agent.PatchAsync("/mobile/visits/999999/status", step)).Expect(HttpStatusCode.NotFound)["identifier"].GetInt64().ShouldBe(999999);
        (await agencies.Admin.PatchAsync(path, step)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("{}", "missing")]
    [InlineData("""{"status":"feita"}""", "enum")]
    [InlineData("""{"status":null}""", "missing")]
    public async Task A_status_is_one_of_six(string body, string type) =>
        (await agencies.Agent.PatchAsync($"/mobile/visits/{await BookAsync()}/status", body))
            .Expect(HttpStatusCode.UnprocessableEntity)["details"][0]
            .GetProperty("type")
            .GetString()
            .ShouldBe(type);

    [Fact]
    public async Task A_stale_version_is_refused_and_the_same_write_again_gets_the_first_answer()
    {
        var visit = await BookAsync();
        var key = ("Idempotency-Key", $"{Guid.CreateVersion7(TestClock.Start)}");

        var first = (await agencies.Agent.PatchAsync($"/mobile/visits/{visit}/status", new { status = "confirmed" }, ("If-Match", "\"1\""), key)).Expect(
            HttpStatusCode.OK
        );
        var again = await agencies.Agent.PatchAsync($"/mobile/visits/{visit}/status", new { status = "confirmed" }, ("If-Match", "\"1\""), key);
        var stale = await agencies.Agent.PatchAsync($"/mobile/visits/{visit}/status", new { status = "cancelled" }, ("If-Match", "\"1\""));

        again.Text.ShouldBe(first.Text);
        again.Header("Idempotency-Replayed").ShouldBe("true");
        stale.Expect(HttpStatusCode.Conflict).Code.ShouldBe("record.stale");
    }

    private async Task<long> BookAsync()
    {
        await agencies.EmptyAsync();
        return await agencies.Agent.BooksAsync(await agencies.Agent.ListsPropertyAsync(), Time);
    }

    private Task<Answer> PatchAsync(long visit, object body) => agencies.Agent.PatchAsync($"/mobile/visits/{visit}/status", body);
}
