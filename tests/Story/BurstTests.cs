using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Aldrava.Inbox.Sandbox;
using Aldrava.Tests.Support;
using Npgsql;

namespace Aldrava.Tests.Story;

/// <summary>A thousand webhooks at once, on a server that is a process of its own; then the same while it is killed.</summary>
public sealed class BurstTests(ITestOutputHelper output)
{
    private const int Customers = 200;

    [Fact]
    public async Task A_burst_is_answered_processed_in_order_and_makes_one_lead_for_each_customer()
    {
        await using var burst = await Burst.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, Customers).Select(burst.TalkAsync));
        output.WriteLine(burst.Timing());
        await burst.FinishAsync();
        output.WriteLine($"stored in {await burst.CommitsAsync()} commits");

        burst.Graph.Accepted.Count.ShouldBe(Customers * 6);
        foreach (var customer in Enumerable.Range(0, Customers))
            burst.Graph.TextsTo(Burst.WaId(customer)).Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_server_that_is_killed_in_the_middle_loses_nothing_and_repeats_nothing()
    {
        await using var burst = await Burst.StartAsync();

        var talks = Task.WhenAll(Enumerable.Range(0, Customers).Select(burst.TalkAsync));
        await Eventually.BecomesTrueAsync(() => Task.FromResult(burst.Acknowledged >= 400), "400 webhooks acknowledged");
        await burst.KillAndRestartAsync();
        await talks;
        await burst.FinishAsync();

        foreach (var customer in Enumerable.Range(0, Customers))
            burst.Graph.TextsTo(Burst.WaId(customer)).ShouldBeUnique();
        output.WriteLine($"{burst.Graph.Accepted.Count} of {Customers * 6} answers accepted by Graph");
    }

    private sealed class Burst : IAsyncDisposable
    {
        private readonly string _database;
        private readonly Dictionary<string, string?> _settings;
        private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Customers }) { Timeout = TimeSpan.FromSeconds(60) };
        private readonly ConcurrentBag<TimeSpan> _times = [];
        private readonly NpgsqlDataSource _data;
        private ServerProcess _server;

        private Burst(FakeGraph graph, ServerProcess server, string database, Dictionary<string, string?> settings) =>
            (Graph, _server, _database, _settings, _data) = (graph, server, database, settings, NpgsqlDataSource.Create(database));

        public FakeGraph Graph { get; }

        public int Acknowledged => _times.Count;

        public static string WaId(int customer) => $"35191{customer:D7}";

        public static async Task<Burst> StartAsync()
        {
            var graph = await FakeGraph.StartAsync();
            var database = await TestPostgres.CreateDatabaseAsync(demo: true);
            var settings = DemoAgency.Settings(graph, ("Sending:InterruptedAfter", "00:00:03"));
            return new Burst(graph, await ServerProcess.StartAsync(database, settings), database, settings);
        }

        /// <summary>One customer's messages, one after the other, each until it is acknowledged, as Meta does.</summary>
        public async Task TalkAsync(int customer)
        {
            foreach (var text in DemoAgency.Conversation)
            {
                var webhook = DemoAgency.Meta.Text(
                    SandboxPerson.WithPhone(WaId(customer)),
                    SandboxIds.Wamid(WaId(customer)),
                    TimeProvider.System.GetUtcNow(),
                    text
                );
                while (!await PostAsync(webhook))
                    await Task.Yield();
            }
        }

        public async Task KillAndRestartAsync()
        {
            var port = _server.Address.Port;
            await _server.KillAsync();
            _server = await ServerProcess.StartAsync(_database, _settings, port);
        }

        /// <summary>Waits until everything is worked off, then looks at what every customer's conversation holds.</summary>
        public async Task FinishAsync()
        {
            await Eventually.BecomesTrueAsync(
                async () =>
                    await CountAsync("platform.deliveries") == 0
                    && await CountAsync("inbox.messages where status in ('queued', 'sending')") == 0
                    && await CountAsync("crm.leads where conversation_id is not null") == Customers,
                "everything worked off",
                TimeSpan.FromSeconds(120)
            );
            (await CountAsync("inbox.messages where direction = 'inbound'")).ShouldBe(Customers * DemoAgency.Conversation.Length);
            (await CountAsync("(select conversation_id from crm.leads where conversation_id is not null group by 1 having count(*) = 1) one")).ShouldBe(
                Customers
            );
            (
                await CountAsync(
                    $"""
                    (select string_agg(text, '|' order by seq) as said from inbox.messages where direction = 'inbound' group by conversation_id) talk
                    where said = '{string.Join('|', DemoAgency.Conversation)}'
                    """
                )
            ).ShouldBe(Customers);
        }

        /// <summary>In how many transactions the webhooks were stored.</summary>
        public Task<long> CommitsAsync() => CountAsync("(select distinct xmin::text from inbox.webhooks) transactions");

        public string Timing()
        {
            var sorted = _times.Order().ToArray();
            return $"{sorted.Length} webhooks: p50 {sorted[sorted.Length / 2].TotalMilliseconds:F0} ms, p99 {sorted[sorted.Length * 99 / 100].TotalMilliseconds:F0} ms, slowest {sorted[^1].TotalMilliseconds:F0} ms";
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _data.DisposeAsync();
            await _server.DisposeAsync();
            await Graph.DisposeAsync();
        }

        private async Task<bool> PostAsync(SignedWebhook webhook)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Address, "/api/v1/whatsapp/webhook"));
            request.Content = new ByteArrayContent(webhook.Body);
            request.Headers.Add("X-Hub-Signature-256", webhook.Signature);
            var started = Stopwatch.GetTimestamp();
            try
            {
                using var answer = await _http.SendAsync(request);
                if (answer.StatusCode == HttpStatusCode.OK)
                    _times.Add(Stopwatch.GetElapsedTime(started));
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false; // The server is dead: again.
            }
        }

        private async Task<long> CountAsync(string what)
        {
            await using var command = _data.CreateCommand($"select count(*) from {what}");
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }
}
