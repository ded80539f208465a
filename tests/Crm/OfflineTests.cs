using System.Net;
using System.Net.Sockets;
using System.Text;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aldrava.Tests.Crm;

/// <summary>What a phone does that queues its writes, and sends them late, twice, or without hearing the answer.</summary>
public sealed class OfflineTests(Agencies agencies) : IClassFixture<Agencies>
{
    private const string Header = "Idempotency-Key";

    [Fact]
    public async Task A_write_that_is_still_being_worked_on_is_not_begun_again()
    {
        var lead = await agencies.Agent.NotesLeadAsync();
        var (path, body, key) = ($"/mobile/leads/{lead}/status", new { status = "contacted" }, (Header, NewId()));
        await using var connection = await agencies.App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var holding = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand($"select 1 from crm.leads where id = {lead} for update", connection, holding);
        await hold.ExecuteNonQueryAsync();

        var first = agencies.Agent.PatchAsync(path, body, key);
        await Eventually.BecomesTrueAsync(
            async () =>
                await agencies.App.ScalarAsync<long>(
                    "select count(*) from pg_locks where not granted and database = (select oid from pg_database where datname = current_database()) or not granted and locktype = 'transactionid'"
                ) > 0,
            "the first waits"
        );
        var second = await agencies.Agent.PatchAsync(path, body, key);
        await holding.CommitAsync();
        var third = await agencies.Agent.PatchAsync(path, body, key);

        second.Expect(HttpStatusCode.Conflict).Code.ShouldBe("idempotency.in_flight");
        second.Header("Retry-After").ShouldBe("1");
        (await first).Expect(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(2);
        if (third.Code != "idempotency.in_flight")
            third.Expect(HttpStatusCode.OK).Header("Idempotency-Replayed").ShouldBe("true");
    }

    [Fact]
    public async Task An_answer_is_kept_for_three_days()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        var (body, key) = (new { name = "Uma vez" }, (Header, NewId()));
        using var monday = await SignInAsync(app);
        var first = (await monday.PostAsync("/mobile/leads", body, key)).Expect(HttpStatusCode.Created);

        app.Clock.Advance(TimeSpan.FromHours(71.5));
        using var thursday = await SignInAsync(app);
        var replay = (await thursday.PostAsync("/mobile/leads", body, key)).Expect(HttpStatusCode.Created);
        app.Clock.Advance(TimeSpan.FromHours(1));
        using var later = await SignInAsync(app);
        var anew = (await later.PostAsync("/mobile/leads", body, key)).Expect(HttpStatusCode.Created);

        (replay.Header("Idempotency-Replayed"), replay.Text).ShouldBe(("true", first.Text));
        anew.Header("Idempotency-Replayed").ShouldBeNull();
        anew["id"].GetInt64().ShouldNotBe(first["id"].GetInt64());
    }

    [Fact]
    public async Task A_server_that_dies_after_the_commit_and_before_the_answer_has_done_it_once()
    {
        var database = await TestPostgres.CreateDatabaseAsync(demo: true);
        var settings = new Dictionary<string, string?>
        {
            ["JWT_SECRET_KEY"] = "test-secret-that-is-long-enough-for-hs256-0123456789",
            ["ENVIRONMENT"] = "production",
        };
        var (name, key) = ($"Morreu {NewId()}", NewId());
        await using var source = NpgsqlDataSource.Create(database);
        string token;
        await using (var dying = await ServerProcess.StartAsync(database, settings))
        {
            token = await TokenAsync(dying.Address);
            using var socket = await SendAsync(dying.Address, token, key, name);
            await Eventually.BecomesTrueAsync(async () => await CountAsync(source, name) == 1, "the lead is committed");
            await dying.KillAsync();
        }

        await using var next = await ServerProcess.StartAsync(database, settings);
        using var http = new HttpClient { BaseAddress = next.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mobile/leads") { Content = LeadNamed(name) };
        request.Headers.Add("Authorization", $"Bearer {token}");
        request.Headers.Add(Header, key);
        using var replay = await http.SendAsync(request);

        replay.StatusCode.ShouldBe(HttpStatusCode.Created);
        replay.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await CountAsync(source, name)).ShouldBe(1);
    }

    [Fact]
    public async Task A_phone_that_hangs_up_after_the_commit_gets_the_answer_the_next_time()
    {
        var (name, key) = ($"Desligou {NewId()}", NewId());
        using (await SendAsync(agencies.App.Address, agencies.Agent.Client.Token!, key, name))
            await Eventually.BecomesTrueAsync(
                async () => await agencies.App.ScalarAsync<long>($"select count(*) from crm.leads where name = '{name}'") == 1,
                "the lead is committed"
            );

        using var request = LeadNamed(name);
        var replay = (await agencies.Agent.Client.SendAsync(HttpMethod.Post, "/mobile/leads", await request.ReadAsByteArrayAsync(), (Header, key))).Expect(
            HttpStatusCode.Created
        );

        replay.Header("Idempotency-Replayed").ShouldBe("true");
        (await agencies.App.ScalarAsync<long>($"select count(*) from crm.leads where name = '{name}'")).ShouldBe(1);
    }

