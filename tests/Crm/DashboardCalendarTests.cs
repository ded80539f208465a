using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

/// <summary>Days and weeks are those of the organization, on the nights when its clocks change too.</summary>
public sealed class DashboardCalendarTests
{
    private const string Lisbon = "Europe/Lisbon";
    private const string SaoPaulo = "America/Sao_Paulo";

    [Theory]
    // Sunday with 23 hours: the clocks go forward at 01:00.
    [InlineData(Lisbon, "2026-03-29T12:00:00Z", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z", "2026-03-23T00:00:00Z", "2026-03-29T23:00:00Z")]
    // The Monday after it, in the first hour there: still Sunday in UTC.
    [InlineData(Lisbon, "2026-03-29T23:30:00Z", "2026-03-29T23:00:00Z", "2026-03-30T23:00:00Z", "2026-03-29T23:00:00Z", "2026-04-05T23:00:00Z")]
    // Sunday with 25 hours: the clocks go back at 02:00.
    [InlineData(Lisbon, "2026-10-25T12:00:00Z", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z", "2026-10-18T23:00:00Z", "2026-10-26T00:00:00Z")]
    // The second 01:30 of that night.
    [InlineData(Lisbon, "2026-10-25T01:30:00Z", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z", "2026-10-18T23:00:00Z", "2026-10-26T00:00:00Z")]
    // São Paulo stays three hours behind UTC: at one in the morning UTC it is still the day before there.
    [InlineData(SaoPaulo, "2026-11-02T01:00:00Z", "2026-11-01T03:00:00Z", "2026-11-02T03:00:00Z", "2026-10-26T03:00:00Z", "2026-11-02T03:00:00Z")]
    [InlineData(SaoPaulo, "2026-10-26T04:00:00Z", "2026-10-26T03:00:00Z", "2026-10-27T03:00:00Z", "2026-10-26T03:00:00Z", "2026-11-02T03:00:00Z")]
    public async Task Today_and_this_week_begin_and_end_with_the_clocks_there(
        string zone,
        string now,
        string today,
        string tomorrow,
        string week,
        string nextWeek
    )
    {
        await using var app = await AldravaApp.StartAsync();
        app.Clock.Advance(At(now) - app.Clock.GetUtcNow());
        using var agent = await (await Agency.FoundAsync(app, timeZone: zone)).AgentAsync();
        var property = await NewAsync(agent, "properties", new { title = "T2" });
        var tasks = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (moment, name) in new[] { (today, "start"), (tomorrow, "end") })
        {
            tasks[$"before {name}"] = await NewAsync(agent, "tasks", new { title = "Ligar", due_at = At(moment).AddSeconds(-1) });
            tasks[$"at {name}"] = await NewAsync(agent, "tasks", new { title = "Ligar", due_at = At(moment) });
        }
        foreach (var moment in new[] { today, tomorrow, week, nextWeek }.Distinct().Select(At).SelectMany(m => new[] { m.AddMinutes(-10), m }))
        {
            await NewAsync(
                agent,
                "visits",
                new
                {
                    property_id = property,
                    scheduled_at = moment,
                    duration_minutes = 5,
                }
            );
            var lead = await NewAsync(agent, "leads", new { name = "Ana" });
            await app.ExecuteAsync($"update crm.leads set created_at = '{moment:O}' where id = {lead}");
        }

        var stats = (await agent.Http.GetAsync("/mobile/dashboard/stats")).Expect(HttpStatusCode.OK);
        var open = await IdsAsync(agent, "/mobile/tasks/today");

        (stats["tasks_overdue"].GetInt32(), stats["tasks_due_today"].GetInt32()).ShouldBe((1, 2));
        open.ShouldBe([tasks["before start"], tasks["at start"], tasks["before end"]]);
        (await IdsAsync(agent, "/mobile/tasks?due=today")).ShouldBe([tasks["at start"], tasks["before end"]]);
        (await IdsAsync(agent, "/mobile/tasks?due=overdue")).ShouldBe([tasks["before start"]]);
        (await IdsAsync(agent, "/mobile/tasks?due=upcoming")).ShouldBe([tasks["at end"]]);
        // The ends of the week and of the day are four moments, some of them the same: those inside count.
        DateTimeOffset[] moments = [.. new[] { today, tomorrow, week, nextWeek }.Distinct().Select(At).SelectMany(m => new[] { m.AddMinutes(-10), m })];
        stats["visits_today"].GetInt32().ShouldBe(moments.Count(m => m >= At(today) && m < At(tomorrow)));
        stats["visits_this_week"].GetInt32().ShouldBe(moments.Count(m => m >= At(week) && m < At(nextWeek)));
        stats["new_leads_this_week"].GetInt32().ShouldBe(moments.Count(m => m >= At(week) && m < At(nextWeek)));
    }

    private static async Task<long> NewAsync(Support.Person agent, string what, object body) =>
        (await agent.Http.PostAsync($"/mobile/{what}", body)).Expect(HttpStatusCode.Created)["id"].GetInt64();

    private static async Task<long[]> IdsAsync(Support.Person agent, string path) =>
        [.. (await agent.Http.GetAsync(path)).Expect(HttpStatusCode.OK).Json.EnumerateArray().Select(e => e.GetProperty("id").GetInt64())];

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
