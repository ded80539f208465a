using System.Net;
using System.Text.Json;
using Aldrava.Crm.Visits;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

/// <summary>POST /mobile/visits/{id}/check-in and …/check-out.</summary>
public sealed class VisitCheckInTests(Agencies agencies) : IClassFixture<Agencies>
{
    private const string Time = "2026-03-10T10:00:00Z";

    // The property stands at 38.6979, -9.4215. A thousandth of a degree of latitude is 111.2 m.
    private const double Latitude = 38.6979;
    private const double Longitude = -9.4215;

    [Fact]
    public async Task Arriving_says_how_far_away_and_what_to_think_of_it()
    {
        var visit = await BookAsync();

        var there = (
            await InAsync(
                visit,
                new
                {
                    latitude = Latitude + 0.001,
                    longitude = Longitude,
                    accuracy = 12,
                }
            )
        ).Expect(HttpStatusCode.OK);

        there["presence"].GetString().ShouldBe("verified");
        there["distance_meters"].GetInt32().ShouldBe(111);
        there["status"].GetString().ShouldBe("in_progress");
        there["version"].GetInt32().ShouldBe(2);
        there["checked_in_at"].GetString().ShouldStartWith("2026-03-10T09:");
        there["checked_in_at"].GetString().ShouldBe(there["checked_in_received_at"].GetString());
        there["checked_out_at"].ValueKind.ShouldBe(JsonValueKind.Null);
        (await agencies.Agent.GetAsync($"/mobile/visits/{visit}")).Text.ShouldBe(there.Text);
        var arrival = (await agencies.App.HistoryAsync("visit", visit))[1];
        arrival.Type.ShouldBe("visit_checked_in");
        arrival.Data.GetProperty("presence").GetString().ShouldBe("verified");
        var told = (await agencies.App.EventsAsync("crm.visit_checked_in", $"visit:{visit}")).ShouldHaveSingleItem();
        told.ToString().ShouldContain("verified");
        (await agencies.SignalsAsync("visit_status_changed"))
            .ShouldHaveSingleItem()
            .GetProperty("data")
            .GetProperty("new_status")
            .GetString()
            .ShouldBe("in_progress");
    }

    [Theory]
    [InlineData(0.0017, null, "verified", 189)]
    [InlineData(0.0019, null, "out_of_range", 211)]
    [InlineData(0.0019, 30.0, "verified", 211)]
    [InlineData(0.0035, 200.0, "verified", 389)]
    [InlineData(0.0037, 500.0, "out_of_range", 411)]
    [InlineData(0.0001, 501.0, "unverified", 11)]
    [InlineData(0.0001, -1.0, "unverified", null)]
    public async Task Doubt_about_the_position_counts_for_the_agent_up_to_a_limit(double north, double? accuracy, string presence, int? meters)
    {
        var visit = await BookAsync();

        var answer = (
            await InAsync(
                visit,
                new
                {
                    latitude = Latitude + north,
                    longitude = Longitude,
                    accuracy,
                }
            )
        ).Expect(HttpStatusCode.OK);

        answer["presence"].GetString().ShouldBe(presence);
        (answer["distance_meters"].ValueKind == JsonValueKind.Null ? null : (int?)answer["distance_meters"].GetInt32()).ShouldBe(meters);
    }

    [Fact]
    public async Task Without_a_position_of_the_device_or_the_property_nothing_is_proved()
    {
        var nowhere = await BookAsync();
        (await InAsync(nowhere, new { })).Expect(HttpStatusCode.OK)["presence"].GetString().ShouldBe("unverified");

        await agencies.EmptyAsync();
        var unplaced = await agencies.Agent.BooksAsync(await agencies.Agent.ListsPropertyAsync(), Time);
        var answer = (await InAsync(unplaced, new { latitude = Latitude, longitude = Longitude })).Expect(HttpStatusCode.OK);
        answer["presence"].GetString().ShouldBe("unverified");
        answer["distance_meters"].ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Repeating_it_is_harmless()
    {
        var visit = await BookAsync();
        var first = (await InAsync(visit, new { latitude = Latitude, longitude = Longitude })).Expect(HttpStatusCode.OK);

        var again = (await InAsync(visit, new { latitude = 0, longitude = 0 }, ("If-Match", "\"1\""))).Expect(HttpStatusCode.OK);
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => InAsync(visit, new { })));

