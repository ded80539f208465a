using Aldrava.Platform.Data.Embedded;
using Aldrava.Server;
using Aldrava.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestPostgres))]

namespace Aldrava.Tests.Support;

/// <summary>One private PostgreSQL for the whole run, and a migrated template that every database of a test is cloned from.</summary>
public sealed class TestPostgres : IAsyncLifetime
{
    private const string Template = "aldrava_template";
    private const string DemoTemplate = "aldrava_demo_template";
    private static readonly SemaphoreSlim Cloning = new(1);
    private static readonly Lazy<Task<EmbeddedPostgres>> Server = new(StartAsync);
    private static readonly Lazy<Task> MigratedTemplate = new(() => MakeTemplateAsync(Template, "production"));
    private static readonly Lazy<Task> SeededTemplate = new(() => MakeTemplateAsync(DemoTemplate, "development"));
    private static readonly Dictionary<string, Use> InUse = new(StringComparer.Ordinal);
    private static int _databases;

    private static string Folder { get; } = Path.Combine(Root(), $"aldrava-tests-{Environment.ProcessId}");

    private static string Files { get; } = Path.Combine(Path.GetTempPath(), $"aldrava-tests-{Environment.ProcessId}-files");

    private sealed record Use(int Servers, bool IsDropped);

    /// <summary>Where the server on a database keeps its files.</summary>
    internal static string FilesOf(string database) => Path.Combine(Files, new NpgsqlConnectionStringBuilder(database).Database ?? "none");

    /// <summary>A database of its own, migrated, and with the demo data when asked for; returns its connection string.</summary>
    public static async Task<string> CreateDatabaseAsync(bool demo = false)
    {
        await (demo ? SeededTemplate : MigratedTemplate).Value;
        return await CloneAsync(demo ? DemoTemplate : Template);
    }

    /// <summary>An empty database, not even migrated.</summary>
    public static Task<string> CreateEmptyDatabaseAsync() => CloneAsync("template1");

    /// <summary>A server begins to use a database. <paramref name="isDropped"/>: it goes with the last server that uses it.</summary>
    internal static void Enter(string database, bool isDropped)
    {
        lock (InUse)
            InUse[database] = InUse.TryGetValue(database, out var use) ? use with { Servers = use.Servers + 1 } : new Use(1, isDropped);
    }

    /// <summary>A server has stopped using a database.</summary>
    internal static async Task LeaveAsync(string database)
    {
        lock (InUse)
        {
            // Disposed of once more.
            if (!InUse.TryGetValue(database, out var use))
                return;
            if (use.Servers > 1)
            {
                InUse[database] = use with { Servers = use.Servers - 1 };
                return;
            }
            InUse.Remove(database);
            if (!use.IsDropped)
                return;
        }
        await ExecuteAsync(await Server.Value, $"drop database if exists {new NpgsqlConnectionStringBuilder(database).Database} with (force)");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (!Server.IsValueCreated)
            return;
        NpgsqlConnection.ClearAllPools();
        await (await Server.Value).DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        if (Directory.Exists(Files))
            Directory.Delete(Files, recursive: true);
    }

    // A clone is a thousand small files: in memory it takes a tenth of the time. Too small a memory, as containers have it, is none.
    private static string Root()
    {
        const string memory = "/dev/shm";
        const long enough = 4L * 1024 * 1024 * 1024;
        if (!Directory.Exists(memory) || new DriveInfo(memory).AvailableFreeSpace < enough)
            return Path.GetTempPath();
        // What a run that was killed left there would be missing until the machine is started again.
        foreach (var left in Directory.GetDirectories(memory, "aldrava-tests-*").Where(f => !Directory.Exists($"/proc/{f.Split('-')[2]}")))
            Directory.Delete(left, recursive: true);
        return memory;
    }

    private static Task<EmbeddedPostgres> StartAsync()
    {
        var options = EmbeddedPostgresOptions.FromEnvironment(Repository.Root) with { DataDirectory = Folder, Durable = false, MaxConnections = 500 };
        return EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
    }

    private static async Task<string> CloneAsync(string template)
    {
        var server = await Server.Value;
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        // A template can be cloned by one session at a time.
        await Cloning.WaitAsync();
        try
        {
            await ExecuteAsync(server, $"create database {name} template {template} strategy file_copy");
        }
        finally
        {
            Cloning.Release();
        }
        return server.ConnectionString(name);
    }

    private static async Task MakeTemplateAsync(string name, string environment)
    {
        var server = await Server.Value;
        await Cloning.WaitAsync();
        try
        {
            await ExecuteAsync(server, $"create database {name}");
        }
        finally
        {
            Cloning.Release();
        }
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString(name)) { Pooling = false }.ConnectionString;
        await using var app = AldravaHost.Build(
            AppSettings.For(connection, new TestClock(), new Dictionary<string, string?> { ["ENVIRONMENT"] = environment })
        );
        await AldravaHost.PrepareAsync(app, CancellationToken.None);
    }

    private static async Task ExecuteAsync(EmbeddedPostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
