using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>JSON from outside made safe to read and to keep: after <see cref="TryParse"/> no string throws when read and none is refused by PostgreSQL.</summary>
internal static class JsonText
{
    /// <summary>Parses any bytes; null when they are no JSON. Byte order mark, NULs, lone surrogates and broken UTF-8 are mended on the way.</summary>
    internal static JsonDocument? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(Mend(body));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A copy in which <c>\u0000</c>, lone surrogates (escaped or not) and bytes that are no UTF-8 are U+FFFD.</summary>
    internal static byte[] Mend(ReadOnlyMemory<byte> body)
    {
        var span = body.Span;
        if (span.StartsWith("\uFEFF"u8))
            span = span[3..];
        var bytes = Utf8.IsValid(span) ? span.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(span));

        // A backslash is JSON only inside a string, so escapes are found without following the structure; every replacement has the length of what it replaces.
        for (var i = bytes.AsSpan().IndexOf((byte)'\\'); i >= 0 && i < bytes.Length; i++)
        {
            if (bytes[i] != (byte)'\\')
                continue;
            i += IsEscape(bytes, i, out var unit) ? MendEscape(bytes, i, unit) : 1;
        }
        return bytes;
    }

    /// <summary>Text from anywhere without what PostgreSQL refuses: NUL and lone surrogates become U+FFFD.</summary>
    internal static string Clean(string text)
    {
        if (!text.Contains('\0') && IsWellFormed(text))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.Value == 0 ? "\uFFFD" : rune.ToString());
        return clean.ToString();
    }

    /// <summary>A key that fits an index: itself when short, else its beginning and its hash, so that different long keys stay different.</summary>
    internal static string Bounded(string key, int length)
    {
        if (key.Length <= length)
            return key;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return Clean(key[..Math.Max(0, length - hash.Length - 1)]) + ":" + hash;
    }

    internal static string Cut(string text, int length) => text.Length <= length ? text : Clean(text[..length]);

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return true;
    }

    /// <summary>Mends the escape at <paramref name="at"/> if need be; returns how far past it the next character lies, less one.</summary>
    private static int MendEscape(byte[] bytes, int at, uint unit)
    {
        const int Escape = 6;
        if (char.IsHighSurrogate((char)unit) && IsEscape(bytes, at + Escape, out var next) && char.IsLowSurrogate((char)next))
            return (2 * Escape) - 1;
        if (unit == 0 || char.IsSurrogate((char)unit))
            "\\uFFFD"u8.CopyTo(bytes.AsSpan(at));
        return Escape - 1;
    }

    private static bool IsEscape(byte[] bytes, int at, out uint unit)
    {
        const int Digits = 4;
        unit = 0;
        return at + 2 + Digits <= bytes.Length
            && bytes[at] == (byte)'\\'
            && bytes[at + 1] == (byte)'u'
            && Utf8Parser.TryParse(bytes.AsSpan(at + 2, Digits), out unit, out var consumed, 'x')
            && consumed == Digits;
    }
}
