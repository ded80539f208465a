using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Aldrava.Accounts.Mail;

/// <summary>What a link in a mail carries: 32 random bytes, of which only the SHA-256 is kept.</summary>
internal sealed record OneTimeToken(string Text, byte[] Hash)
{
    private const int Bytes = 32;

    public static OneTimeToken New()
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        return new OneTimeToken(text, HashOf(text));
    }

    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Tells nothing.</summary>
    public override string ToString() => nameof(OneTimeToken);
}
