using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Aldrava.Platform.Data.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aldrava.CrmBench;

/// <summary>A route, and which share of the limit's answers a second it has to reach.</summary>
internal sealed record Route(string Name, double? Target, Func<bool, Func<byte[]>> Requests);

/// <summary>Server and limit over one PostgreSQL on core 0, the load on core 1, in turn; prints ratios and whether the targets hold.</summary>
internal static class Comparison
{
    private const int OursAt = 18205;
    private const int LimitAt = 18202;
    private const string Lead =
        """{"name":"Maria Silva","phone":"912345678","email":"maria@ensaio.example","source":"mobile","notes":"Interessada em T3 até 300k, prefere contacto por telefone"}""";

    private static readonly Route[] Routes =
    [
        new("GET /mobile/leads", 0.60, _ => Always(Load.Get("/mobile/leads?page=1&per_page=20", Tokens.Of(1)))),
        new("GET /mobile/properties", null, ours => Always(Load.Get($"/mobile/properties?page=1&per_page=20{(ours ? "&agent_id=1" : "")}", Tokens.Of(1)))),
        new("GET /mobile/visits/upcoming", 0.60, _ => Always(Load.Get("/mobile/visits/upcoming?limit=5", Tokens.Of(1)))),
        new("POST /mobile/leads", 0.30, ours => () => Load.Post("/mobile/leads", Tokens.Of(2), Lead, ours ? Key() : null)),
    ];

    private static Dictionary<string, string> Production(string database) =>
        new(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = database,
            ["ENVIRONMENT"] = "production",
            ["LOG_LEVEL"] = "Warning",
            ["JWT_SECRET_KEY"] = Tokens.Secret,
        };

    private static Func<byte[]> Always(byte[] request) => () => request;

    private static Guid Key() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public static async Task RunAsync(Settings settings)
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessorCount < 2)
            throw new PlatformNotSupportedException("The comparison needs Linux and two cores.");
        Machine.Pin(Environment.ProcessId, 1);
        var folder = Path.Combine(Path.GetTempPath(), $"aldrava-bench-{Environment.ProcessId}");
        var options = EmbeddedPostgresOptions.FromEnvironment(Settings.Root) with { DataDirectory = folder };
        await using (var postgres = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None))
        {
            var database = postgres.ConnectionString();
            await SeedAsync(database);
            using var ours = await ServerProcess.StartAsync([Settings.ServerPath, "serve"], OursAt, Production(database));
            using var limit = await ServerProcess.StartAsync([typeof(Comparison).Assembly.Location, "limit"], LimitAt, Production(database));
            var server = await ServerProcess.PostmasterAsync(database);
            Machine.Pin(server, 0);
            try
            {
                await MeasureAsync(settings, ours.Id, limit.Id, server);
            }
            finally
            {
                ours.Kill();
                limit.Kill();
            }
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task MeasureAsync(Settings settings, int ours, int limit, int postgres)
    {
        foreach (var route in Routes)
        {
            await Load.RunAsync(OursAt, route.Requests(true), settings.Connections, TimeSpan.FromSeconds(6));
            await Load.RunAsync(LimitAt, route.Requests(false), settings.Connections, TimeSpan.FromSeconds(3));
        }
        // Before the writes: cleaning up after tens of thousands of them would take the core meanwhile.
        await MeasureFanOutAsync(settings);
        Console.WriteLine(
            "| route | share of the limit's answers a second | target | p50 | p99 | server µs, ours / limit | PostgreSQL µs, ours / limit | failures |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var route in Routes)
        {
            var rounds = new List<(Run Ours, Run Limit)>();
            for (var round = 0; round < settings.Rounds; round++)
                rounds.Add(
                    (
                        await RunOnceAsync(OursAt, route.Requests(true), settings, ours, postgres),
                        await RunOnceAsync(LimitAt, route.Requests(false), settings, limit, postgres)
                    )
                );
            Print(route, rounds);
        }
    }

    private static async Task MeasureFanOutAsync(Settings settings)
    {
        var fans = new List<(LoadResult Ours, LoadResult Limit)>();
        for (var round = 0; round <= settings.Rounds; round++)
            fans.Add((await FanOut.RunAsync(OursAt, settings.Each), await FanOut.RunAsync(LimitAt, settings.Each)));
        var (p50, p99) = (Median(fans.Skip(1).Select(f => f.Ours.P50 / f.Limit.P50)), Median(fans.Skip(1).Select(f => f.Ours.P99 / f.Limit.P99)));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"new_lead from POST to socket at 100/s: p50 {p50:0.00} times the limit's (target 1.5), p99 {p99:0.00} times; not heard: {fans.Sum(f => f.Ours.Failures)}"
            )
        );
    }

    private sealed record Run(LoadResult Load, double ServerMicroseconds, double DatabaseMicroseconds);

    private static async Task<Run> RunOnceAsync(int port, Func<byte[]> requests, Settings settings, int server, int postgres)
    {
        var (serverBefore, databaseBefore) = (Machine.Seconds(server), Machine.Seconds(postgres));
        var load = await Load.RunAsync(port, requests, settings.Connections, settings.Each);
        double Each(double seconds) => seconds / load.Answers * 1e6;
        return new Run(load, Each(Machine.Seconds(server) - serverBefore), Each(Machine.Seconds(postgres) - databaseBefore));
    }

    private static void Print(Route route, List<(Run Ours, Run Limit)> rounds)
    {
        var share = Median(rounds.Select(r => r.Ours.Load.PerSecond / r.Limit.Load.PerSecond));
        var target = route.Target is { } wanted ? string.Create(CultureInfo.InvariantCulture, $"{wanted:0.00} {(share >= wanted ? "holds" : "MISSED")}") : "";
        double Of(Func<(Run Ours, Run Limit), double> value) => Median(rounds.Select(value));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {route.Name} | {share:0.00} | {target} | {Of(r => r.Ours.Load.P50 / r.Limit.Load.P50):0.0}× | {Of(r => r.Ours.Load.P99 / r.Limit.Load.P99):0.0}× | {Of(r => r.Ours.ServerMicroseconds):0} / {Of(r => r.Limit.ServerMicroseconds):0} | {Of(r => r.Ours.DatabaseMicroseconds):0} / {Of(r => r.Limit.DatabaseMicroseconds):0} | {rounds.Sum(r => r.Ours.Load.Failures)} |"
            )
        );
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is { Length: > 0 } sorted ? sorted[sorted.Length / 2] : double.NaN;

    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "Files of this folder.")]
    private static async Task SeedAsync(string database)
    {
        using var migrate = ServerProcess.Start([Settings.ServerPath, "migrate"], OursAt, Production(database));
        await migrate.WaitForExitAsync();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        foreach (var file in new[] { "seed.sql", "limit.sql" })
        {
            await using var seed = new NpgsqlCommand(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, file)), connection)
            {
                CommandTimeout = 300,
            };
            await seed.ExecuteNonQueryAsync();
        }
        await using var vacuum = new NpgsqlCommand("vacuum analyze", connection) { CommandTimeout = 300 };
        await vacuum.ExecuteNonQueryAsync();
    }
}
