using Aldrava.Media.Contracts;

namespace Aldrava.Media.Cleaning;

/// <summary>Lets a picture through without where, when and with what it was taken; only how the camera was held is kept, so that it stays upright.</summary>
internal static class Clean
{
    public static Task RunAsync(MediaFormat format, Passage passage, CancellationToken ct)
    {
        if (format == MediaFormat.Jpeg)
            return CleanJpeg.RunAsync(passage, ct);
        if (format == MediaFormat.Png)
            return CleanPng.RunAsync(passage, ct);
        if (format == MediaFormat.Webp)
            return CleanWebp.RunAsync(passage, ct);
        return format == MediaFormat.Heic ? CleanHeic.RunAsync(passage, ct) : throw new ArgumentOutOfRangeException(nameof(format), format, message: null);
    }
}