        together.Append(again).ShouldAllBe(a => a.Text == first.Text);
        (await agencies.App.HistoryAsync("visit", visit)).Count(h => h.Type == "visit_checked_in").ShouldBe(1);
        (await agencies.App.EventsAsync("crm.visit_checked_in", $"visit:{visit}")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Two_phones_at_once_arrive_once()
    {
        var visit = await BookAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => InAsync(visit, new { latitude = Latitude, longitude = Longitude })));

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        answers.Select(a => a.Text).Distinct().ShouldHaveSingleItem();
        (await agencies.App.HistoryAsync("visit", visit)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task The_devices_time_counts_but_not_one_that_is_still_to_come()
    {
        var early = await BookAsync();
        var offline = (await InAsync(early, new { occurred_at = "2026-03-10T08:15:00Z" })).Expect(HttpStatusCode.OK);
        offline["checked_in_at"].GetString().ShouldBe("2026-03-10T08:15:00.000Z");
        offline["checked_in_received_at"].GetString().ShouldStartWith("2026-03-10T09:");

        var ahead = (await InAsync(await BookAsync(), new { occurred_at = "2026-03-11T08:15:00Z" })).Expect(HttpStatusCode.OK);
        ahead["checked_in_at"].GetString().ShouldBe(ahead["checked_in_received_at"].GetString());
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("no_show")]
    [InlineData("completed")]
    public async Task Nobody_arrives_at_a_visit_that_is_closed(string status)
    {
        var visit = await BookAsync();
        (await agencies.Agent.PatchAsync($"/mobile/visits/{visit}/status", new { status })).Expect(HttpStatusCode.OK);

        var refused = (await InAsync(visit, new { })).Expect(HttpStatusCode.BadRequest);

        refused.Error.ShouldBe("Business Rule Violation");
        refused.Code.ShouldBe("visit.not_open");
        refused["details.visit_id"].GetInt64().ShouldBe(visit);
        refused["details.status"].GetString().ShouldBe(status);
    }

    [Fact]
    public async Task Leaving_ends_the_visit_with_what_came_of_it()
    {
        var visit = await BookAsync();
        (await InAsync(visit, new { occurred_at = "2026-03-10T08:00:00Z" })).Expect(HttpStatusCode.OK);

        var over = await OutAsync(
            visit,
            new
            {
                feedback = "Gostou do jardim",
                rating = 4,
                interest = "high",
                latitude = Latitude,
                longitude = Longitude,
                occurred_at = "2026-03-10T08:45:00Z",
            }
        );

        over.Expect(HttpStatusCode.OK)["status"].GetString().ShouldBe("completed");
        over["checked_out_at"].GetString().ShouldBe("2026-03-10T08:45:00.000Z");
        over["checked_out_received_at"].GetString().ShouldStartWith("2026-03-10T09:");
        over["check_out_distance_meters"].GetInt32().ShouldBe(0);
        over["feedback"].GetString().ShouldBe("Gostou do jardim");
        over["rating"].GetInt32().ShouldBe(4);
        over["interest"].GetString().ShouldBe("high");
        over["version"].GetInt32().ShouldBe(3);
        var end = (await agencies.App.HistoryAsync("visit", visit))[2];
        end.Type.ShouldBe("visit_checked_out");
        end.Data.GetProperty("feedback").GetString().ShouldBe("Gostou do jardim");
        (await agencies.App.EventsAsync("crm.visit_checked_out", $"visit:{visit}")).ShouldHaveSingleItem().ToString().ShouldContain("high");

        var again = (await OutAsync(visit, new { feedback = "Outra coisa", rating = 1 })).Expect(HttpStatusCode.OK);
        again.Text.ShouldBe(over.Text);
        (await agencies.App.HistoryAsync("visit", visit)).Length.ShouldBe(3);
    }

    [Fact]
    public async Task Nobody_leaves_before_they_came()
    {
        var visit = await BookAsync();

        var refused = (await OutAsync(visit, new { rating = 5 })).Expect(HttpStatusCode.BadRequest);
        (await InAsync(visit, new { occurred_at = "2026-03-10T08:30:00Z" })).Expect(HttpStatusCode.OK);
        var over = (await OutAsync(visit, new { occurred_at = "2026-03-10T08:00:00Z" })).Expect(HttpStatusCode.OK);

        refused.Error.ShouldBe("Business Rule Violation");
        refused.Code.ShouldBe("visit.not_checked_in");
        refused.Message.ShouldBe("Faça o check-in da visita antes do check-out.");
        refused["details.visit_id"].GetInt64().ShouldBe(visit);
        over["checked_out_at"].GetString().ShouldBe("2026-03-10T08:30:00.000Z");
    }

    [Fact]
    public async Task A_visit_made_offline_is_begun_and_ended_by_the_phones_own_id()
    {
        await agencies.EmptyAsync();
        var id = Guid.CreateVersion7(TestClock.Start);
        var booking = new
        {
            client_id = id,
            property_id = await agencies.Agent.ListsPropertyAsync(),
            scheduled_at = Time,
        };
        (await agencies.Agent.PostAsync("/mobile/visits", booking)).Expect(HttpStatusCode.Created);

        (await agencies.Agent.PostAsync($"/mobile/visits/{id}/check-in", new { })).Expect(HttpStatusCode.OK);
        (await agencies.Agent.PostAsync($"/mobile/visits/{id}/check-out", new { })).Expect(HttpStatusCode.OK)["client_id"].GetGuid().ShouldBe(id);
        (await agencies.Agent.PostAsync($"/mobile/visits/{Guid.CreateVersion7(TestClock.Start)}/check-in", new { })).Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("check-in", """{"latitude":91,"longitude":0}""", "body.latitude", "less_than_equal")]
    [InlineData("check-in", """{"latitude":0,"longitude":-180.1}""", "body.longitude", "greater_than_equal")]
    [InlineData("check-in", """{"latitude":38.7}""", "body.longitude", "missing")]
    [InlineData("check-in", """{"longitude":-9.4}""", "body.latitude", "missing")]
    [InlineData("check-in", """{"latitude":"38","longitude":0}""", "body.latitude", "float_type")]
    [InlineData("check-in", """{"occurred_at":"ontem"}""", "body.occurred_at", "datetime_type")]
    [InlineData("check-out", """{"latitude":38.7}""", "body.longitude", "missing")]
    [InlineData("check-out", """{"rating":0}""", "body.rating", "greater_than_equal")]
    [InlineData("check-out", """{"rating":6}""", "body.rating", "less_than_equal")]
    [InlineData("check-out", """{"rating":"5"}""", "body.rating", "int_type")]
    [InlineData("check-out", """{"interest":"muito"}""", "body.interest", "enum")]
    [InlineData("check-out", """{"interest":5}""", "body.interest", "enum")]
    public async Task A_bad_field_is_named(string step, string body, string field, string type)
    {
        var visit = await BookAsync();

        var fault = (await agencies.Agent.PostAsync($"/mobile/visits/{visit}/{step}", body)).Expect(HttpStatusCode.UnprocessableEntity)["details"][0];

        fault.GetProperty("field").GetString().ShouldBe(field);
        fault.GetProperty("type").GetString().ShouldBe(type);
    }

    [Theory]
    [InlineData("check-in")]
    [InlineData("check-out")]
    public async Task Only_whose_visit_it_is_and_administrators_do_it(string step)
    {
        var visit = await BookAsync();
        if (step == "check-out")
            (await InAsync(visit, new { })).Expect(HttpStatusCode.OK);
        var path = $"/mobile/visits/{visit}/{step}";

        (await agencies.Colleague.PostAsync(path, new { })).Expect(HttpStatusCode.NotFound).Code.ShouldBe("visit.not_found");
        (await agencies.Rival.PostAsync(path, new { })).Expect(HttpStatusCode.NotFound);
        (await agencies.Viewer.PostAsync(path, new { })).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.read_only");
        (await agencies.Admin.PostAsync(path, new { })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_queued_step_sent_twice_gets_the_first_answer_and_a_stale_version_is_refused()
    {
        var visit = await BookAsync();
        var key = ("Idempotency-Key", $"{Guid.CreateVersion7(TestClock.Start)}");

        var stale = (await InAsync(visit, new { }, ("If-Match", "7"))).Expect(HttpStatusCode.Conflict);
        var first = (await InAsync(visit, new { }, key)).Expect(HttpStatusCode.OK);
        (await OutAsync(visit, new { })).Expect(HttpStatusCode.OK);
        var again = (await InAsync(visit, new { }, key)).Expect(HttpStatusCode.OK);

        stale.Code.ShouldBe("record.stale");
        again.Text.ShouldBe(first.Text);
        again.Header("Idempotency-Replayed").ShouldBe("true");
    }

    [Theory]
    [InlineData(38.7223, -9.1393, 41.1579, -8.6291, 274_200)]
    [InlineData(0, 179.9999, 0, -179.9999, 22)]
    [InlineData(90, 0, -90, 0, 20_015_114)]
    [InlineData(38.7, -9.1, 38.7, -9.1, 0)]
    public void Distance_is_along_the_great_circle(double latitude, double longitude, double otherLatitude, double otherLongitude, int meters) =>
        new Position(latitude, longitude).MetersTo(new Position(otherLatitude, otherLongitude)).ShouldBe(meters, Math.Max(1, meters * 0.002));

    private async Task<long> BookAsync()
    {
        await agencies.EmptyAsync();
        var property = new
        {
            title = "Moradia em Cascais",
            latitude = Latitude,
            longitude = Longitude,
        };
        var id = (await agencies.Agent.PostAsync("/mobile/properties", property)).Expect(HttpStatusCode.Created)["id"].GetInt64();
        return await agencies.Agent.BooksAsync(id, Time);
    }

    private Task<Answer> InAsync(long visit, object body, params (string Name, string Value)[] headers) =>
        agencies.Agent.PostAsync($"/mobile/visits/{visit}/check-in", body, headers);

    private Task<Answer> OutAsync(long visit, object body) => agencies.Agent.PostAsync($"/mobile/visits/{visit}/check-out", body);
}
