using System.Security.Cryptography;
using System.Text;

namespace Aldrava.Inbox.Sandbox;

/// <summary>Ids that look like Meta's.</summary>
internal static class SandboxIds
{
    /// <summary>As the real ones it has the peer's number inside: whoever logs it logs personal data.</summary>
    internal static string Wamid(string peer)
    {
        var bytes = new List<byte> { 0x1D, (byte)peer.Length };
        bytes.AddRange(Encoding.ASCII.GetBytes(peer));
        bytes.AddRange([0x15, 0x02, 0x00, 0x11, 0x18, 0x12]);
        bytes.AddRange(Encoding.ASCII.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(9))));
        bytes.Add(0);
        return "wamid." + Convert.ToBase64String([.. bytes]);
    }

    internal static string MediaId() =>
        RandomNumberGenerator.GetInt32(100_000_000, int.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture) + "000000";

    /// <summary>The business-scoped id of somebody who hides the number: the same for the same username.</summary>
    internal static string UserId(string username)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(username));
        return "PT." + (BitConverter.ToUInt64(hash) % 100_000_000_000_000_000).ToString("D17", System.Globalization.CultureInfo.InvariantCulture);
    }
}
