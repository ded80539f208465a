using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.Json;

namespace Aldrava.Platform.Data.Embedded;

/// <summary>PostgreSQL as <c>./dev</c> installs it from npm where the machine has none.</summary>
internal sealed class PostgresPackage
{
    private readonly string _folder;

    private PostgresPackage(string folder) => _folder = folder;

    public static string Name => $"@embedded-postgres/{System}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    public string BinDirectory => Path.Combine(_folder, "native", "bin");

    private static string System => OperatingSystem.IsMacOS() ? "darwin" : "linux";

    public static PostgresPackage? Find(string? searchRoot)
    {
        for (var folder = searchRoot; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var package = Path.Combine(folder, ".data", "postgres", "node_modules", Name);
            if (Directory.Exists(package))
                return new PostgresPackage(package);
        }
        return null;
    }

    /// <summary>npm archives carry no links: the package lists them, and they are made here when its own install script did not run.</summary>
    public void RestoreLinks()
    {
        var list = Path.Combine(_folder, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var at = Path.Combine(_folder, link.GetProperty("target").GetString()!);
            var to = Path.Combine(_folder, link.GetProperty("source").GetString()!);
            if (!File.Exists(at))
                File.CreateSymbolicLink(at, Path.GetRelativePath(Path.GetDirectoryName(at)!, to));
        }
    }

    /// <summary>Copies the programs to where every account reaches them; a checkout under root's home is closed to all others.</summary>
    [UnsupportedOSPlatform("windows")]
    public async Task<string> CopyOutAsync(CancellationToken ct)
    {
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "package.json"), ct));
        var target = $"/var/lib/aldrava/postgresql-{manifest.RootElement.GetProperty("version").GetString()}";
        if (!Directory.Exists(target))
        {
            const string Script = """
                set -e; umask 022; mkdir -p "$(dirname "$2")"; rm -rf "$2.$3"; cp -RP "$1" "$2.$3"; chmod -R a+rX "$2.$3"; mv "$2.$3" "$2"
                """;
            string[] arguments = ["-c", Script, "sh", Path.Combine(_folder, "native"), target, $"{Environment.ProcessId}"];
            var copy = await PostgresAccount.Own.RunAsync("sh", arguments, ct);
            if (copy.ExitCode != 0)
                throw new EmbeddedPostgresException($"The programs of {_folder} cannot be copied to {target}: {copy.Output}");
        }
        return Path.Combine(target, "bin");
    }
}
