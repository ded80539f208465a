using System.Net;

namespace Aldrava.Tests.Crm;

/// <summary>The nights in which the clocks change, in Lisbon and in São Paulo, where they did until 2019.</summary>
public sealed class ClockChangeTests
{
    private const string Lisbon = "Europe/Lisbon";
    private const string SaoPaulo = "America/Sao_Paulo";

    [Theory]
    // 01:00 becomes 02:00: what is skipped is an hour later.
    [InlineData(Lisbon, "2026-03-28T20:00:00Z", "2026-03-29T00:59:00", "2026-03-29T00:59:00Z", "2026-03-29T02:00:00", "2026-03-29T01:00:00Z")]
    [InlineData(Lisbon, "2026-03-28T20:00:00Z", "2026-03-29T01:30:00", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00", "2026-03-29T01:30:00Z")]
    // 02:00 becomes 01:00: what there is twice is the first, unless the offset says otherwise.
    [InlineData(Lisbon, "2026-10-24T20:00:00Z", "2026-10-25T01:30:00", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00+00:00", "2026-10-25T01:30:00Z")]
    [InlineData(Lisbon, "2026-10-24T20:00:00Z", "2026-10-25T00:59:00", "2026-10-24T23:59:00Z", "2026-10-25T02:00:00", "2026-10-25T02:00:00Z")]
    // Midnight becomes 01:00, midnight becomes 23:00, and nothing happens any more.
    [InlineData(SaoPaulo, "2018-11-03T20:00:00Z", "2018-11-03T23:59:00", "2018-11-04T02:59:00Z", "2018-11-04T00:30:00", "2018-11-04T03:30:00Z")]
    [InlineData(SaoPaulo, "2018-02-17T20:00:00Z", "2018-02-17T23:30:00", "2018-02-18T01:30:00Z", "2018-02-17T23:30:00-03:00", "2018-02-18T02:30:00Z")]
    [InlineData(SaoPaulo, "2026-10-31T20:00:00Z", "2026-10-31T23:30:00", "2026-11-01T02:30:00Z", "2026-11-01T00:30:00", "2026-11-01T03:30:00Z")]
    public async Task A_visit_is_booked_and_moved_by_the_clock_on_the_wall_and_reminded_of_half_a_real_hour_before(
        string zone,
        string now,
        string firstWritten,
        string first,
        string thenWritten,
        string then
    )
    {
        await using var agency = await FieldAgency.FoundAsync(now, zone);

        var booked = (await agency.TryBookAsync(firstWritten)).Expect(HttpStatusCode.Created);
        var visit = booked["id"].GetInt64();
        booked["scheduled_at"].GetDateTimeOffset().ShouldBe(FieldAgency.Instant(first));
        (await agency.DueAsync(visit)).ShouldBe(FieldAgency.Instant(first).AddMinutes(-30).UtcDateTime);

        var moved = (await agency.Http.PutAsync($"/mobile/visits/{visit}", new { scheduled_at = thenWritten })).Expect(HttpStatusCode.OK);
        moved["scheduled_at"].GetDateTimeOffset().ShouldBe(FieldAgency.Instant(then));
        var due = FieldAgency.Instant(then).AddMinutes(-30);
        (await agency.DueAsync(visit)).ShouldBe(due.UtcDateTime);
        agency.App.Clock.Advance(due.AddSeconds(1) - agency.App.Clock.GetUtcNow());
        await agency.RemindedAsync(visit);
        (await agency.App.ScalarAsync<int>("select (signal_data->>'minutes_until')::int from platform.events where signal_type = 'visit_reminder'")).ShouldBe(
            30
        );
    }

    [Fact]
    public async Task An_hour_that_is_skipped_is_not_there_to_be_filled()
    {
        await using var agency = await FieldAgency.FoundAsync("2026-03-28T23:30:00Z");
        // From half past midnight to half past two on the wall: one hour.
        var first = await agency.BooksAsync("2026-03-29T00:30:00");

        (await agency.TryBookAsync("2026-03-29T02:00:00")).Expect(HttpStatusCode.Conflict)["details.conflicting_visit_id"].GetInt64().ShouldBe(first);
        var second = await agency.BooksAsync("2026-03-29T02:30:00", 30);
        (await agency.TryBookAsync("2026-03-29T01:30:00", 30)).Expect(HttpStatusCode.Conflict)["details.conflicting_visit_id"].GetInt64().ShouldBe(second);
        var late = await agency.BooksAsync("2026-03-29T23:59:00", 5);
        var eve = await agency.BooksAsync("2026-03-28T23:45:00", 15);
        await agency.BooksAsync("2026-03-30T00:15:00");

        (await agency.IdsAsync("/mobile/visits?date=2026-03-29")).ShouldBe([first, second, late]);
        (await agency.IdsAsync("/mobile/visits?from=2026-03-28&to=2026-03-29")).ShouldBe([eve, first, second, late]);
        (await agency.IdsAsync("/mobile/visits/today")).ShouldBe([eve]);
        agency.MoveTo("2026-03-29T00:45:00Z");
        (await agency.IdsAsync("/mobile/visits/today")).ShouldBe([first, second, late]);
        (await agency.IdsAsync("/mobile/visits/upcoming?limit=2")).ShouldBe([second, late]);
        agency.MoveTo("2026-03-29T22:59:59Z");
        (await agency.IdsAsync("/mobile/visits/today")).ShouldBe([first, second, late]);
        agency.MoveTo("2026-03-29T23:00:01Z");
        (await agency.IdsAsync("/mobile/visits/today")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_hour_that_comes_twice_takes_two_visits()
    {
        await using var agency = await FieldAgency.FoundAsync("2026-10-24T22:59:30Z");
        var first = await agency.BooksAsync("2026-10-25T01:00:00");
        (await agency.TryBookAsync("2026-10-25T01:30:00")).Expect(HttpStatusCode.Conflict);
        var second = await agency.BooksAsync("2026-10-25T01:00:00+00:00");
        var third = await agency.BooksAsync("2026-10-25T02:00:00");
        (await agency.TryBookAsync("2026-10-25T01:30:00+00:00")).Expect(HttpStatusCode.Conflict)["details.conflicting_visit_id"].GetInt64().ShouldBe(second);
        var late = await agency.BooksAsync("2026-10-25T23:59:00", 5);
        var early = await agency.BooksAsync("2026-10-25T00:00:00", 60);

        (await agency.IdsAsync("/mobile/visits?date=2026-10-25")).ShouldBe([early, first, second, third, late]);
        agency.MoveTo("2026-10-24T23:00:01Z");
        (await agency.IdsAsync("/mobile/visits/today")).ShouldBe([early, first, second, third, late]);
        (await agency.IdsAsync("/mobile/visits/upcoming")).ShouldBe([first, second, third, late]);
        agency.MoveTo("2026-10-25T22:58:00Z");
        (await agency.IdsAsync("/mobile/visits/today")).Length.ShouldBe(5);
    }

    [Fact]
    public async Task A_day_without_midnight_begins_at_one_in_Sao_Paulo()
    {
        await using var agency = await FieldAgency.FoundAsync("2018-11-03T20:00:00Z", SaoPaulo);
        var eve = await agency.BooksAsync("2018-11-03T23:30:00");
        (await agency.TryBookAsync("2018-11-04T01:00:00")).Expect(HttpStatusCode.Conflict)["details.conflicting_visit_id"].GetInt64().ShouldBe(eve);
        var first = await agency.BooksAsync("2018-11-04T00:30:00", 30);
        var last = await agency.BooksAsync("2018-11-04T23:59:00", 5);

        (await agency.IdsAsync("/mobile/visits?date=2018-11-03")).ShouldBe([eve]);
        (await agency.IdsAsync("/mobile/visits?date=2018-11-04")).ShouldBe([first, last]);
        agency.MoveTo("2018-11-04T02:59:58Z");
        (await agency.IdsAsync("/mobile/visits/today")).ShouldBe([eve]);
        agency.MoveTo("2018-11-04T03:00:01Z");
        (await agency.IdsAsync("/mobile/visits/today")).ShouldBe([first, last]);
        (await agency.IdsAsync("/mobile/visits/upcoming")).ShouldBe([first, last]);
    }

    [Fact]
    public async Task A_day_with_two_last_hours_has_both_in_Sao_Paulo()
    {
        await using var agency = await FieldAgency.FoundAsync("2018-02-17T20:00:00Z", SaoPaulo);
        var first = await agency.BooksAsync("2018-02-17T23:00:00");
        var second = await agency.BooksAsync("2018-02-17T23:00:00-03:00");
        var next = await agency.BooksAsync("2018-02-18T00:00:00");

        (await agency.IdsAsync("/mobile/visits?date=2018-02-17")).ShouldBe([first, second]);
        (await agency.IdsAsync("/mobile/visits?date=2018-02-18")).ShouldBe([next]);
        agency.MoveTo("2018-02-18T02:59:58Z");
        (await agency.IdsAsync("/mobile/visits/today")).ShouldBe([first, second]);
    }
}
