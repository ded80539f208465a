namespace Aldrava.Flows;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Conversation {ConversationId} handed over by run {RunId}: {Reason}")]
    public static partial void HandedOver(ILogger logger, Guid conversationId, Guid runId, string reason);

    [LoggerMessage(2, LogLevel.Debug, "Run {RunId} of conversation {ConversationId} ended")]
    public static partial void Ended(ILogger logger, Guid conversationId, Guid runId);

    [LoggerMessage(3, LogLevel.Information, "Run {RunId} of conversation {ConversationId} warns: {Code}")]
    public static partial void Warned(ILogger logger, Guid conversationId, Guid runId, string code);

    [LoggerMessage(4, LogLevel.Error, "Run {RunId} of conversation {ConversationId} cannot go on in flow {FlowId} version {Version}: {Reason}")]
    public static partial void CannotGoOn(ILogger logger, Guid conversationId, Guid runId, Guid flowId, int version, string reason);

    [LoggerMessage(5, LogLevel.Error, "The deadline of run {RunId} could not be worked off, attempt {Attempt}")]
    public static partial void TimeoutFailed(ILogger logger, Exception failure, Guid runId, int attempt);

    [LoggerMessage(6, LogLevel.Information, "Call {CallId} of run {RunId}, attempt {Attempt}: {Status} {Failure}")]
    public static partial void ApiCalled(ILogger logger, Guid runId, Guid callId, int attempt, int status, string? failure);
}
