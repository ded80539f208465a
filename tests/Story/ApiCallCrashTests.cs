using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Aldrava.Inbox.Sandbox;
using Aldrava.Tests.Flows.Shell;
using Aldrava.Tests.Support;
using Npgsql;

namespace Aldrava.Tests.Story;

/// <summary>A server that dies while another system has its call and has not answered.</summary>
public sealed class ApiCallCrashTests
{
    private const string Customer = "351936666666";

    [Fact]
    public async Task A_call_under_way_when_the_server_was_killed_is_made_again_under_the_same_key_and_the_run_goes_on_once()
    {
        await using var graph = await FakeGraph.StartAsync();
        await using var crm = await OtherSystem.StartAsync();
        var database = await TestPostgres.CreateDatabaseAsync(demo: true);
        await using var data = NpgsqlDataSource.Create(database);
        var settings = DemoAgency.Settings(graph, ("FLOWS_API_CALLS_ALLOW_PRIVATE", "true"));

        crm.Hold();
        await using (var dying = await ServerProcess.StartAsync(database, settings))
        {
            await PublishAsync(dying, data, crm.Port);
            await SayAsync(dying, "Olá");
            await Eventually.BecomesTrueAsync(() => Task.FromResult(crm.Keys.Count == 1), "called", TimeSpan.FromSeconds(30));
            await dying.KillAsync();
        }
        (await ScalarAsync<long>(data, "select count(*) from flows.api_calls where outcome is null")).ShouldBe(1);
        graph.TextsTo(Customer).ShouldBeEmpty();
        crm.Release();

        await using var next = await ServerProcess.StartAsync(database, settings);
        // Who died with the call has it for half a minute; here that is over.
        await ExecuteAsync(data, "update flows.api_calls set due_at = now()");
        await Eventually.BecomesTrueAsync(() => Task.FromResult(graph.TextsTo(Customer).Count > 0), "asked", TimeSpan.FromSeconds(60));
        await SayAsync(next, "Porto");
        await Eventually.BecomesTrueAsync(() => Task.FromResult(graph.TextsTo(Customer).Count > 1), "over", TimeSpan.FromSeconds(60));

        graph.TextsTo(Customer).ShouldBe(["Olá, Rui. Onde?", "Porto!"]);
        (crm.Keys.Count, crm.Keys.Distinct(StringComparer.Ordinal).Count()).ShouldBe((2, 1), "At least once, and always the same one.");
        (await ScalarAsync<long>(data, "select count(*) from flows.api_calls")).ShouldBe(0);
        (await ScalarAsync<string>(data, "select string_agg(status || ' ' || reason, ',') from flows.runs")).ShouldBe("ended completed");
    }

    private static async Task PublishAsync(ServerProcess server, NpgsqlDataSource data, int port)
    {
        var canvas = new Flows.Engine.Canvas()
            .Node("a", "api_call", $$"""{"url":"http://127.0.0.1:{{port}}/a","response":[{"variable":"who","path":"people[0].name"}]}""")
            .Node("q", "question", """{"text":"Olá, {{who}}. Onde?","variable":"where"}""")
            .Node("end", "end", """{"text":"{{where}}!"}""")
            .Line("a", "q", "end");
        using var http = new HttpClient { BaseAddress = server.Address };
        var session = await (
            await http.PostAsJsonAsync("/api/auth/login", new { email = "admin@imoveismais.pt", password = "senha123" })
        ).Content.ReadFromJsonAsync<JsonElement>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("access_token").GetString());
        var flow = await ScalarAsync<Guid>(data, "select id from flows.flows where is_main and deleted_at is null");
        using var draft = new StringContent($$"""{"canvas_data": {{canvas.Json()}}}""", new MediaTypeHeaderValue("application/json"));
        (await http.PutAsync(new Uri($"/api/v1/flows/{flow}", UriKind.Relative), draft)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.PostAsync(new Uri($"/api/v1/flows/{flow}/publish", UriKind.Relative), content: null)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task SayAsync(ServerProcess server, string text)
    {
        var webhook = DemoAgency.Meta.Text(SandboxPerson.WithPhone(Customer), SandboxIds.Wamid(Customer), TimeProvider.System.GetUtcNow(), text);
        using var http = new HttpClient();
        using var content = new ByteArrayContent(webhook.Body);
        content.Headers.Add("X-Hub-Signature-256", webhook.Signature);
        (await http.PostAsync(new Uri(server.Address, "/api/v1/whatsapp/webhook"), content)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource data, string sql)
    {
        await using var command = data.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource data, string sql)
    {
        await using var command = data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
