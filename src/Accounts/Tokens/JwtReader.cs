using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Aldrava.Accounts.Tokens;

/// <summary>
/// Reads JWTs in compact form (RFC 7515, 7519) signed with HS256 by a key of the ring, and nothing else: no other algorithm, no critical extensions,
/// no second spelling of the same bytes.
/// </summary>
internal static class JwtReader
{
    /// <summary>Ours have about 600 characters.</summary>
    private const int LongestToken = 4096;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>The claims, once the signature was found good; null when it is no such token.</summary>
    public static JsonDocument? Read(string token, RingKeys keys)
    {
        if (token.Length > LongestToken || !TrySplit(token, out var header, out var payload, out var signature))
            return null;
        using var head = Parse(header);
        if (head is null || !IsOurs(head.RootElement, out var kid))
            return null;

        var signed = token.AsSpan(0, header.Length + 1 + payload.Length);
        var candidates =
            kid is null ? keys.All
            : keys.Find(kid) is { } key ? [key]
            : [];
        foreach (var candidate in candidates)
        {
            if (IsSame(candidate.Sign(signed), signature))
                return Parse(payload);
        }
        return null;
    }

    private static bool TrySplit(string token, out ReadOnlySpan<char> header, out ReadOnlySpan<char> payload, out ReadOnlySpan<char> signature)
    {
        header = payload = signature = default;
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var last = token.LastIndexOf('.');
        if (first <= 0 || last <= first + 1 || last == token.Length - 1)
            return false;
        header = token.AsSpan(0, first);
        payload = token.AsSpan(first + 1, last - first - 1);
        signature = token.AsSpan(last + 1);
        return IsBase64Url(header) && IsBase64Url(payload) && IsBase64Url(signature);
    }

    private static bool IsBase64Url(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Alphabet) && text.Length % 4 != 1;

    private static JsonDocument? Parse(ReadOnlySpan<char> segment)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(segment.Length)];
        if (!Base64Url.TryDecodeFromChars(segment, bytes, out var length))
            return null;
        try
        {
            var document = JsonDocument.Parse(bytes.AsMemory(0, length), Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsOurs(JsonElement header, out string? kid)
    {
        kid = null;
        if (!header.TryGetProperty("alg", out var alg) || alg.ValueKind != JsonValueKind.String || !alg.ValueEquals("HS256"u8))
            return false;
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _))
            return false;
        if (!header.TryGetProperty("kid", out var id))
            return true;
        kid = id.ValueKind == JsonValueKind.String ? Text(id) : null;
        return kid is not null;
    }

    // Comparing the text refuses signatures that decode to the right bytes but are spelt otherwise.
    private static bool IsSame(string expected, ReadOnlySpan<char> given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(given.ToString()));

    /// <summary>A text of the document; null when it holds half a surrogate pair.</summary>
    internal static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