    [Fact]
    public async Task When_it_happened_is_kept_beside_when_the_server_heard_of_it()
    {
        await agencies.EmptyAsync();
        const string before = "2026-03-09T17:00:00.000Z";
        var property = await agencies.Agent.PostAsync("/mobile/properties", new { title = "Ontem", occurred_at = before });
        var lead = (await agencies.Agent.PostAsync("/mobile/leads", new { name = "Ontem", occurred_at = before })).Expect(HttpStatusCode.Created);
        var visit = new
        {
            property_id = property["id"].GetInt64(),
            scheduled_at = "2026-05-04T10:00:00Z",
            occurred_at = before,
        };
        var ahead = (await agencies.Agent.PostAsync("/mobile/leads", new { name = "Adiantado", occurred_at = "2030-01-01T00:00:00Z" })).Expect(
            HttpStatusCode.Created
        );
        (await agencies.Agent.PatchAsync($"/mobile/leads/{lead["id"]}/status", new { status = "won", occurred_at = before })).Expect(HttpStatusCode.OK);

        foreach (var record in new[] { property, lead, (await agencies.Agent.PostAsync("/mobile/visits", visit)).Expect(HttpStatusCode.Created) })
        {
            record["occurred_at"].GetString().ShouldBe(before);
            record["created_at"].GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(TestClock.Start);
        }
        // A clock that runs ahead is not believed.
        ahead["occurred_at"].GetDateTimeOffset().ShouldBe(ahead["created_at"].GetDateTimeOffset());
        (
            await agencies.App.ScalarAsync<long>(
                $"select count(*) from crm.activities where entity_id = {lead["id"]} and entity_type = 'lead' and occurred_at = '{before}' and recorded_at >= '2026-03-10'"
            )
        ).ShouldBe(2);
    }

    [Fact]
    public async Task A_change_of_an_old_version_is_told_which_one_stands()
    {
        var lead = (await agencies.Agent.PostAsync("/mobile/leads", new { name = "Versões" })).Expect(HttpStatusCode.Created);
        var path = $"/mobile/leads/{lead["id"]}/status";
        (await agencies.Admin.PatchAsync(path, new { status = "contacted" }, ("If-Match", lead.Header("ETag")!))).Expect(HttpStatusCode.OK);

        var stale = await agencies.Agent.PatchAsync(path, new { status = "won" }, ("If-Match", "\"1\""), (Header, NewId()));
        var fresh = await agencies.Agent.PatchAsync(path, new { status = "won" }, ("If-Match", "\"2\""), (Header, NewId()));

        stale.Expect(HttpStatusCode.Conflict).Code.ShouldBe("record.stale");
        stale.Error.ShouldBe("Conflict");
        (stale["details.your_version"].GetInt32(), stale["details.current_version"].GetInt32()).ShouldBe((1, 2));
        fresh.Expect(HttpStatusCode.OK).Header("ETag").ShouldBe("\"3\"");
    }

    [Fact]
    public async Task A_queue_may_refer_to_what_it_made_itself_by_its_own_ids()
    {
        await agencies.EmptyAsync();
        var (property, lead, visit) = (NewId(), NewId(), NewId());
        (await agencies.Agent.PostAsync("/mobile/properties", new { title = "Da fila", client_id = property })).Expect(HttpStatusCode.Created);
        (
            await agencies.Agent.PostAsync(
                "/mobile/leads",
                new
                {
                    name = "Da fila",
                    client_id = lead,
                    property_client_id = property,
                }
            )
        ).Expect(HttpStatusCode.Created);
        (await agencies.Agent.PatchAsync($"/mobile/leads/{lead}/status", new { status = "qualified" }))
            .Expect(HttpStatusCode.OK)["version"]
            .GetInt32()
            .ShouldBe(2);
        var booked = (
            await agencies.Agent.PostAsync(
                "/mobile/visits",
                new
                {
                    property_client_id = property,
                    lead_client_id = lead,
                    scheduled_at = "2026-05-04T10:00:00Z",
                    client_id = visit,
                }
            )
        ).Expect(HttpStatusCode.Created);
        (booked["property_title"].GetString(), booked["lead_name"].GetString()).ShouldBe(("Da fila", "Da fila"));
        (await agencies.Agent.GetAsync($"/mobile/visits/{visit}")).Expect(HttpStatusCode.OK)["id"].GetInt64().ShouldBe(booked["id"].GetInt64());

        // A visit's id names no lead, nobody's names nothing, and a colleague's is not told from nobody's.
        var wrongKind = await agencies.Agent.PostAsync(
            "/mobile/visits",
            new
            {
                property_client_id = property,
                lead_client_id = visit,
                scheduled_at = "2026-05-05T10:00:00Z",
            }
        );
        wrongKind.Expect(HttpStatusCode.Conflict).Code.ShouldBe("record.related_missing");
        (wrongKind["identifier"].GetString(), wrongKind["details.field"].GetString()).ShouldBe((visit, "body.lead_client_id"));
        var nobody = NewId();
        var missing = (await agencies.Agent.PatchAsync($"/mobile/leads/{nobody}/status", new { status = "won" })).Expect(HttpStatusCode.NotFound);
        missing["identifier"].GetString().ShouldBe(nobody);
        (await agencies.Colleague.PatchAsync($"/mobile/leads/{lead}/status", new { status = "won" }))
            .Expect(HttpStatusCode.NotFound)
            .Code.ShouldBe(missing.Code);
    }

