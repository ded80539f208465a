using System.Globalization;
using Aldrava.Platform.Data.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aldrava.InboxBench;

/// <summary>Server and limit over one PostgreSQL on core 0, customers and Graph on core 1, in turn; prints ratios and rates.</summary>
internal static class Comparison
{
    private const int OursAt = 18305;
    private const int SilentAt = 18306;
    private const int LimitAt = 18302;
    private const int SilentLimitAt = 18303;
    private const int GraphAt = 18309;
    private const int Crowd = 32;
    private const int Few = 4;

    public static async Task RunAsync(Settings settings)
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessorCount < 2)
            throw new PlatformNotSupportedException("The comparison needs Linux and two cores.");
        EngineSpeed.Measure(settings);
        var folder = Path.Combine(Path.GetTempPath(), $"aldrava-bench-{Environment.ProcessId}");
        var options = EmbeddedPostgresOptions.FromEnvironment(Settings.Root) with { DataDirectory = folder };
        await using (var postgres = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None))
        await using (var graph = await GraphSink.StartAsync(GraphAt))
        {
            var database = postgres.ConnectionString();
            Machine.Pin(await ServerProcess.PostmasterAsync(database), 0);
            await MeasureIntakeAsync(settings, database);
            await MeasureAnswersAsync(settings, database, graph);
        }
        Directory.Delete(folder, recursive: true);
    }

    // Nothing is worked off meanwhile: what an intake alone can take.
    private static async Task MeasureIntakeAsync(Settings settings, string database)
    {
        using var ours = await ServerProcess.StartAsync([Settings.ServerPath, "serve"], SilentAt, Ours(database, ("Events__Parallelism", "0")));
        using var limit = await ServerProcess.StartAsync(
            [typeof(Comparison).Assembly.Location, "limit"],
            SilentLimitAt,
            Least(database, ("LIMIT_SILENT", "1"))
        );
        var rounds = new List<(LoadResult Ours, LoadResult Limit)>();
        for (var round = 0; round <= settings.Rounds; round++)
            rounds.Add(
                (
                    await Load.RunAsync(SilentAt, Customers.FirstWord, settings.Connections, settings.Each),
                    await Load.RunAsync(SilentLimitAt, Customers.FirstWord, settings.Connections, settings.Each)
                )
            );
        ours.Kill();
        limit.Kill();
        await EmptyAsync(database);
        var measured = rounds.Skip(1).ToList();
        Print(
            $"signed webhooks accepted: {Median(measured.Select(r => r.Ours.PerSecond / r.Limit.PerSecond)):0.00} of the limit's a second, p99 {Median(measured.Select(r => r.Ours.P99 / r.Limit.P99)):0.0}×, {Median(measured.Select(r => r.Ours.PerSecond)):0} a second on one core; failures {measured.Sum(r => r.Ours.Failures)}"
        );
    }

    private static async Task MeasureAnswersAsync(Settings settings, string database, GraphSink graph)
    {
        using var ours = await ServerProcess.StartAsync([Settings.ServerPath, "serve"], OursAt, Ours(database));
        using var limit = await ServerProcess.StartAsync([typeof(Comparison).Assembly.Location, "limit"], LimitAt, Least(database));
        var (served, least) = (new Customers(OursAt, graph), new Customers(LimitAt, graph));
        await served.TalkAsync(Crowd, settings.Each * 2, TimeSpan.Zero);
        await least.TalkAsync(Crowd, settings.Each, TimeSpan.Zero);
        foreach (var (name, sideBySide, pause) in new[] { ("quiet hour", Few, TimeSpan.FromMilliseconds(50)), ("rush hour", Crowd, TimeSpan.Zero) })
        {
            var rounds = new List<(LoadResult Ours, LoadResult Limit, double Steps)>();
            for (var round = 0; round < settings.Rounds; round++)
            {
                var before = await CountAsync(database, "flows.steps");
                var heard = await served.TalkAsync(sideBySide, settings.Each, pause);
                rounds.Add(
                    (
                        heard,
                        await least.TalkAsync(sideBySide, settings.Each, pause),
                        (await CountAsync(database, "flows.steps") - before) / settings.Each.TotalSeconds
                    )
                );
            }
            Print(
                $"{name}, {sideBySide} customers at once: webhook to the answer's arrival at Graph p50 {Median(rounds.Select(r => r.Ours.P50 / r.Limit.P50)):0.0}×, p99 {Median(rounds.Select(r => r.Ours.P99 / r.Limit.P99)):0.0}× the limit's; {Median(rounds.Select(r => r.Ours.PerSecond)):0} answers and {Median(rounds.Select(r => r.Steps)):0} flow steps a second on one core; not answered {rounds.Sum(r => r.Ours.Failures)}"
            );
        }
        ours.Kill();
        limit.Kill();
    }

    private static Dictionary<string, string> Ours(string database, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = database,
            ["ENVIRONMENT"] = "development",
            ["LOG_LEVEL"] = "Warning",
            ["WHATSAPP_GRAPH_URL"] = $"http://127.0.0.1:{GraphAt}/v25.0",
            // What is measured is our speed, not Meta's limits.
            ["Sending__NumberPerSecond"] = "0",
            ["Sending__PairBurst"] = "0",
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        return settings;
    }

    private static Dictionary<string, string> Least(string database, params ReadOnlySpan<(string Name, string Value)> more) => Ours(database, more);

    private static async Task<long> CountAsync(string database, string table)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            table switch
            {
                "flows.steps" => "select count(*) from flows.steps",
                _ => throw new ArgumentOutOfRangeException(nameof(table)),
            },
            connection
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    // What the silent server took is not to be worked off by the next.
    private static async Task EmptyAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("truncate platform.deliveries, platform.events, inbox.webhooks", connection);
        await command.ExecuteNonQueryAsync();
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is { Length: > 0 } sorted ? sorted[sorted.Length / 2] : double.NaN;

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
