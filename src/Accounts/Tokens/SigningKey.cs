using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Aldrava.Accounts.Tokens;

/// <summary>A key of the ring.</summary>
internal sealed class SigningKey(string kid, byte[] secret, DateTimeOffset signsFrom)
{
    private readonly byte[] _secret = secret;

    public string Kid { get; } = kid;

    /// <summary>From when on tokens are signed with it: a little after it was made, so that all nodes know it by then.</summary>
    public DateTimeOffset SignsFrom { get; } = signsFrom;

    /// <summary>The first segment of every token it signs.</summary>
    public string Header { get; } = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"HS256","typ":"JWT","kid":"{{kid}}"}"""));

    /// <summary>Whether it is the same key in every respect.</summary>
    public bool IsSameAs(SigningKey other) =>
        Kid == other.Kid && SignsFrom == other.SignsFrom && CryptographicOperations.FixedTimeEquals(_secret, other._secret);

    /// <summary>HMAC-SHA256 (RFC 7515, A.1) over <c>header.payload</c>, in base64url.</summary>
    public string Sign(ReadOnlySpan<char> signingInput)
    {
        var ascii = new byte[Encoding.ASCII.GetByteCount(signingInput)];
        Encoding.ASCII.GetBytes(signingInput, ascii);
        return Base64Url.EncodeToString(HMACSHA256.HashData(_secret, ascii));
    }

    /// <summary>The kid of a secret that stands in the environment: tells two apart without telling anything about them.</summary>
    public static string KidOf(byte[] secret) => "env-" + Base64Url.EncodeToString(SHA256.HashData([.. "aldrava kid "u8, .. secret]).AsSpan(0, 9));
}