    [Fact]
    public async Task A_create_sent_under_another_key_answers_the_record_that_is_there()
    {
        await agencies.EmptyAsync();
        var (shared, other) = (NewId(), NewId());
        var property = await agencies.Agent.ListsPropertyAsync();
        foreach (
            var (path, body) in new (string, object)[]
            {
                ("/mobile/properties", new { title = "Uma", client_id = shared }),
                ("/mobile/leads", new { name = "Uma", client_id = shared }),
                (
                    "/mobile/visits",
                    new
                    {
                        property_id = property,
                        scheduled_at = "2026-05-04T10:00:00Z",
                        client_id = shared,
                    }
                ),
            }
        )
        {
            var first = (await agencies.Agent.PostAsync(path, body, (Header, NewId()))).Expect(HttpStatusCode.Created);
            var second = (await agencies.Agent.PostAsync(path, body, (Header, NewId()))).Expect(HttpStatusCode.OK);

            second.Text.ShouldBe(first.Text, path);
            second.Header("ETag").ShouldBe(first.Header("ETag"), path);
            second.Header("Idempotency-Replayed").ShouldBeNull();
        }
        (await agencies.Agent.PostAsync("/mobile/leads", new { name = "Segredo", client_id = other })).Expect(HttpStatusCode.Created);
        var colleagues = await agencies.Colleague.PostAsync("/mobile/leads", new { name = "Minha", client_id = other });
        colleagues.Expect(HttpStatusCode.Conflict).Code.ShouldBe("record.exists");
        colleagues.Text.ShouldNotContain("Segredo");
    }

    [Fact]
    public async Task A_listing_sent_at_once_under_many_keys_takes_one_number()
    {
        await agencies.EmptyAsync();
        var body = new { title = "Uma só", client_id = NewId() };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => agencies.Agent.PostAsync("/mobile/properties", body, (Header, NewId()))));
        var next = (await agencies.Agent.PostAsync("/mobile/properties", new { title = "A seguinte" })).Expect(HttpStatusCode.Created);

        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(7);
        answers.Select(a => a["id"].GetInt64()).Distinct().ShouldHaveSingleItem();
        next["reference"].GetString()!.ShouldEndWith("-0002");
    }

    private static string NewId() => Guid.CreateVersion7(TestClock.Start).ToString();

    private static async Task<TestClient> SignInAsync(AldravaApp app)
    {
        using var anonymous = app.Anonymous();
        var pair = await anonymous.PostAsync("/api/auth/login", new { email = "agente@imoveismais.pt", password = "senha123" });
        return new TestClient(app, pair.Expect(HttpStatusCode.OK)["access_token"].GetString());
    }

    private static async Task<string> TokenAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var credentials = new StringContent("""{"email":"agente@imoveismais.pt","password":"senha123"}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/api/auth/login", credentials);
        var body = await answer.Content.ReadAsStringAsync();
        return System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("access_token").GetString()!;
    }

    // The bytes of a request; the answer is not read.
    private static async Task<TcpClient> SendAsync(Uri address, string token, string key, string name)
    {
        using var content = LeadNamed(name);
        var body = await content.ReadAsByteArrayAsync();
        var head =
            $"POST /mobile/leads HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\n{Header}: {key}\r\n"
            + $"Content-Type: application/json; charset=utf-8\r\nContent-Length: {body.Length}\r\n\r\n";
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await client.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
        return client;
    }

    private static StringContent LeadNamed(string name) => new($$"""{"name":"{{name}}"}""", Encoding.UTF8, "application/json");

    private static async Task<long> CountAsync(NpgsqlDataSource source, string name)
    {
        await using var command = source.CreateCommand($"select count(*) from crm.leads where name = '{name}'");
        return await command.ExecuteScalarAsync() is long count ? count : 0;
    }
}
