namespace Aldrava.Platform.Data.Embedded;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Creating a database cluster in {Folder} with PostgreSQL {Version}")]
    public static partial void CreatingCluster(ILogger logger, string folder, string version);

    [LoggerMessage(LogLevel.Information, "Embedded PostgreSQL {Version} of {Binaries} is ready in {Folder}, account {Account}, after {Elapsed} ms")]
    public static partial void Ready(ILogger logger, string version, string binaries, string folder, string account, long elapsed);

    [LoggerMessage(LogLevel.Warning, "Stopping PostgreSQL (pid {Pid}) left behind by a server that was killed")]
    public static partial void StoppingLeftover(ILogger logger, int pid);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL did not start, trying again: {Reason}")]
    public static partial void StartingAgain(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL did not stop within {Timeout}: killing it; the next start recovers")]
    public static partial void Killing(ILogger logger, TimeSpan timeout);

    [LoggerMessage(LogLevel.Critical, "PostgreSQL ended by itself with exit code {ExitCode}; its log is {LogFile}")]
    public static partial void EndedByItself(ILogger logger, int exitCode, string logFile);
}
