using System.Security.Cryptography;
using System.Text;

namespace Aldrava.Platform.Security;

/// <summary>
/// Seals secrets that must be read again (access tokens of WhatsApp numbers) before they are stored: AES-256-GCM. The first key seals; what an older one
/// sealed is still opened. Format: <c>v1.</c> + base64(nonce, tag, text).
/// </summary>
public sealed class SecretBox
{
    private const string Version = "v1.";
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly byte[][] _keys;

    internal SecretBox(params byte[][] keys) => _keys = keys;

    /// <summary>Seals a text; each time differently.</summary>
    public string Seal(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedBytes = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceSize));
        using var aes = new AesGcm(_keys[0], TagSize);
        aes.Encrypt(sealedBytes.AsSpan(0, NonceSize), plain, sealedBytes.AsSpan(NonceSize + TagSize), sealedBytes.AsSpan(NonceSize, TagSize));
        return Version + Convert.ToBase64String(sealedBytes);
    }

    /// <summary>Opens what <see cref="Seal"/> sealed.</summary>
    /// <exception cref="CryptographicException">Damaged, or sealed with another key.</exception>
    public string Open(string sealedText)
    {
        if (!sealedText.StartsWith(Version, StringComparison.Ordinal))
            throw new CryptographicException("This is not a sealed secret.");
        var bytes = Convert.FromBase64String(sealedText[Version.Length..]);
        var plain = new byte[bytes.Length - NonceSize - TagSize];
        for (var key = 0; ; key++)
        {
            using var aes = new AesGcm(_keys[key], TagSize);
            try
            {
                aes.Decrypt(bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize + TagSize), bytes.AsSpan(NonceSize, TagSize), plain);
                return Encoding.UTF8.GetString(plain);
            }
            catch (AuthenticationTagMismatchException) when (key + 1 < _keys.Length)
            {
                // Sealed with an older key.
            }
        }
    }
}
