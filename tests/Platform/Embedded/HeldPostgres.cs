using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Aldrava.Platform.Data.Embedded;
using Aldrava.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aldrava.Tests.Platform.Embedded;

/// <summary>A server process of its own that holds an embedded PostgreSQL, to be killed.</summary>
internal sealed class HeldPostgres : IDisposable
{
    public const string FolderVariable = "ALDRAVA_TEST_HOLD_FOLDER";

    private readonly Process _process;

    private HeldPostgres(Process process) => _process = process;

    public int ProcessId => _process.Id;

    /// <summary>Runs this test assembly again, only the explicit test below.</summary>
    public static HeldPostgres Start(string folder)
    {
        string[] arguments = ["-explicit", "only", "-noLogo", "-method", $"{typeof(HoldingAServer).FullName}.{nameof(HoldingAServer.Until_it_is_killed)}"];
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Aldrava.Tests"), arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[FolderVariable] = folder;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return new HeldPostgres(process);
    }

    public async Task<string> ConnectionStringAsync(string folder)
    {
        var file = ReadyFile(folder);
        await Eventually.BecomesTrueAsync(() => File.Exists(file) || _process.HasExited, "the child to start its PostgreSQL", TimeSpan.FromMinutes(1));
        _process.HasExited.ShouldBeFalse("the child ended instead of holding PostgreSQL");
        return await File.ReadAllTextAsync(file);
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    internal static string ReadyFile(string folder) => Path.Combine(folder, "ready");
}

[UnsupportedOSPlatform("windows")]
public sealed class HoldingAServer
{
    [Fact(Explicit = true)]
    public async Task Until_it_is_killed()
    {
        var folder = Environment.GetEnvironmentVariable(HeldPostgres.FolderVariable).ShouldNotBeNull();
        await using var postgres = await EmbeddedPostgres.StartAsync(EmbeddedPostgresTests.Options(folder), NullLogger.Instance, CancellationToken.None);
        await File.WriteAllTextAsync(folder + "/ready.new", postgres.ConnectionString());
        File.Move(folder + "/ready.new", HeldPostgres.ReadyFile(folder));
        await Task.Delay(Timeout.InfiniteTimeSpan);
    }
}

internal static class LinuxProcesses
{
    /// <summary>The living processes whose command line names the folder: PostgreSQL itself, and the shells that tie it to its server.</summary>
    public static int[] Naming(string folder) =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
                .Where(pid => pid != 0 && CommandLine(pid).Contains(folder, StringComparison.Ordinal)),
        ];

    public static string Account(int pid) =>
        File.ReadAllLines($"/proc/{pid}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
