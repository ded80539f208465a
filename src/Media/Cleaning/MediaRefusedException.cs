using Aldrava.Platform.Http;

namespace Aldrava.Media.Cleaning;

/// <summary>Found while a file streams through: it will not be taken. The intake makes it an answer.</summary>
internal sealed class MediaRefusedException(Error error) : Exception(error.Code)
{
    public Error Error { get; } = error;
}
