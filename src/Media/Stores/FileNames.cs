using System.Buffers;
using System.Security.Cryptography;
using Aldrava.Media.Contracts;

namespace Aldrava.Media.Stores;

/// <summary>Names of files: 128 random bits, so that who has not been shown one cannot find it, and the ending of the format.</summary>
internal static class FileNames
{
    private const int IdLength = 32;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public const string Route = "/media/";

    public static string New(MediaFormat format) => $"{RandomNumberGenerator.GetHexString(IdLength, lowercase: true)}.{format.Extension}";

    /// <summary>The format of a name of ours; null for any other text. Nothing that passes can lead out of a folder.</summary>
    public static MediaFormat? FormatOf(string name) =>
        name.Length > IdLength + 1 && name[IdLength] == '.' && name.AsSpan(0, IdLength).IndexOfAnyExcept(Digits) < 0
            ? MediaFormat.OfExtension(name[(IdLength + 1)..])
            : null;

    /// <summary>The name without its ending.</summary>
    public static string IdOf(string name) => name[..IdLength];
}
