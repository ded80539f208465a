using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;

namespace Aldrava.Platform.Data.Embedded;

internal sealed record CommandResult(int ExitCode, string Output);

/// <summary>The account PostgreSQL runs under: the server's own or, because PostgreSQL refuses root, an unprivileged one.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PostgresAccount
{
    // The server's environment carries secrets, and PG* variables meant for clients would change how PostgreSQL starts.
    private static readonly string[] PassedOn = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR"];

    private readonly string? _name;

    private PostgresAccount(string? name) => _name = name;

    public static PostgresAccount Own { get; } = new(null);

    public bool IsOwn => _name is null;

    public string Name => _name ?? Environment.UserName;

    public static async Task<PostgresAccount> ChooseAsync(CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
            return Own;
        foreach (var name in (string[])["postgres", "nobody"])
        {
            if ((await Own.RunAsync("id", ["-u", name], ct)).ExitCode == 0)
                return new PostgresAccount(name);
        }
        throw new EmbeddedPostgresException(
            "PostgreSQL refuses to run as root, and neither the account 'postgres' nor 'nobody' exists to run it under. "
                + "Run the server as an unprivileged user, create the account 'postgres', or set DATABASE_URL to an outside PostgreSQL."
        );
    }

    public ProcessStartInfo Command(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, WorkingDirectory = "/" };
        if (_name is not null)
            start.UserName = _name;
        start.Environment.Clear();
        foreach (var name in PassedOn)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                start.Environment[name] = value;
        }
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    public async Task<CommandResult> RunAsync(string file, IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = Command(file, arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return new CommandResult(process.ExitCode, (await output + await errors).Trim());
        }
        catch (Win32Exception e)
        {
            return new CommandResult(127, e.Message);
        }
    }

    /// <summary>Creates a folder for this account alone.</summary>
    public async Task CreatePrivateFolderAsync(string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await OwnAsync(folder, ct);
    }

    /// <summary>Hands a folder to this account, and the cluster in it when that was made under another one.</summary>
    /// <remarks>Not simply all of it every time: an interrupted initdb may be removing its files meanwhile, over which chown would stumble.</remarks>
    public async Task OwnAsync(string folder, CancellationToken ct)
    {
        if (_name is null)
            return;
        const string Script = """
            chown -h "$1" "$2" || exit
            if [ -n "$(find "$2"/cluster "$2"/*.log -prune ! -user "$1" 2>/dev/null)" ]; then chown -Rh "$1" "$2"; fi
            """;
        var result = await Own.RunAsync("sh", ["-c", Script, "sh", _name, folder], ct);
        if (result.ExitCode != 0)
            throw new EmbeddedPostgresException($"The folder {folder} cannot be given to the account '{_name}': {result.Output}");
    }

    public async Task RequireAccessAsync(string folder, CancellationToken ct)
    {
        var result = await RunAsync("sh", ["-c", "test -r \"$1\" && test -w \"$1\" && test -x \"$1\"", "sh", folder], ct);
        if (result.ExitCode == 0)
            return;
        throw new EmbeddedPostgresException(
            $"The account '{Name}', which runs PostgreSQL, cannot use the folder {folder}: a folder above it is closed to this account. "
                + "Set ALDRAVA_DATA to a folder it can reach, for instance under /var/lib, or run the server as an unprivileged user."
        );
    }
}
