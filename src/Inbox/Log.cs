namespace Aldrava.Inbox;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Message {MessageId}: {Outcome} at attempt {Attempt}")]
    public static partial void Sent(ILogger logger, Guid messageId, string outcome, int attempt);

    [LoggerMessage(2, LogLevel.Warning, "Message {MessageId} was interrupted while being sent; its outcome is unknown")]
    public static partial void Interrupted(ILogger logger, Guid messageId);
}
