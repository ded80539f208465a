using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Aldrava.Inbox.Sandbox;
using Aldrava.Tests.Support;
using Npgsql;

namespace Aldrava.Tests.Story;

/// <summary>
/// Many customers write while the server is killed again and again: every transcript complete and in order, every answer at Graph at most once, and only
/// those missing there that are shown as unknown. <c>ALDRAVA_CHAOS=500x20x5</c> (customers, messages of each, kills) for the whole of it.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const string Usual = "60x10x3";

    // Says back what it hears, for ever.
    private const string Echo = """
        {"nodes":[{"id":"start","type":"start","data":{}},
          {"id":"ask","type":"question","data":{"text":"Olá, diga.","variable":"said","validation":"text"}},
          {"id":"echo","type":"text","data":{"text":"Ouvi: {{said}}"}},
          {"id":"again","type":"question","data":{"text":"?","variable":"said","validation":"text"}}],
         "edges":[{"id":"1","source":"start","target":"ask"},{"id":"2","source":"ask","target":"echo"},{"id":"3","source":"echo","target":"again"},
          {"id":"4","source":"again","target":"echo"}]}
        """;

    private readonly int[] _size =
    [
        .. (Environment.GetEnvironmentVariable("ALDRAVA_CHAOS") ?? Usual).Split('x').Select(n => int.Parse(n, CultureInfo.InvariantCulture)),
    ];

    private int Customers => _size[0];

    private int Messages => _size[1];

    private int Kills => _size[2];

    [Fact]
    public async Task Killed_again_and_again_the_server_keeps_every_transcript_and_says_nothing_twice()
    {
        await using var graph = await FakeGraph.StartAsync();
        var database = await TestPostgres.CreateDatabaseAsync(demo: true);
        await using var data = NpgsqlDataSource.Create(database);
        await TeachAsync(data);
        var settings = DemoAgency.Settings(graph, ("Sending:InterruptedAfter", "00:00:03"));
        var server = await ServerProcess.StartAsync(database, settings);
        var address = server.Address;
        var acknowledged = new ConcurrentBag<int>();

        var talks = Task.WhenAll(Enumerable.Range(0, Customers).Select(c => TalkAsync(c, address, acknowledged)));
        var dice = new Random(Customers);
        try
        {
            foreach (var moment in Enumerable.Range(0, Kills).Select(_ => dice.Next(Customers, Customers * Messages * 9 / 10)).Order())
            {
                await Eventually.BecomesTrueAsync(() => acknowledged.Count >= moment, $"{moment} acknowledged", TimeSpan.FromMinutes(10));
                await server.KillAsync();
                server = await ServerProcess.StartAsync(database, settings, address.Port);
            }
            await talks;
            await Eventually.BecomesTrueAsync(async () => await IsDoneAsync(data), "everything worked off", TimeSpan.FromMinutes(15));
        }
        finally
        {
            await server.DisposeAsync();
        }

        await CheckAsync(data, graph);
    }

    private static string WaId(int customer) => $"35192{customer:D7}";

    private static async Task TeachAsync(NpgsqlDataSource data)
    {
        await using var teach = data.CreateCommand(
            """
            with made as (
              insert into flows.flow_versions (organization_id, flow_id, version, canvas_data, published_at)
              select organization_id, id, 1000, $1, now() from flows.flows where is_main returning flow_id)
            update flows.flows f set published_version = null from made where f.id = made.flow_id
            """
        );
        teach.Parameters.AddWithValue(Echo);
        await teach.ExecuteNonQueryAsync();
        await using var offer = data.CreateCommand("update flows.flows set published_version = 1000 where is_main");
        await offer.ExecuteNonQueryAsync();
    }

    // One after the other, each until it is acknowledged, as Meta does; now and then once more although it was.
    private async Task TalkAsync(int customer, Uri server, ConcurrentBag<int> acknowledged)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        for (var i = 0; i < Messages; i++)
        {
            var webhook = DemoAgency.Meta.Text(
                SandboxPerson.WithPhone(WaId(customer)),
                SandboxIds.Wamid(WaId(customer)),
                TimeProvider.System.GetUtcNow(),
                $"mensagem {i}"
            );
            while (!await PostAsync(http, server, webhook))
                await Task.Yield();
            if ((customer + i) % 7 == 0)
                await PostAsync(http, server, webhook);
            acknowledged.Add(i);
        }
    }

    private static async Task<bool> PostAsync(HttpClient http, Uri server, SignedWebhook webhook)
    {
        using var content = new ByteArrayContent(webhook.Body);
        content.Headers.Add("X-Hub-Signature-256", webhook.Signature);
        try
        {
            using var answer = await http.PostAsync(new Uri(server, "/api/v1/whatsapp/webhook"), content);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // The server is dead: again.
        }
    }

    private async Task<bool> IsDoneAsync(NpgsqlDataSource data) =>
        await CountAsync(data, "platform.deliveries") == 0
        && await CountAsync(data, "inbox.messages where status in ('queued', 'sending')") == 0
        && await CountAsync(data, "inbox.messages where direction = 'outbound' and text like 'Ouvi:%'") == (long)Customers * (Messages - 1);

    private async Task CheckAsync(NpgsqlDataSource data, FakeGraph graph)
    {
        var heard = Enumerable.Range(0, Messages).Select(i => $"mensagem {i}").ToArray();
        var told = Enumerable.Range(1, Messages - 1).Select(i => $"Ouvi: mensagem {i}").ToArray();
        var unknown = 0;
        graph.Accepted.Select(m => m.CallbackData).ShouldBeUnique();
        for (var customer = 0; customer < Customers; customer++)
        {
            var rows = await TranscriptAsync(data, WaId(customer));
            rows.Where(r => r.IsInbound).Select(r => r.Text).ShouldBe(heard);
            var answers = rows.Where(r => !r.IsInbound && r.Text.StartsWith("Ouvi", StringComparison.Ordinal)).ToList();
            answers.Select(r => r.Text).ShouldBe(told);
            var arrived = graph.TextsTo(WaId(customer)).Where(t => t.StartsWith("Ouvi", StringComparison.Ordinal)).ToList();
            arrived.ShouldBeUnique();
            arrived.ShouldBe(told.Where(arrived.Contains), "in order");
            var missing = told.Except(arrived).ToList();
            answers.Where(r => missing.Contains(r.Text)).ShouldAllBe(r => r.Status == "unknown");
            unknown += missing.Count;
        }
        output.WriteLine($"{Customers * Messages} webhooks, {Kills} kills: {graph.Accepted.Count} messages at Graph, {unknown} shown as unknown and not there");
    }

    private static async Task<List<(bool IsInbound, string Text, string Status)>> TranscriptAsync(NpgsqlDataSource data, string waId)
    {
        await using var command = data.CreateCommand(
            """
            select m.direction = 'inbound', m.text, m.status from inbox.messages m
            join inbox.conversations c on c.id = m.conversation_id join inbox.contacts p on p.id = c.contact_id where p.wa_id = $1 order by m.seq
            """
        );
        command.Parameters.AddWithValue(waId);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(bool, string, string)>();
        while (await reader.ReadAsync())
            rows.Add((reader.GetBoolean(0), reader.GetString(1), reader.GetString(2)));
        return rows;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource data, string what)
    {
        await using var command = data.CreateCommand($"select count(*) from {what}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
