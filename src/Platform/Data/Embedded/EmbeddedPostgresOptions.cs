using System.Security.Cryptography;
using System.Text;

namespace Aldrava.Platform.Data.Embedded;

/// <summary>Where the embedded PostgreSQL keeps its data and how it runs.</summary>
public sealed record EmbeddedPostgresOptions
{
    private const string PrivilegedRoot = "/var/lib/aldrava";

    /// <summary>The server's data folder (<c>ALDRAVA_DATA</c>). PostgreSQL keeps its part of it in <c>database/</c>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The folder with <c>postgres</c> and <c>initdb</c> (<c>PG_BIN</c>); null looks in the usual places.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>False trades safety against power loss for speed. For tests only.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How many connections PostgreSQL accepts.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>How long PostgreSQL may stay silent while starting. Recovering after a crash may take longer than this.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long PostgreSQL may take to stop before it is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The folder from which to look upwards for <c>.data/postgres/node_modules</c>, where <c>./dev</c> installs PostgreSQL.</summary>
    public string? PackagesSearchRoot { get; init; }

    /// <summary>Folders that may hold the binaries, best first: those of <c>PATH</c>, then where systems install PostgreSQL.</summary>
    internal IReadOnlyList<string> SearchFolders { get; init; } = PostgresBinaries.UsualFolders(Environment.GetEnvironmentVariable("PATH"));

    /// <summary>Reads <c>PG_BIN</c> and <c>ALDRAVA_DATA</c>; without the latter the data lies in <c>.data</c> of <paramref name="contentRoot"/>.</summary>
    /// <remarks>
    /// Root's data lies outside of the checkout, one folder for each: PostgreSQL refuses to run as root, and the account it runs under
    /// instead often cannot reach a checkout under root's home.
    /// </remarks>
    public static EmbeddedPostgresOptions FromEnvironment(string contentRoot)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(contentRoot));
        var data = Environment.GetEnvironmentVariable("ALDRAVA_DATA");
        var bin = Environment.GetEnvironmentVariable("PG_BIN");
        return new EmbeddedPostgresOptions
        {
            DataDirectory = string.IsNullOrWhiteSpace(data) ? DefaultDataDirectory(root) : Path.GetFullPath(data),
            BinDirectory = string.IsNullOrWhiteSpace(bin) ? null : Path.GetFullPath(bin),
            PackagesSearchRoot = root,
        };
    }

    private static string DefaultDataDirectory(string root) =>
        !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess
            ? Path.Combine(PrivilegedRoot, $"{Path.GetFileName(root)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..8]}")
            : Path.Combine(root, ".data");
}
