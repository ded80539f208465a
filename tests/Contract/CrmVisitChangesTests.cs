using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md: PUT /mobile/visits/{id}, PATCH …/status, POST …/check-in and …/check-out.</summary>
public sealed class CrmVisitChangesTests(Office office) : IClassFixture<Office>
{
    private const double Latitude = 38.7000;
    private const double Longitude = -9.4200;

    [Fact]
    public async Task A_visit_is_rescheduled()
    {
        using var agent = await office.NewAgentAsync();
        var property = await agent.ListsAsync();
        var visit = await agent.BooksAsync(property, "2026-07-10T10:00:00Z");
        await agent.BooksAsync(property, "2026-07-10T14:00:00Z");

        var moved = (await agent.Http.PutAsync($"/mobile/visits/{visit}/", new { scheduled_date = "2026-07-10T16:00:00Z", notes = "Mudou" })).Expect(
            HttpStatusCode.OK
        );
        var clash = await agent.Http.PutAsync($"/mobile/visits/{visit}", new { scheduled_at = "2026-07-10T14:30:00Z" });

        moved.Json.ShouldBeA(Shape.Visit);
        moved["scheduled_at"].GetString().ShouldStartWith("2026-07-10T16:00:00");
        (moved["notes"].GetString(), moved["version"].GetInt32()).ShouldBe(("Mudou", 2));
        clash
            .ShouldFail(409, "Business Rule Violation", message: "Já existe visita agendada neste horário")["details"]
            .ShouldBeA("conflicting_visit_id: int, scheduled_at: time");
        (await agent.Http.PutAsync($"/mobile/visits/{visit}", new { notes = "x" }, ("If-Match", "\"1\""))).ShouldFail(409, "Conflict", "record.stale");
        (await office.Agent.Http.PutAsync($"/mobile/visits/{visit}", new { notes = "x" })).ShouldFail(404, "Not Found", "visit.not_found");
        (await office.Viewer.Http.PutAsync($"/mobile/visits/{visit}", new { notes = "x" })).ShouldFail(403, "Permission Denied");
    }

    [Fact]
    public async Task Every_status_of_the_page_is_known_and_no_other()
    {
        using var agent = await office.NewAgentAsync();
        var property = await agent.ListsAsync();

        var day = 1;
        foreach (var status in "confirmed in_progress completed cancelled no_show".Split(' '))
        {
            var visit = await agent.BooksAsync(property, $"2026-07-{day++:00}T10:00:00Z");
            var changed = (await agent.Http.PatchAsync($"/mobile/visits/{visit}/status", new { status })).Expect(HttpStatusCode.OK);
            changed.Json.ShouldBeA(Shape.Visit);
            changed["status"].GetString().ShouldBe(status);
        }
        var last = await agent.BooksAsync(property, "2026-07-30T10:00:00Z");
        (await agent.Http.PatchAsync($"/mobile/visits/{last}/status", new { status = "done" })).ShouldNameFields("body.status enum");
        (await agent.Http.PatchAsync($"/mobile/visits/{last}/status/", new { })).ShouldNameFields("body.status missing");
    }

    [Fact]
    public async Task A_cancelled_visit_leaves_its_time_free()
    {
        using var agent = await office.NewAgentAsync();
        var property = await agent.ListsAsync();
        var visit = await agent.BooksAsync(property, "2026-07-10T10:00:00Z");
        (await agent.Http.PatchAsync($"/mobile/visits/{visit}/status", new { status = "cancelled" })).Expect(HttpStatusCode.OK);

        await agent.BooksAsync(property, "2026-07-10T10:00:00Z");
        (await agent.IdsAsync("/mobile/visits/upcoming")).ShouldNotContain(visit);
    }

