namespace Aldrava.Realtime;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Device {ConnectionId} of agent {AgentId} (user {UserId}, session {SessionId}) connected")]
    public static partial void Connected(ILogger logger, string connectionId, long? agentId, long userId, long sessionId);

    [LoggerMessage(2, LogLevel.Debug, "Device {ConnectionId} ended with {CloseCode}")]
    public static partial void Ended(ILogger logger, string connectionId, int closeCode);

    [LoggerMessage(3, LogLevel.Information, "Device {ConnectionId} did not sign in: {ErrorCode}")]
    public static partial void SignInFailed(ILogger logger, string connectionId, string errorCode);

    [LoggerMessage(4, LogLevel.Error, "Replay for device {ConnectionId} failed; it is told to come back")]
    public static partial void ReplayFailed(ILogger logger, Exception failure, string connectionId);

    [LoggerMessage(5, LogLevel.Error, "The session of device {ConnectionId} failed; it is told to come back")]
    public static partial void SessionFailed(ILogger logger, Exception failure, string connectionId);
}
