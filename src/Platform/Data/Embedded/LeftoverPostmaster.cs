using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace Aldrava.Platform.Data.Embedded;

/// <summary>A PostgreSQL that still runs on our cluster although no server holds the folder any more: its server and its tether were both killed.</summary>
[UnsupportedOSPlatform("windows")]
internal static class LeftoverPostmaster
{
    // From the gentlest: end sessions and write everything; end at once, recover at the next start; whatever hangs.
    private static readonly (string Signal, TimeSpan Patience)[] Ways =
    [
        ("INT", TimeSpan.FromSeconds(30)),
        ("QUIT", TimeSpan.FromSeconds(10)),
        ("KILL", TimeSpan.FromSeconds(10)),
    ];

    /// <summary>Stops the leftover. Called with the folder's lock held, so nobody else can own it.</summary>
    /// <returns>A process id that <c>postmaster.pid</c> names but that meanwhile belongs to another program.</returns>
    public static async Task<int?> StopAsync(PostgresFolder folder, ILogger logger, CancellationToken ct)
    {
        var file = Path.Combine(folder.Cluster, "postmaster.pid");
        if (!File.Exists(file))
            return null;
        var lines = await File.ReadAllLinesAsync(file, ct);
        if (lines.Length == 0 || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid))
            return null;
        pid = Math.Abs(pid);
        if (await CommandLineAsync(pid, ct) is not { } command)
            return null;
        if (!IsOurs(command))
            return pid;

        Log.StoppingLeftover(logger, pid);
        foreach (var (signal, patience) in Ways)
        {
            await PostgresAccount.Own.RunAsync("sh", ["-c", $"kill -{signal} {pid}"], ct);
            if (await EndsAsync(pid, patience, ct))
                return null;
        }
        throw new EmbeddedPostgresException($"PostgreSQL (pid {pid}) still runs on {folder.Cluster} and cannot be stopped. Stop it by hand and start again.");

        bool IsOurs(string text) =>
            text.Contains(folder.Cluster, StringComparison.Ordinal) || (lines.Length > 1 && text.Contains(lines[1], StringComparison.Ordinal));

        async Task<bool> EndsAsync(int id, TimeSpan within, CancellationToken cancel)
        {
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < within)
            {
                if (await CommandLineAsync(id, cancel) is not { } now || !IsOurs(now))
                    return true;
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
            }
            return false;
        }
    }

    /// <summary>Null when there is no such process, or only its remains.</summary>
    private static async Task<string?> CommandLineAsync(int pid, CancellationToken ct)
    {
        if (Directory.Exists("/proc/self"))
        {
            try
            {
                var text = await File.ReadAllTextAsync($"/proc/{pid}/cmdline", ct);
                return text.Length == 0 ? null : text.Replace('\0', ' ');
            }
            catch (IOException)
            {
                return null;
            }
        }
        var result = await PostgresAccount.Own.RunAsync("ps", ["-o", "command=", "-p", pid.ToString(CultureInfo.InvariantCulture)], ct);
        return result.ExitCode == 0 && result.Output.Length > 0 ? result.Output : null;
    }
}
