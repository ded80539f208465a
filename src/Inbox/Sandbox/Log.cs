namespace Aldrava.Inbox.Sandbox;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Warning, "The sandbox gave up on a webhook after {Attempts} attempts")]
    public static partial void CallbackGivenUp(ILogger logger, int attempts);

    [LoggerMessage(101, LogLevel.Error, "The sandbox failed over a webhook; it goes on")]
    public static partial void CallbackFailed(ILogger logger, Exception failure);
}
