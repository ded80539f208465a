using System.Security.Cryptography;
using System.Text;

namespace Aldrava.Inbox.WhatsApp;

/// <summary><c>X-Hub-Signature-256</c>: HMAC-SHA256 of the bytes as they came. Meta escapes non-ASCII, so a re-serialised body hashes differently.</summary>
internal static class WebhookSignature
{
    internal const string HeaderName = "X-Hub-Signature-256";

    private const string Prefix = "sha256=";

    /// <summary>True when any of the secrets signed exactly these bytes. No usable secret means closed: false.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> body, string? header, IEnumerable<string> secrets) => Signers(body, header, secrets).Count > 0;

    /// <summary>Those of the secrets that signed exactly these bytes.</summary>
    internal static IReadOnlySet<string> Signers(ReadOnlySpan<byte> body, string? header, IEnumerable<string> secrets)
    {
        var signers = new HashSet<string>(StringComparer.Ordinal);
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!TryReadDigest(header, claimed))
            return signers;

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in secrets)
        {
            if (string.IsNullOrEmpty(secret))
                continue;
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
            // No early way out: the time taken does not tell which secret fitted.
            if (CryptographicOperations.FixedTimeEquals(expected, claimed))
                signers.Add(secret);
        }
        return signers;
    }

    /// <summary>The header Meta would send with these bytes.</summary>
    internal static string Sign(ReadOnlySpan<byte> body, string secret) =>
        Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    // Upper-case hex is accepted: it says the same bytes.
    private static bool TryReadDigest(string? header, Span<byte> digest)
    {
        if (header is null || header.Length != Prefix.Length + (digest.Length * 2) || !header.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        return Convert.FromHexString(header.AsSpan(Prefix.Length), digest, out _, out var written) is System.Buffers.OperationStatus.Done
            && written == digest.Length;
    }
}
