using System.Globalization;
using System.Net;
using Aldrava.Crm.Visits;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aldrava.Tests.Crm;

/// <summary>A server of its own at a time and in a time zone of the test's choice, with one agent and what they list.</summary>
internal sealed class FieldAgency : IAsyncDisposable
{
    private FieldAgency(AldravaApp app, Support.Person agent) => (App, Agent) = (app, agent);

    public AldravaApp App { get; private set; }

    public Support.Person Agent { get; }

    public TestClient Http { get; private set; } = null!;

    public long PropertyId { get; private set; }

    public static async Task<FieldAgency> FoundAsync(string at, string zone = "Europe/Lisbon")
    {
        var clock = new TestClock();
        clock.Advance(Instant(at) - TestClock.Start);
        // Not the first server's: it survives a restart.
        var app = await AldravaApp.StartAsync(database: await TestPostgres.CreateDatabaseAsync(), clock: clock);
        var organization = await Agency.FoundAsync(app);
        var agency = new FieldAgency(app, await organization.AgentAsync());
        await app.ExecuteAsync($"update accounts.organizations set time_zone = '{zone}'");
        using var anonymous = app.Anonymous();
        // The zone comes with the token.
        var pair = (await anonymous.PostAsync("/auth/refresh", new { refresh_token = agency.Agent.RefreshToken })).Expect(HttpStatusCode.OK);
        agency.Http = new TestClient(app, pair["access_token"].GetString());
        agency.PropertyId = (await agency.Http.PostAsync("/mobile/properties", new { title = "T2 em Alvalade" }))
            .Expect(HttpStatusCode.Created)["id"]
            .GetInt64();
        return agency;
    }

    public static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Books; answers what came back.</summary>
    public Task<Answer> TryBookAsync(string scheduledAt, int minutes = 60, string? occurredAt = null) =>
        Http.PostAsync(
            "/mobile/visits",
            new
            {
                property_id = PropertyId,
                scheduled_at = scheduledAt,
                duration_minutes = minutes,
                occurred_at = occurredAt,
            }
        );

    public async Task<long> BooksAsync(string scheduledAt, int minutes = 60, string? occurredAt = null) =>
        (await TryBookAsync(scheduledAt, minutes, occurredAt)).Expect(HttpStatusCode.Created)["id"].GetInt64();

    public async Task<long[]> IdsAsync(string path) =>
        [.. (await Http.GetAsync(path)).Expect(HttpStatusCode.OK).Json.EnumerateArray().Select(e => e.GetProperty("id").GetInt64())];

    public void MoveTo(string at) => App.Clock.Advance(Instant(at) - App.Clock.GetUtcNow());

    /// <summary>How often somebody was reminded of a visit.</summary>
    public Task<long> RemindersAsync(long visit) =>
        App.ScalarAsync<long>($"select count(*) from platform.events where signal_type = 'visit_reminder' and key = 'visit:{visit}'");

    public Task RemindedAsync(long visit, int times = 1) =>
        Eventually.BecomesTrueAsync(async () => await RemindersAsync(visit) == times, $"visit {visit} is reminded of {times} times");

    /// <summary>When somebody is to be reminded.</summary>
    public Task<DateTime?> DueAsync(long visit) => App.ScalarAsync<DateTime?>($"select due_at from crm.visit_reminders where visit_id = {visit}");

    /// <summary>Nothing comes any more, however often a node looks.</summary>
    public async Task StaysAtAsync(long visit, int times)
    {
        while (await Worker(App).RunOnceAsync(CancellationToken.None)) { }
        (await DueAsync(visit)).ShouldBeNull();
        (await RemindersAsync(visit)).ShouldBe(times);
    }

    /// <summary>The server goes away; time goes by; another one comes.</summary>
    public async Task RestartAsync(string at)
    {
        var (database, clock) = (App.Database, App.Clock);
        await App.DisposeAsync();
        clock.Advance(Instant(at) - clock.GetUtcNow());
        App = await AldravaApp.StartAsync(database: database, clock: clock);
    }

    public static VisitReminders Worker(AldravaApp app) => app.Services.GetServices<IHostedService>().OfType<VisitReminders>().Single();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Agent.Dispose();
        await App.DisposeAsync();
    }
}
