using System.Diagnostics;

namespace Aldrava.Inbox.MediaFiles;

/// <summary>Makes sound of a voice note that every phone plays, when ffmpeg is on this machine: a program of its own, without a shell and with a time limit.</summary>
internal sealed class VoiceConverter
{
    internal const string PathSetting = "FFMPEG_PATH";
    private const string Program = "ffmpeg";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly string? _program;

    /// <param name="program">Where it is; null: wherever the PATH has it.</param>
    public VoiceConverter(string? program) =>
        _program =
            string.IsNullOrWhiteSpace(program) ? OnPath()
            : File.Exists(program) ? program
            : null;

    internal bool IsThere => _program is not null;

    /// <summary>Hands the converted sound to <paramref name="take"/>; default when it could not be converted.</summary>
    internal async Task<T?> ConvertAsync<T>(Stream original, Func<Stream, Task<T>> take, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("aldrava-voice-");
        try
        {
            var (from, to) = (Path.Combine(folder.FullName, "in.ogg"), Path.Combine(folder.FullName, "out.m4a"));
            await using (var file = File.Create(from))
                await original.CopyToAsync(file, ct);
            if (!await RunAsync(from, to, ct) || new FileInfo(to) is not { Exists: true, Length: > 0 })
                return default;
            await using var converted = File.OpenRead(to);
            return await take(converted);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<bool> RunAsync(string from, string to, CancellationToken ct)
    {
        // The format is said, and no protocol but files allowed: a crafted note must not make it read anything else.
        string[] arguments = ["-nostdin", "-loglevel", "error", "-protocol_whitelist", "file", "-f", "ogg", "-i", from, "-vn", "-c:a", "aac", "-b:a", "64k"];
        var start = new ProcessStartInfo(_program!, [.. arguments, "-movflags", "+faststart", "-y", to])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Longest);
        try
        {
            await Task.WhenAll(
                process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, patience.Token),
                process.StandardError.BaseStream.CopyToAsync(Stream.Null, patience.Token),
                process.WaitForExitAsync(patience.Token)
            );
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string? OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? Program + ".exe" : Program))
            .FirstOrDefault(File.Exists);
}
