namespace Aldrava.Accounts;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Warning, "User {UserId} still has a bcrypt password, and libcrypt is not there to check it: sign-in refused")]
    public static partial void BcryptMissing(ILogger logger, long userId);

    [LoggerMessage(101, LogLevel.Warning, "A retired refresh token of session {SessionId} of user {UserId} came back; the session is ended")]
    public static partial void TokenReused(ILogger logger, long sessionId, long userId);

    [LoggerMessage(102, LogLevel.Information, "Purged {Count} expired or revoked refresh tokens and sessions")]
    public static partial void Purged(ILogger logger, int count);

    [LoggerMessage(103, LogLevel.Information, "Session {SessionId} of user {UserId} opened")]
    public static partial void SessionOpened(ILogger logger, long sessionId, long userId);

    [LoggerMessage(104, LogLevel.Information, "Ended {Count} sessions of user {UserId}: {Why}")]
    public static partial void SessionsEnded(ILogger logger, int count, long userId, string why);

    [LoggerMessage(105, LogLevel.Warning, "Sign-ins are slowed down after repeated failures")]
    public static partial void SignInThrottled(ILogger logger);
}
