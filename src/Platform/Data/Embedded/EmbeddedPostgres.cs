using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Npgsql;

namespace Aldrava.Platform.Data.Embedded;

/// <summary>A private PostgreSQL that lives and dies with this process and is reached through a Unix socket only.</summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    internal const string Superuser = "aldrava";
    private const string DefaultDatabase = "aldrava";

    // A killed server's PostgreSQL, or its last session, may need a moment to let go of the cluster.
    private const int Attempts = 20;
    private static readonly string[] StillHeld = ["lock file", "pre-existing shared memory block"];

    private readonly PostgresFolder _folder;
    private readonly SocketFolder _socket;
    private readonly TetheredProcess _process;
    private readonly EmbeddedPostgresOptions _options;
    private readonly ILogger _logger;
    private int _stopping;

    [UnsupportedOSPlatform("windows")]
    private EmbeddedPostgres(PostgresFolder folder, SocketFolder socket, TetheredProcess process, EmbeddedPostgresOptions options, ILogger logger)
    {
        (_folder, _socket, _process, _options, _logger) = (folder, socket, process, options, logger);
        Completion = WatchAsync();
    }

    /// <summary>The data folder in use.</summary>
    public string DataDirectory => _options.DataDirectory;

    /// <summary>Ends when PostgreSQL has ended, asked to or not. The server cannot go on without it and should stop then.</summary>
    public Task Completion { get; }

    /// <summary>Starts PostgreSQL on its data folder, creating the cluster and the database <c>aldrava</c> when they are not there.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be started; the message tells why and what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
            throw new EmbeddedPostgresException("The embedded PostgreSQL needs Linux or macOS. Set DATABASE_URL to a PostgreSQL server, or use WSL.");
        try
        {
            return await StartOnUnixAsync(options with { DataDirectory = Path.GetFullPath(options.DataDirectory) }, logger, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"The data folder {options.DataDirectory} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>
    /// How to reach the PostgreSQL that another process runs on this data folder; null when none answers.
    /// For command-line verbs beside a running server, which holds the folder.
    /// </summary>
    public static async Task<string?> FindRunningAsync(EmbeddedPostgresOptions options, CancellationToken ct)
    {
        const int SocketFolderLine = 4;
        if (OperatingSystem.IsWindows())
            return null;
        var file = Path.Combine(PostgresFolder.ClusterOf(Path.GetFullPath(options.DataDirectory)), "postmaster.pid");
        try
        {
            var lines = await File.ReadAllLinesAsync(file, ct);
            if (lines.Length <= SocketFolderLine)
                return null;
            var found = ConnectionString(new SocketFolder(lines[SocketFolderLine], IsTemporary: false), DefaultDatabase);
            await using var connection = new NpgsqlConnection(found + ";Pooling=false");
            await connection.OpenAsync(ct);
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NpgsqlException)
        {
            return null;
        }
    }

    /// <summary>How to reach a database of this PostgreSQL, as its superuser.</summary>
    public string ConnectionString(string database = DefaultDatabase) => ConnectionString(_socket, database);

    /// <summary>Stops PostgreSQL: sessions end, everything is written, the folder is free for the next server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (OperatingSystem.IsWindows() || Interlocked.Exchange(ref _stopping, 1) != 0)
            return;
        if (!await _process.StopAsync(_options.StopTimeout))
            Log.Killing(_logger, _options.StopTimeout);
        await Completion;
        _process.Dispose();
        _folder.Dispose();
    }

    [UnsupportedOSPlatform("windows")]
    private static async Task<EmbeddedPostgres> StartOnUnixAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var account = await PostgresAccount.ChooseAsync(ct);
        var folder = await PostgresFolder.OpenAsync(options.DataDirectory, account, ct);
        try
        {
            var binaries = await PostgresBinaries.FindAsync(options, account, folder.ClusterMajor(), ct);
            await PostgresCluster.CreateAsync(folder, binaries, account, options, logger, ct);
            var (process, socket) = await LaunchAsync(folder, binaries, account, options, logger, ct);
            Log.Ready(logger, binaries.Version, binaries.Directory, folder.Root, account.Name, clock.ElapsedMilliseconds);
            return new EmbeddedPostgres(folder, socket, process, options, logger);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static async Task<(TetheredProcess Process, SocketFolder Socket)> LaunchAsync(
        PostgresFolder folder,
        PostgresBinaries binaries,
        PostgresAccount account,
        EmbeddedPostgresOptions options,
        ILogger logger,
        CancellationToken ct
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var takenPid = await LeftoverPostmaster.StopAsync(folder, logger, ct);
            var socket = await folder.PrepareSocketFolderAsync(account, ct);
            await PostgresCluster.ConfigureAsync(folder, socket, options, ct);
            // PostgreSQL believes a postmaster.pid whose number lives again as some other program of its account, unless told that this is its own ancestor.
            KeyValuePair<string, string>[] hint = takenPid is { } pid ? [new("PG_GRANDPARENT_PID", pid.ToString(CultureInfo.InvariantCulture))] : [];
            string[] command = [binaries.Postgres, "-D", folder.Cluster, "-c", $"config_file={folder.Configuration}"];
            var process = TetheredProcess.Start(account, command, folder.LogFile, socket.IsTemporary ? socket.Path : null, hint);
            try
            {
                await WaitUntilReadyAsync(process, socket, options, ct);
                await CreateDatabaseAsync(socket, ct);
                return (process, socket);
            }
            catch (EmbeddedPostgresException e) when (attempt < Attempts && StillHeld.Any(text => e.Message.Contains(text, StringComparison.Ordinal)))
            {
                await EndAsync(process, options);
                Log.StartingAgain(logger, process.LogTail(1));
                await Task.Delay(TimeSpan.FromMilliseconds(250), ct);
            }
            catch
            {
                await EndAsync(process, options);
                throw;
            }
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static async Task WaitUntilReadyAsync(TetheredProcess process, SocketFolder socket, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var silence = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited)
                throw new EmbeddedPostgresException($"PostgreSQL did not start (exit code {process.ExitCode}). It says:\n{process.LogTail()}");
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString(socket, "postgres") + ";Pooling=false");
                await connection.OpenAsync(ct);
                return;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.CannotConnectNow)
            {
                // It is there and recovering, which takes as long as it takes.
                silence.Restart();
            }
            catch (NpgsqlException e)
            {
                if (silence.Elapsed > options.StartTimeout)
                    throw new EmbeddedPostgresException($"PostgreSQL did not answer within {options.StartTimeout}. It says:\n{process.LogTail()}", e);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(25), ct);
        }
    }

    private static async Task CreateDatabaseAsync(SocketFolder socket, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(socket, "postgres") + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select 1 from pg_database where datname = '{DefaultDatabase}'";
        if (await command.ExecuteScalarAsync(ct) is not null)
            return;
        command.CommandText = $"create database {DefaultDatabase}";
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string ConnectionString(SocketFolder socket, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = socket.Path,
            Port = SocketFolder.Port,
            Username = Superuser,
            Database = database,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    [UnsupportedOSPlatform("windows")]
    private static async Task EndAsync(TetheredProcess process, EmbeddedPostgresOptions options)
    {
        await process.StopAsync(options.StopTimeout);
        process.Dispose();
    }

    [UnsupportedOSPlatform("windows")]
    private async Task WatchAsync()
    {
        await _process.WaitAsync(CancellationToken.None);
        if (Volatile.Read(ref _stopping) == 0)
            Log.EndedByItself(_logger, _process.ExitCode, _folder.LogFile);
    }
}
