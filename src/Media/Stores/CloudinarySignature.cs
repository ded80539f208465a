using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Aldrava.Media.Stores;

/// <summary>
/// Signs the parameters of a request to Cloudinary. A <c>&amp;</c> inside a value is escaped: joined as it is, one signed value could pass for two.
/// </summary>
internal static class CloudinarySignature
{
    private static readonly string[] Unsigned = ["file", "cloud_name", "resource_type", "api_key"];

    public static string TextOf(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join(
            '&',
            parameters
                .Where(p => p.Value.Length > 0 && !Unsigned.Contains(p.Key))
                .OrderBy(p => p.Key, StringComparer.Ordinal)
                .Select(p => $"{p.Key}={p.Value.Replace("&", "%26", StringComparison.Ordinal)}")
        );

    [SuppressMessage(
        "Security",
        "CA5350:Do Not Use Weak Cryptographic Algorithms",
        Justification = "SHA-1 is what Cloudinary checks unless the account says SHA-256."
    )]
    public static string Sign(IEnumerable<KeyValuePair<string, string>> parameters, string secret, bool sha256)
    {
        var signed = Encoding.UTF8.GetBytes(TextOf(parameters) + secret);
        return Convert.ToHexStringLower(sha256 ? SHA256.HashData(signed) : SHA1.HashData(signed));
    }
}