    [Theory]
    [InlineData(Latitude, Longitude, "verified")]
    [InlineData(38.9, -9.0, "out_of_range")]
    [InlineData(null, null, "unverified")]
    public async Task Checking_in_judges_the_distance_and_repeating_is_harmless(double? latitude, double? longitude, string presence)
    {
        var (agent, visit) = await VisitAsync();
        var body = new
        {
            latitude,
            longitude,
            accuracy = latitude is null ? (double?)null : 10,
        };

        var first = (await agent.Http.PostAsync($"/mobile/visits/{visit}/check-in", body)).Expect(HttpStatusCode.OK);
        var again = (await agent.Http.PostAsync($"/mobile/visits/{visit}/check-in/", body)).Expect(HttpStatusCode.OK);

        first.Text.ShouldContain($"\"{presence}\"");
        var distance = first.Json.EnumerateObject().Single(f => f.Name.StartsWith("distance", StringComparison.Ordinal)).Value;
        distance.ValueKind.ShouldBe(latitude is null ? JsonValueKind.Null : JsonValueKind.Number);
        var after = await agent.ReadsAsync($"/mobile/visits/{visit}");
        after.Json.ShouldBeA(Shape.Visit);
        (after["presence"].GetString(), after["status"].GetString()).ShouldBe((presence, "in_progress"));
        again.Text.ShouldBe(first.Text);
    }

    [Fact]
    public async Task Checking_out_says_what_came_of_it()
    {
        var (agent, visit) = await VisitAsync();
        (await agent.Http.PostAsync($"/mobile/visits/{visit}/check-in", new { })).Expect(HttpStatusCode.OK);

        (
            await agent.Http.PostAsync(
                $"/mobile/visits/{visit}/check-out",
                new
                {
                    feedback = "Gostou da luz.",
                    rating = 4,
                    interest = "high",
                }
            )
        ).Expect(HttpStatusCode.OK);

        var after = await agent.ReadsAsync($"/mobile/visits/{visit}");
        (after["status"].GetString(), after["feedback"].GetString(), after["rating"].GetInt32()).ShouldBe(("completed", "Gostou da luz.", 4));
        after["checked_out_at"].ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task Checking_out_before_checking_in_is_a_business_rule()
    {
        var (agent, visit) = await VisitAsync();

        (await agent.Http.PostAsync($"/mobile/visits/{visit}/check-out", new { rating = 5 }))
            .ShouldFail(400, "Business Rule Violation")["details"]
            .ShouldBeA("visit_id: int");
    }

    [Fact]
    public async Task What_happened_on_the_device_and_when_the_server_heard_are_both_kept()
    {
        var (agent, visit) = await VisitAsync();

        (await agent.Http.PostAsync($"/mobile/visits/{visit}/check-in", new { occurred_at = "2026-03-09T18:30:00Z" })).Expect(HttpStatusCode.OK);

        (await agent.ReadsAsync($"/mobile/visits/{visit}"))["checked_in_at"].GetString().ShouldStartWith("2026-03-09T18:30:00");
        (await office.App.ScalarAsync<DateTime>($"select checked_in_received_at from crm.visits where id = {visit}")).ShouldBeGreaterThanOrEqualTo(
            TestClock.Start.UtcDateTime
        );
    }

    [Fact]
    public async Task Only_who_may_change_the_visit_checks_in_and_out()
    {
        var (_, visit) = await VisitAsync();

        foreach (var route in new[] { "check-in", "check-out" })
        {
            (await office.Colleague.Http.PostAsync($"/mobile/visits/{visit}/{route}", new { })).ShouldFail(404, "Not Found", "visit.not_found");
            (await office.Rival.Http.PostAsync($"/mobile/visits/{visit}/{route}", new { })).ShouldFail(404, "Not Found", "visit.not_found");
            (await office.Viewer.Http.PostAsync($"/mobile/visits/{visit}/{route}", new { })).ShouldFail(403, "Permission Denied");
        }
    }

    private async Task<(Person Agent, long Visit)> VisitAsync()
    {
        var agent = await office.NewAgentAsync();
        var property = await agent.IdOfAsync(
            "/mobile/properties",
            new
            {
                title = "Casa",
                latitude = Latitude,
                longitude = Longitude,
            }
        );
        return (agent, await agent.BooksAsync(property, "2026-03-10T09:30:00Z"));
    }
}
