using System.Net;
using System.Text.Json;
using Aldrava.Tests.Realtime;
using Aldrava.Tests.Support;
using Npgsql;

namespace Aldrava.Tests.Crm;

/// <summary>visit_reminder: half an hour ahead, once.</summary>
public sealed class ReminderTests
{
    private const string Start = "2026-03-10T09:00:00Z";
    private const string Visit = "2026-03-10T11:00:00Z";

    [Fact]
    public async Task An_agents_phone_rings_half_an_hour_ahead_and_once()
    {
        await using var agency = await FieldAgency.FoundAsync(Start);
        using var phone = await Device.ConnectAsync(agency.App, $"?token={agency.Http.Token}");
        await phone.NextAsync("connected");
        var visit = await agency.BooksAsync(Visit);
        await phone.NextAsync("visit_scheduled");

        agency.MoveTo("2026-03-10T10:29:30Z");
        while (await FieldAgency.Worker(agency.App).RunOnceAsync(CancellationToken.None)) { }
        (await agency.RemindersAsync(visit)).ShouldBe(0);
        agency.MoveTo("2026-03-10T10:30:00.100Z");

        var reminder = await phone.NextAsync("visit_reminder");
        var data = reminder.GetProperty("data");
        data.EnumerateObject().Select(p => p.Name).ShouldBe(["visit_id", "property_title", "scheduled_at", "minutes_until"], ignoreOrder: true);
        data.GetProperty("visit_id").GetInt64().ShouldBe(visit);
        data.GetProperty("property_title").GetString().ShouldBe("T2 em Alvalade");
        data.GetProperty("scheduled_at").GetString().ShouldBe("2026-03-10T11:00:00.000Z");
        data.GetProperty("minutes_until").GetInt32().ShouldBe(30);
        await agency.StaysAtAsync(visit, 1);
        await phone.HearsNothingAsync();
        (await agency.Http.GetAsync($"/mobile/visits/{visit}"))["version"].GetInt32().ShouldBe(1);
        (await agency.App.ScalarAsync<DateTime?>($"select reminded_at from crm.visit_reminders where visit_id = {visit}")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_phone_that_was_away_hears_of_it_when_it_comes_back()
    {
        await using var agency = await FieldAgency.FoundAsync(Start);
        using var phone = await Device.ConnectAsync(agency.App, $"?token={agency.Http.Token}");
        var position = (await phone.NextAsync("connected")).GetProperty("last_event_id").GetString();
        phone.Dispose();
        var visit = await agency.BooksAsync(Visit);

        agency.MoveTo("2026-03-10T10:31:00Z");
        await agency.RemindedAsync(visit);
        await Eventually.BecomesTrueAsync(
            async () => await agency.App.ScalarAsync<long>("select count(*) from platform.events where audience is not null and position is null") == 0,
            "both have their place"
        );

        using var back = await Device.ConnectAsync(agency.App, $"?token={agency.Http.Token}&last_event_id={position}");
        await back.NextAsync("connected");
        await back.NextAsync("visit_scheduled");
        (await back.NextAsync("visit_reminder")).GetProperty("data").GetProperty("visit_id").GetInt64().ShouldBe(visit);
    }

    [Theory]
    [InlineData("2026-03-10T10:48:30Z", 12)]
    [InlineData("2026-03-10T10:59:50Z", 1)]
    public async Task A_server_that_was_away_at_that_minute_makes_up_for_it_and_says_how_long_there_is(string back, int minutes)
    {
        await using var agency = await FieldAgency.FoundAsync(Start);
        var visit = await agency.BooksAsync(Visit);

        await agency.RestartAsync(back);
        await agency.RemindedAsync(visit);

        (await ReminderAsync(agency)).GetProperty("minutes_until").GetInt32().ShouldBe(minutes);
        await agency.RestartAsync("2026-03-10T10:59:58Z");
        await agency.StaysAtAsync(visit, 1);
    }

    [Fact]
    public async Task Nobody_is_reminded_of_a_visit_that_has_begun()
    {
        await using var agency = await FieldAgency.FoundAsync(Start);
        var visit = await agency.BooksAsync(Visit);

        await agency.RestartAsync("2026-03-10T11:00:05Z");

        await Eventually.BecomesTrueAsync(
            async () => await agency.App.ScalarAsync<DateTime?>($"select missed_at from crm.visit_reminders where visit_id = {visit}") is not null,
            "the reminder is marked as missed"
        );
        await agency.StaysAtAsync(visit, 0);
    }

    [Fact]
    public async Task Another_time_sets_it_anew()
    {
        await using var agency = await FieldAgency.FoundAsync(Start);
        var visit = await agency.BooksAsync(Visit);

        (await PutAsync(agency, visit, new { scheduled_at = "2026-03-10T13:00:00Z" })).Expect(HttpStatusCode.OK);
        agency.MoveTo("2026-03-10T10:40:00Z");
        while (await FieldAgency.Worker(agency.App).RunOnceAsync(CancellationToken.None)) { }
        (await agency.RemindersAsync(visit)).ShouldBe(0);
        agency.MoveTo("2026-03-10T12:30:01Z");
        await agency.RemindedAsync(visit);

        (await PutAsync(agency, visit, new { scheduled_at = "2026-03-10T15:00:00Z" })).Expect(HttpStatusCode.OK);
        (await PutAsync(agency, visit, new { notes = "Levar as chaves", duration_minutes = 30 })).Expect(HttpStatusCode.OK);
        agency.MoveTo("2026-03-10T14:30:01Z");
        await agency.RemindedAsync(visit, times: 2);
        (await PutAsync(agency, visit, new { notes = "Só notas" })).Expect(HttpStatusCode.OK);
        await agency.StaysAtAsync(visit, 2);
    }

    [Fact]
    public async Task A_visit_that_is_off_begun_or_over_stays_silent_and_one_that_is_on_again_does_not()
    {
        await using var agency = await FieldAgency.FoundAsync(Start);
        var visits = new List<long>();
        foreach (var (hour, status) in new[] { (11, "cancelled"), (12, "completed"), (13, "no_show"), (14, "in_progress") })
        {
            visits.Add(await agency.BooksAsync($"2026-03-10T{hour}:00:00Z"));
            (await StatusAsync(agency, visits[^1], status)).Expect(HttpStatusCode.OK);
        }
        var begun = await agency.BooksAsync("2026-03-10T15:00:00Z");
        (await agency.Http.PostAsync($"/mobile/visits/{begun}/check-in", new { })).Expect(HttpStatusCode.OK);
        var back = await agency.BooksAsync("2026-03-10T16:00:00Z");
        (await StatusAsync(agency, back, "cancelled")).Expect(HttpStatusCode.OK);
        (await agency.DueAsync(back)).ShouldBeNull();
        (await StatusAsync(agency, back, "scheduled")).Expect(HttpStatusCode.OK);
        (await StatusAsync(agency, back, "confirmed")).Expect(HttpStatusCode.OK);

        agency.MoveTo("2026-03-10T15:30:01Z");
        await agency.RemindedAsync(back);

        foreach (var visit in visits.Append(begun))
            await agency.StaysAtAsync(visit, 0);
    }

    [Fact]
    public async Task Who_agrees_on_a_visit_at_short_notice_knows_of_it_and_who_agreed_offline_in_time_is_reminded()
    {
        await using var agency = await FieldAgency.FoundAsync(Start);

        var atShortNotice = await agency.BooksAsync("2026-03-10T09:20:00Z", 5);
        var past = await agency.BooksAsync("2026-03-10T07:00:00Z", 5, occurredAt: "2026-03-10T05:00:00Z");
        var offline = await agency.BooksAsync("2026-03-10T09:26:00Z", 5, occurredAt: "2026-03-10T08:00:00Z");
        await agency.RemindedAsync(offline);

        (await ReminderAsync(agency)).GetProperty("minutes_until").GetInt32().ShouldBeInRange(25, 26);
        await agency.StaysAtAsync(atShortNotice, 0);
        await agency.StaysAtAsync(past, 0);
    }

    [Fact]
    public async Task A_visit_is_reminded_of_though_its_property_is_gone()
    {
        await using var agency = await FieldAgency.FoundAsync(Start);
        var visit = await agency.BooksAsync(Visit);
        await agency.App.ExecuteAsync("delete from crm.properties");

        agency.MoveTo("2026-03-10T10:31:00Z");
        await agency.RemindedAsync(visit);

        (await ReminderAsync(agency)).GetProperty("property_title").GetString().ShouldBe("Propriedade desconhecida");
    }

    [Fact]
    public async Task Whoever_moves_a_visit_while_it_is_reminded_of_gets_one_reminder_for_each_time()
    {
        await using var agency = await FieldAgency.FoundAsync(Start);
        for (var round = 0; round < 8; round++)
        {
            var hour = 9 + round;
            var visit = await agency.BooksAsync($"2026-03-10T{hour:00}:35:00Z", 5);
            agency.MoveTo($"2026-03-10T{hour:00}:05:00Z");

            var moving = PutAsync(agency, visit, new { scheduled_at = $"2026-03-{11 + round}T18:00:00Z" });
            await Task.WhenAll(FieldAgency.Worker(agency.App).RunOnceAsync(CancellationToken.None), moving);

            (await moving).Expect(HttpStatusCode.OK);
            (await agency.DueAsync(visit)).ShouldBe(new DateTime(2026, 3, 11 + round, 17, 30, 0, DateTimeKind.Utc));
            (await agency.RemindersAsync(visit)).ShouldBeLessThanOrEqualTo(1);
        }
    }

    [Fact]
    public async Task Two_nodes_that_look_at_once_remind_of_every_visit_once()
    {
        await using var app = await AldravaApp.StartAsync();
        await using var other = await app.StartNodeAsync();
        await InsertDueAsync(app.Database, 400, TestClock.Start.AddMinutes(60));

        app.Clock.Advance(TimeSpan.FromMinutes(31));
        var workers = new[] { app, other, app, other }.Select(FieldAgency.Worker);
        await Task.WhenAll(
            workers.Select(w =>
                Task.Run(async () =>
                {
                    while (await w.RunOnceAsync(CancellationToken.None)) { }
                })
            )
        );

        await Eventually.BecomesTrueAsync(async () => (await CountAsync(app.Database)).Told == 400, "all are reminded of");
        (await CountAsync(app.Database)).ShouldBe((400, 400, 400));
    }

    [Fact]
    public async Task Servers_that_are_killed_meanwhile_forget_and_repeat_nothing()
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        var settings = new Dictionary<string, string?> { ["ENVIRONMENT"] = "production" };
        await using var one = await ServerProcess.StartAsync(database, settings);
        await InsertDueAsync(database, 4000, TimeProvider.System.GetUtcNow().AddMinutes(20));
        await using (var two = await ServerProcess.StartAsync(database, settings))
        {
            await Eventually.BecomesTrueAsync(async () => (await CountAsync(database)).Events > 0, "somebody begins", TimeSpan.FromSeconds(30));
            await one.KillAsync();
            await two.KillAsync();
        }

        await using var next = await ServerProcess.StartAsync(database, settings);
        await Eventually.BecomesTrueAsync(async () => (await CountAsync(database)).Told == 4000, "all are reminded of", TimeSpan.FromSeconds(60));

        (await CountAsync(database)).ShouldBe((4000, 4000, 4000));
    }

    private static Task<Answer> PutAsync(FieldAgency agency, long visit, object body) => agency.Http.PutAsync($"/mobile/visits/{visit}", body);

    private static Task<Answer> StatusAsync(FieldAgency agency, long visit, string status) =>
        agency.Http.PatchAsync($"/mobile/visits/{visit}/status", new { status });

    private static async Task<JsonElement> ReminderAsync(FieldAgency agency) =>
        JsonSerializer.Deserialize<JsonElement>(
            (await agency.App.ScalarAsync<string>("select signal_data::text from platform.events where signal_type = 'visit_reminder'"))!
        );

    /// <summary>Visits of as many agents, begun at a time, all to be reminded of half an hour before or as soon as possible.</summary>
    private static async Task InsertDueAsync(string database, int count, DateTimeOffset startsAt)
    {
        await using var data = NpgsqlDataSource.Create(database);
        await using var insert = data.CreateCommand(
            """
            with visits as (
              insert into crm.visits (id, organization_id, agent_id, starts_at, ends_at, duration_minutes, status, version, created_at, updated_at)
              select n, 1 + n % 3, 1000 + n, $1, $1 + interval '1 hour', 60, 'scheduled', 1, $1, $1 from generate_series(1, $2) n
              returning id, organization_id, starts_at)
            insert into crm.visit_reminders (visit_id, organization_id, due_at) select id, organization_id, starts_at - interval '30 minutes' from visits
            """
        );
        insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = startsAt });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        await insert.ExecuteNonQueryAsync();
    }

    private static async Task<(long Events, long Visits, long Told)> CountAsync(string database)
    {
        await using var data = NpgsqlDataSource.Create(database);
        await using var count = data.CreateCommand(
            """
            select count(*), count(distinct key), (select count(*) from crm.visit_reminders where reminded_at is not null and due_at is null)
            from platform.events where signal_type = 'visit_reminder'
            """
        );
        await using var reader = await count.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }
}
