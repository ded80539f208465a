using System.Diagnostics;
using System.Runtime.Versioning;

namespace Aldrava.Platform.Data.Embedded;

/// <summary>A program that is interrupted when this process ends, however it ends.</summary>
/// <remarks>
/// A small shell starts the program and holds the read end of a pipe whose write end is ours. When we close it, or the kernel closes it because we were
/// killed, the shell interrupts the program. The program gets a session of its own where the system can, so that Ctrl+C in a terminal reaches only us
/// and the database outlives the requests that are still being answered.
/// </remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class TetheredProcess : IDisposable
{
    private const string Script = """
        trap '' HUP INT TERM
        log=$1 scratch=$2
        shift 2
        exec 3<&0 </dev/null >>"$log" 2>&1
        if command -v setsid >/dev/null 2>&1; then setsid "$@" 3<&- & else "$@" 3<&- & fi
        program=$!
        (while read -r line <&3; do :; done; kill -INT "$program") &
        watch=$!
        exec 3<&-
        wait "$program"
        code=$?
        kill -KILL "$watch" 2>/dev/null
        if [ -n "$scratch" ]; then rm -rf "$scratch"; fi
        exit "$code"
        """;

    private readonly Process _shell;
    private readonly string _logFile;
    private readonly long _logStart;

    private TetheredProcess(Process shell, string logFile, long logStart) => (_shell, _logFile, _logStart) = (shell, logFile, logStart);

    public bool HasExited => _shell.HasExited;

    public int ExitCode => _shell.ExitCode;

    /// <param name="account">The account to run under.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="logFile">Where its output is appended.</param>
    /// <param name="scratch">A folder to remove when the program has ended; null for none.</param>
    /// <param name="environment">Variables to add.</param>
    public static TetheredProcess Start(
        PostgresAccount account,
        IEnumerable<string> command,
        string logFile,
        string? scratch = null,
        IEnumerable<KeyValuePair<string, string>>? environment = null
    )
    {
        var start = account.Command("/bin/sh", ["-c", Script, "sh", logFile, scratch ?? "", .. command]);
        start.RedirectStandardInput = true;
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        var logStart = File.Exists(logFile) ? new FileInfo(logFile).Length : 0;
        return new TetheredProcess(Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start."), logFile, logStart);
    }

    public Task WaitAsync(CancellationToken ct) => _shell.WaitForExitAsync(ct);

    /// <summary>Interrupts the program and waits for its end; false when it had to be killed.</summary>
    public async Task<bool> StopAsync(TimeSpan timeout)
    {
        _shell.StandardInput.Close();
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            await _shell.WaitForExitAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            _shell.Kill(entireProcessTree: true);
            await _shell.WaitForExitAsync(CancellationToken.None);
            return false;
        }
    }

    /// <summary>The last lines the program wrote since it was started.</summary>
    public string LogTail(int lines = 20)
    {
        if (!File.Exists(_logFile))
            return "(no output)";
        using var file = new FileStream(_logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Max(Math.Min(_logStart, file.Length), file.Length - 16 * 1024);
        using var reader = new StreamReader(file);
        var tail = reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(lines);
        return string.Join('\n', tail);
    }

    public void Dispose() => _shell.Dispose();
}
