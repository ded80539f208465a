using System.Runtime.Versioning;

namespace Aldrava.Platform.Data.Embedded;

/// <summary>Creates the cluster and writes its configuration.</summary>
[UnsupportedOSPlatform("windows")]
internal static class PostgresCluster
{
    private const string Unfinished = "cluster.init-";

    /// <summary>Creates the cluster under another name and renames it when it is whole, so that an interrupted creation leaves nothing half-made behind.</summary>
    public static async Task CreateAsync(
        PostgresFolder folder,
        PostgresBinaries binaries,
        PostgresAccount account,
        EmbeddedPostgresOptions options,
        ILogger logger,
        CancellationToken ct
    )
    {
        // By rm, because the interrupted initdb may be tidying up itself at this very moment.
        await account.RunAsync("sh", ["-c", $"rm -rf \"$1\"/{Unfinished}*", "sh", folder.Private], ct);
        if (Directory.Exists(folder.Cluster))
            return;

        Log.CreatingCluster(logger, folder.Root, binaries.Version);
        var target = Path.Combine(folder.Private, Unfinished + Environment.ProcessId);
        // C.UTF-8 sorts alike everywhere and knows the case of every letter; systems without it get plain C.
        var output = "";
        foreach (var locale in (string[])["C.UTF-8", "C"])
        {
            (var created, output) = await InitializeAsync(folder, binaries, account, options, target, locale, ct);
            if (created)
            {
                await KeepAsync(target, folder.Cluster, account, options.Durable, ct);
                return;
            }
            if (!output.Contains("locale", StringComparison.Ordinal))
                break;
        }
        throw new EmbeddedPostgresException($"PostgreSQL could not create its cluster in {folder.Private}:\n{output}");
    }

    public static async Task ConfigureAsync(PostgresFolder folder, SocketFolder socket, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        await File.WriteAllTextAsync(
            folder.AccessRules,
            "# Written at every start. Only the account of the server reaches the socket.\nlocal all all trust\n",
            ct
        );
        var text = $"""
            # Written at every start of the server. To change a setting use "alter system set ...", which is kept.
            listen_addresses = ''
            port = {SocketFolder.Port}
            unix_socket_directories = {Quote($"\"{socket.Path}\"")}
            unix_socket_permissions = 0700
            hba_file = {Quote(folder.AccessRules)}
            max_connections = {options.MaxConnections}
            shared_buffers = {SharedBuffersMegabytes(options)}MB
            max_wal_size = 1GB
            jit = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            lc_messages = 'C'
            # Refused statements are the application's business and carry personal data; what concerns the server itself is logged.
            log_min_messages = log
            log_min_error_statement = panic
            log_checkpoints = off
            log_line_prefix = '%m [%p] '
            {(
                options.Durable
                    ? "wal_compression = on"
                    : "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nwal_level = minimal\nmax_wal_senders = 0"
            )}

            """;
        await File.WriteAllTextAsync(folder.Configuration, text, ct);
    }

    private static async Task KeepAsync(string target, string cluster, PostgresAccount account, bool durable, CancellationToken ct)
    {
        var script = durable ? "mv \"$1\" \"$2\" && sync" : "mv \"$1\" \"$2\"";
        var result = await account.RunAsync("sh", ["-c", script, "sh", target, cluster], ct);
        if (result.ExitCode != 0)
            throw new EmbeddedPostgresException($"The new cluster {target} cannot be renamed to {cluster}: {result.Output}");
    }

    private static async Task<(bool Created, string Output)> InitializeAsync(
        PostgresFolder folder,
        PostgresBinaries binaries,
        PostgresAccount account,
        EmbeddedPostgresOptions options,
        string target,
        string locale,
        CancellationToken ct
    )
    {
        List<string> command =
        [
            binaries.Initdb,
            "-D",
            target,
            "-U",
            EmbeddedPostgres.Superuser,
            "-E",
            "UTF8",
            "-A",
            "trust",
            "--data-checksums",
            "--no-instructions",
        ];
        command.Add($"--locale={locale}");
        if (binaries.Major >= 17)
            command.AddRange(["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]);
        if (!options.Durable)
            command.Add("--no-sync");
        using var initdb = TetheredProcess.Start(account, command, folder.CreationLogFile);
        try
        {
            await initdb.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            await initdb.StopAsync(options.StopTimeout);
            throw;
        }
        return (initdb.ExitCode == 0, initdb.LogTail());
    }

    /// <summary>An eighth of the machine, because the server and whatever else runs here need the rest.</summary>
    private static long SharedBuffersMegabytes(EmbeddedPostgresOptions options) =>
        options.Durable ? Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8 / 1024 / 1024, 128, 1024) : 128;

    private static string Quote(string value) => $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
