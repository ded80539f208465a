using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md, "Offline first": keys, names given by devices, times of devices, versions.</summary>
public sealed class CrmOfflineTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task Every_write_takes_a_key_and_answers_the_first_answer_again()
    {
        using var agent = await office.NewAgentAsync();
        var property = await TwiceAsync(agent, HttpMethod.Post, "/mobile/properties", new { title = "Casa" });
        var lead = await TwiceAsync(agent, HttpMethod.Post, "/mobile/leads", new { name = "Marta" });
        var visit = await TwiceAsync(
            agent,
            HttpMethod.Post,
            "/mobile/visits",
            new
            {
                property_id = property,
                lead_id = lead,
                scheduled_at = "2026-03-10T10:00:00Z",
            }
        );
        var task = await TwiceAsync(agent, HttpMethod.Post, "/mobile/tasks", new { title = "Ligar" });

        await TwiceAsync(agent, HttpMethod.Put, $"/mobile/properties/{property}", new { price = 1 });
        await TwiceAsync(agent, HttpMethod.Put, $"/mobile/leads/{lead}", new { notes = "a" });
        await TwiceAsync(agent, HttpMethod.Patch, $"/mobile/leads/{lead}/status", new { status = "won" });
        await TwiceAsync(agent, HttpMethod.Put, $"/mobile/visits/{visit}", new { notes = "a" });
        await TwiceAsync(agent, HttpMethod.Post, $"/mobile/visits/{visit}/check-in", new { });
        await TwiceAsync(agent, HttpMethod.Post, $"/mobile/visits/{visit}/check-out", new { rating = 3 });
        await TwiceAsync(agent, HttpMethod.Patch, $"/mobile/tasks/{task}", new { status = "done" });
        await TwiceAsync(agent, HttpMethod.Post, $"/mobile/properties/{property}/photos/bulk", new { photos = new[] { new { url = Url } } });
        await TwiceAsync(agent, HttpMethod.Post, $"/mobile/leads/{lead}/assign", new { agent_id = office.Colleague.AgentId }, office.Admin);

        (await agent.ReadsAsync($"/mobile/properties/{property}"))["photos"].GetArrayLength().ShouldBe(1);
        (await agent.IdsAsync("/mobile/visits")).ShouldBe([visit]);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_422()
    {
        var key = ("Idempotency-Key", office.NewUuid());
        (await office.Agent.Http.PostAsync("/mobile/leads", new { name = "A" }, key)).Expect(HttpStatusCode.Created);

        (await office.Agent.Http.PostAsync("/mobile/leads", new { name = "B" }, key)).ShouldFail(422, "Validation Error", "idempotency.mismatch");
    }

    [Fact]
    public async Task A_key_in_flight_is_409_and_nothing_is_written_twice()
    {
        using var agent = await office.NewAgentAsync();
        var key = ("Idempotency-Key", office.NewUuid());

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => agent.Http.PostAsync("/mobile/leads", new { name = "Uma" }, key)));

        foreach (var waiting in answers.Where(a => a.Status != HttpStatusCode.Created))
            waiting.ShouldFail(409, "Conflict", "idempotency.in_flight");
        (await agent.IdsAsync("/mobile/leads")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Queued_writes_refer_to_records_by_the_names_the_device_gave_them()
    {
        using var agent = await office.NewAgentAsync();
        var (property, lead, visit, task) = (office.NewUuid(), office.NewUuid(), office.NewUuid(), office.NewUuid());
        await agent.CreatedAsync("/mobile/properties", new { title = "Casa", client_id = property });
        await agent.CreatedAsync(
            "/mobile/leads",
            new
            {
                name = "Marta",
                client_id = lead,
                property_client_id = property,
            }
        );
        var booked = await agent.CreatedAsync(
            "/mobile/visits",
            new
            {
                client_id = visit,
                property_client_id = property,
                lead_client_id = lead,
                scheduled_at = "2026-03-10T10:00:00Z",
            }
        );
        var noted = await agent.CreatedAsync(
            "/mobile/tasks",
            new
            {
                title = "Ligar",
                client_id = task,
                lead_client_id = lead,
                visit_client_id = visit,
                property_client_id = property,
            }
        );

        booked["lead_id"].GetInt64().ShouldBe((await agent.IdsAsync("/mobile/leads")).Single());
        noted["visit_id"].GetInt64().ShouldBe(booked["id"].GetInt64());
        noted["lead_id"].GetInt64().ShouldBe(booked["lead_id"].GetInt64());
        (await agent.Http.PatchAsync($"/mobile/leads/{lead}/status", new { status = "contacted" })).Expect(HttpStatusCode.OK);
        (await agent.Http.PostAsync($"/mobile/visits/{visit}/check-in", new { })).Expect(HttpStatusCode.OK);
        (await agent.Http.PatchAsync($"/mobile/tasks/{task}", new { status = "done" })).Expect(HttpStatusCode.OK);
        (await agent.Http.PutAsync($"/mobile/properties/{property}", new { price = 5 })).Expect(HttpStatusCode.OK);
        (await agent.Http.PostAsync("/mobile/tasks", new { title = "x", lead_client_id = office.NewUuid() })).ShouldFail(409, "Integrity Error");
    }

    [Fact]
    public async Task A_create_with_a_known_name_makes_no_second_record()
    {
        using var agent = await office.NewAgentAsync();
        foreach (
            var (path, body) in new (string, Dictionary<string, object>)[]
            {
                ("/mobile/properties", new() { ["title"] = "A" }),
                ("/mobile/leads", new() { ["name"] = "A" }),
                ("/mobile/tasks", new() { ["title"] = "A" }),
            }
        )
        {
            body["client_id"] = office.NewUuid();
            var first = await agent.CreatedAsync(path, body);

            var again = await agent.Http.PostAsync(path, body);

            ((int)again.Status).ShouldBeInRange(200, 201);
            again["id"].GetInt64().ShouldBe(first["id"].GetInt64());
        }
    }

    [Fact]
    public async Task What_the_device_says_of_the_time_is_kept_beside_the_servers_own()
    {
        using var agent = await office.NewAgentAsync();
        var before = "2026-03-09T17:00:00";

        var lead = await agent.CreatedAsync("/mobile/leads", new { name = "Ontem", occurred_at = before });
        (await agent.Http.PatchAsync($"/mobile/leads/{lead["id"]}/status", new { status = "contacted", occurred_at = before })).Expect(HttpStatusCode.OK);

        lead["created_at"].GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(TestClock.Start);
        var times =
            $"select string_agg(distinct occurred_at::text || ' ' || (recorded_at >= '2026-03-10')::text, ',') from crm.activities where lead_id = {lead["id"]}";
        (await office.App.ScalarAsync<string>(times)).ShouldBe("2026-03-09 17:00:00+00 true");
    }

    [Fact]
    public async Task Records_carry_a_version_that_a_write_may_insist_on()
    {
        using var agent = await office.NewAgentAsync();
        var property = await agent.ListsAsync();
        var records = new (string Path, object Body)[]
        {
            ($"/mobile/properties/{property}", new { title = "Outra" }),
            ($"/mobile/leads/{await agent.NotesAsync()}", new { notes = "x" }),
            ($"/mobile/visits/{await agent.BooksAsync(property, "2026-07-01T10:00:00Z")}", new { notes = "x" }),
        };

        foreach (var (path, body) in records)
        {
            var version = (await agent.ReadsAsync(path))["version"].GetInt32();
            (await agent.Http.PutAsync(path, body, ("If-Match", $"\"{version}\""))).Expect(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(version + 1);
            var stale = (await agent.Http.PutAsync(path, body, ("If-Match", $"\"{version}\""))).ShouldFail(409, "Conflict", "record.stale");
            (stale["details.your_version"].GetInt32(), stale["details.current_version"].GetInt32()).ShouldBe((version, version + 1));
        }
    }

    private const string Url = $"https://res.cloudinary.com/{Office.CloudName}/image/upload/v1/a.jpg";

    private async Task<long> TwiceAsync(Person agent, HttpMethod method, string path, object body, Person? instead = null)
    {
        var key = ("Idempotency-Key", office.NewUuid());
        var http = (instead ?? agent).Http;
        var first = await http.SendAsync(method, path, body, key);
        var again = await http.SendAsync(method, path, body, key);

        ((int)first.Status).ShouldBeInRange(200, 204, $"{method} {path}: {first.Text}");
        first.Header("Idempotency-Replayed").ShouldBeNull();
        again.Header("Idempotency-Replayed").ShouldBe("true", $"{method} {path}");
        (again.Status, again.Text).ShouldBe((first.Status, first.Text));
        return first.Json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number ? id.GetInt64() : 0;
    }
}
