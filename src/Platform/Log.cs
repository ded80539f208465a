namespace Aldrava.Platform;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Unexpected failure")]
    public static partial void Unexpected(ILogger logger, Exception failure);

    [LoggerMessage(2, LogLevel.Error, "The database does not answer")]
    public static partial void DatabaseUnavailable(ILogger logger, Exception failure);

    [LoggerMessage(3, LogLevel.Information, "Applied migration {Migration}")]
    public static partial void Migrated(ILogger logger, string migration);

    [LoggerMessage(4, LogLevel.Warning, "Event {EventId} failed for {Subscriber}, attempt {Attempt}; next at {DueAt}")]
    public static partial void DeliveryFailed(ILogger logger, Exception failure, Guid eventId, string subscriber, int attempt, DateTimeOffset dueAt);

    [LoggerMessage(5, LogLevel.Error, "Event {EventId} is a dead letter for {Subscriber} after {Attempt} attempts")]
    public static partial void DeadLetter(ILogger logger, Exception failure, Guid eventId, string subscriber, int attempt);

    [LoggerMessage(6, LogLevel.Error, "{Worker} failed; it goes on")]
    public static partial void WorkerFailed(ILogger logger, Exception failure, string worker);

    [LoggerMessage(7, LogLevel.Warning, "Wake-ups between nodes are interrupted; polling meanwhile")]
    public static partial void WakeupsInterrupted(ILogger logger, Exception failure);

    [LoggerMessage(8, LogLevel.Information, "Purged {Count} events")]
    public static partial void EventsPurged(ILogger logger, long count);

    [LoggerMessage(9, LogLevel.Debug, "Answered {Method} {Route} with {Status} in {Milliseconds} ms")]
    public static partial void Answered(ILogger logger, string method, string? route, int status, double milliseconds);
}
