namespace Aldrava.Inbox;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Message {MessageId}: {Outcome} at attempt {Attempt}")]
    public static partial void Sent(ILogger logger, Guid messageId, string outcome, int attempt);

    [LoggerMessage(3, LogLevel.Warning, "Message {MessageId} was not sent: {Outcome}, Meta's code {Code}, attempt {Attempt}")]
    public static partial void NotSent(ILogger logger, Guid messageId, string outcome, int code, int attempt);

    [LoggerMessage(4, LogLevel.Warning, "A webhook was refused: no secret we know signed it. WHATSAPP_APP_SECRET, or the number's own, may be wrong")]
    public static partial void BadSignature(ILogger logger);

    [LoggerMessage(5, LogLevel.Warning, "A signed webhook makes no sense and is kept as a dead letter in inbox.webhooks")]
    public static partial void NoSense(ILogger logger);

    [LoggerMessage(6, LogLevel.Warning, "A signed webhook names numbers that are not ours or are switched off: {PhoneNumberIds}")]
    public static partial void UnknownNumbers(ILogger logger, string phoneNumberIds);

    [LoggerMessage(
        20,
        LogLevel.Warning,
        "A webhook signed with a number's own secret names {Count} numbers that the secret is not for; what it says of them is ignored: {PhoneNumberIds}"
    )]
    public static partial void ForeignNumbers(ILogger logger, int count, string phoneNumberIds);

    [LoggerMessage(7, LogLevel.Debug, "File {FileId} is {State} after attempt {Attempt}")]
    public static partial void MediaNoted(ILogger logger, Guid fileId, MediaFiles.MediaState state, int attempt);

    [LoggerMessage(8, LogLevel.Warning, "File {FileId} did not arrive and will be tried again: {Reason}")]
    public static partial void MediaBroke(ILogger logger, Guid fileId, string reason);

    [LoggerMessage(9, LogLevel.Warning, "Voice note {FileId} could not be converted; only the original is there")]
    public static partial void NotConverted(ILogger logger, Guid fileId);

    [LoggerMessage(10, LogLevel.Warning, "The customer of conversation {ConversationId} was not reminded: {Reason}")]
    public static partial void ReminderSkipped(ILogger logger, Guid conversationId, string reason);

    [LoggerMessage(
        19,
        LogLevel.Warning,
        "Meta finds us too fast (code {Code}): number {NumberId} rests until {Until:O}, or with code 131056 the one person alone"
    )]
    public static partial void Held(ILogger logger, int code, Guid numberId, DateTimeOffset until);

    [LoggerMessage(2, LogLevel.Warning, "Message {MessageId} was interrupted while being sent; its outcome is unknown")]
    public static partial void Interrupted(ILogger logger, Guid messageId);
}
