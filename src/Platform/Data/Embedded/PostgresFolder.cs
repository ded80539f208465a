using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace Aldrava.Platform.Data.Embedded;

/// <summary>The data folder, held by one server at a time.</summary>
/// <remarks>
/// <c>server.lock</c> and <c>server.pid</c> belong to the server; everything of PostgreSQL lies in <c>database/</c>, closed to all other accounts.
/// </remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class PostgresFolder : IDisposable
{
    // The shortest limit for a socket's path (macOS: 104 bytes with its terminator; Linux: 108).
    private const int LongestSocketPath = 103;
    private const long LargestLog = 10 * 1024 * 1024;

    private readonly FileStream _lock;

    private PostgresFolder(string root, FileStream @lock)
    {
        _lock = @lock;
        Root = root;
        Private = Path.Combine(root, "database");
    }

    public string Root { get; }

    public string Private { get; }

    public string Cluster => ClusterOf(Root);

    public string Configuration => Path.Combine(Private, "postgresql.conf");

    public string AccessRules => Path.Combine(Private, "pg_hba.conf");

    public string LogFile => Path.Combine(Private, "postgres.log");

    public string CreationLogFile => Path.Combine(Private, "initdb.log");

    public static async Task<PostgresFolder> OpenAsync(string root, PostgresAccount account, CancellationToken ct)
    {
        Directory.CreateDirectory(root);
        var folder = new PostgresFolder(root, Lock(root));
        try
        {
            await account.CreatePrivateFolderAsync(folder.Private, ct);
            await account.RequireAccessAsync(folder.Private, ct);
            folder.RotateLog();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public static string ClusterOf(string root) => Path.Combine(root, "database", "cluster");

    /// <summary>The major version that wrote the cluster; null when there is none yet.</summary>
    public int? ClusterMajor()
    {
        var file = Path.Combine(Cluster, "PG_VERSION");
        if (!File.Exists(file))
        {
            return Directory.Exists(Cluster)
                ? throw new EmbeddedPostgresException($"{Cluster} is not a PostgreSQL cluster (it has no PG_VERSION). Restore it from a backup or remove it.")
                : null;
        }
        return int.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>The folder of the socket: in the data folder, or a temporary one where that path is too long for a socket.</summary>
    public async Task<SocketFolder> PrepareSocketFolderAsync(PostgresAccount account, CancellationToken ct)
    {
        var path = Path.Combine(Private, "run");
        if (!Fits(path))
        {
            var temporary = Directory.CreateTempSubdirectory("aldrava-").FullName;
            if (!Fits(temporary))
                throw new EmbeddedPostgresException($"{temporary} is too long for a Unix socket. Set ALDRAVA_DATA or TMPDIR to a shorter path.");
            await account.OwnAsync(temporary, ct);
            await account.RequireAccessAsync(temporary, ct);
            return new SocketFolder(temporary, IsTemporary: true);
        }
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        await account.CreatePrivateFolderAsync(path, ct);
        return new SocketFolder(path, IsTemporary: false);
    }

    public void Dispose() => _lock.Dispose();

    private static bool Fits(string folder) => Encoding.UTF8.GetByteCount(Path.Combine(folder, SocketFolder.FileName)) <= LongestSocketPath;

    private static FileStream Lock(string root)
    {
        var pidFile = Path.Combine(root, "server.pid");
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(root, "server.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            var holder = File.Exists(pidFile) ? $" (pid {File.ReadAllText(pidFile).Trim()})" : "";
            throw new EmbeddedPostgresException(
                $"Another server{holder} is running on the data folder {root}. Stop it, or set ALDRAVA_DATA to a folder of its own for this one.",
                e
            );
        }
        File.WriteAllText(pidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return held;
    }

    private void RotateLog()
    {
        var log = new FileInfo(LogFile);
        if (log.Exists && log.Length > LargestLog)
            File.Move(LogFile, LogFile + ".1", overwrite: true);
    }
}

internal sealed record SocketFolder(string Path, bool IsTemporary)
{
    public const int Port = 5432;
    public static readonly string FileName = $".s.PGSQL.{Port}";
}
