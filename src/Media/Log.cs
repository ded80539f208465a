namespace Aldrava.Media;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The store did not take file {Name}")]
    public static partial void StoreFailed(ILogger logger, Exception failure, string name);

    [LoggerMessage(2, LogLevel.Debug, "File {Name} left the store")]
    public static partial void Removed(ILogger logger, string name);

    [LoggerMessage(3, LogLevel.Warning, "File {Name} could not be removed from the store and will be tried again")]
    public static partial void NotRemoved(ILogger logger, Exception failure, string name);
}
