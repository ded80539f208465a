using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>The decision on Meta's unsigned registration GET: echo the challenge (as text/plain: it is the caller's own text), refuse, or complain.</summary>
internal static class WebhookHandshake
{
    /// <param name="Status">200, 400 or 403.</param>
    /// <param name="Challenge">What to echo with a 200.</param>
    internal sealed record Answer(int Status, string? Challenge = null);

    internal static Answer Decide(StringValues mode, StringValues token, StringValues challenge, IEnumerable<string> configuredTokens)
    {
        if (mode is not ["subscribe"] || token is not [{ Length: > 0 } given] || !IsKnown(given, configuredTokens))
            return new(StatusCodes.Status403Forbidden);
        return challenge is [{ Length: > 0 } text] ? new(StatusCodes.Status200OK, text) : new(StatusCodes.Status400BadRequest);
    }

    // Hashes have one length, so neither content nor length of a configured token shows in the time taken.
    private static bool IsKnown(string given, IEnumerable<string> configuredTokens)
    {
        var claimed = SHA256.HashData(Encoding.UTF8.GetBytes(given));
        var known = false;
        foreach (var token in configuredTokens)
        {
            if (!string.IsNullOrEmpty(token))
                known |= CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), claimed);
        }
        return known;
    }
}
