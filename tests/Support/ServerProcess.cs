using System.Diagnostics;
using System.Text.Json;

namespace Aldrava.Tests.Support;

/// <summary>The server as operators run it: a process of its own, which can be killed.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Starts one on a database and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string database, IReadOnlyDictionary<string, string?> settings, int port = 0)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "aldrava.dll"), "serve"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["DATABASE_URL"] = database;
        start.Environment["PORT"] = port.ToString();
        start.Environment["LOG_LEVEL"] = "Information";
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start)!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        process.OutputDataReceived += (_, line) => Read(line.Data, said, listening);
        process.ErrorDataReceived += (_, line) => Read(line.Data, said, listening);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync();
        if (await Task.WhenAny(listening.Task, ended).WaitAsync(TimeSpan.FromSeconds(60)) == ended)
            throw new InvalidOperationException($"The server ended: {string.Join('\n', said)}");
        return new ServerProcess(process, await listening.Task);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static void Read(string? line, List<string> said, TaskCompletionSource<Uri> listening)
    {
        if (line is null)
            return;
        lock (said)
            said.Add(line);
        const string mark = "Now listening on: http://";
        if (!line.Contains(mark, StringComparison.Ordinal))
            return;
        var message = JsonSerializer.Deserialize<JsonElement>(line).GetProperty("message").GetString()!;
        listening.TrySetResult(new Uri($"http://127.0.0.1:{message[(message.LastIndexOf(':') + 1)..]}"));
    }
}
