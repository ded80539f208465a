using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text;

namespace Aldrava.Accounts;

/// <summary>How accounts behave; the names are environment variables, most of them the old deployments' own. Checked at start.</summary>
internal sealed class AccountsOptions : IValidatableObject
{
    /// <summary>No access token may live longer, so that ended sessions need not be remembered longer than this.</summary>
    public static readonly TimeSpan LongestAccess = TimeSpan.FromDays(7);

    private const int ShortestSecret = 32;

    /// <summary>Signs access tokens. Without it a secret is made once and kept in the database.</summary>
    [ConfigurationKeyName("JWT_SECRET_KEY")]
    public string? JwtSecretKey { get; set; }

    /// <summary>Former values of JWT_SECRET_KEY, separated by blanks, whose tokens are still accepted.</summary>
    [ConfigurationKeyName("JWT_PREVIOUS_SECRET_KEYS")]
    public string? PreviousJwtSecretKeys { get; set; }

    [ConfigurationKeyName("ACCESS_TOKEN_EXPIRE_MINUTES"), Range(1, 10080)]
    public int AccessMinutes { get; set; } = 15;

    [ConfigurationKeyName("REFRESH_TOKEN_EXPIRE_DAYS"), Range(1, 365)]
    public int RefreshDays { get; set; } = 30;

    [ConfigurationKeyName("MOBILE_ACCESS_TOKEN_EXPIRE_MINUTES"), Range(1, 10080)]
    public int MobileAccessMinutes { get; set; } = 24 * 60;

    [ConfigurationKeyName("MOBILE_REFRESH_TOKEN_EXPIRE_DAYS"), Range(1, 365)]
    public int MobileRefreshDays { get; set; } = 7;

    /// <summary>After this a device signs in again, however busy it was.</summary>
    [ConfigurationKeyName("SESSION_MAX_DAYS"), Range(1, 3650)]
    public int SessionMaxDays { get; set; } = 180;

    /// <summary>How long the refresh token before the current one is forgiven.</summary>
    [ConfigurationKeyName("REFRESH_GRACE_SECONDS"), Range(0, 300)]
    public int RefreshGraceSeconds { get; set; } = 30;

    [ConfigurationKeyName("REGISTRATION")]
    public Registration Registration { get; set; } = Registration.Open;

    /// <summary>Addresses and networks (CIDR), separated by commas, whose X-Forwarded-For is believed.</summary>
    [ConfigurationKeyName("TRUSTED_PROXIES")]
    public string? TrustedProxies { get; set; }

    /// <summary>How many passwords are checked at once; 0 leaves one core free for everything else.</summary>
    [ConfigurationKeyName("PASSWORD_HASHING_CONCURRENCY"), Range(0, 64)]
    public int HashingConcurrency { get; set; }

    public TimeSpan Grace => TimeSpan.FromSeconds(RefreshGraceSeconds);

    public TimeSpan AccessLifetime(Sessions.SessionProfile profile) =>
        TimeSpan.FromMinutes(profile == Sessions.SessionProfile.Mobile ? MobileAccessMinutes : AccessMinutes);

    public TimeSpan RefreshLifetime(Sessions.SessionProfile profile) =>
        TimeSpan.FromDays(profile == Sessions.SessionProfile.Mobile ? MobileRefreshDays : RefreshDays);

    public IEnumerable<string> PreviousSecrets() =>
        PreviousJwtSecretKeys?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    public IEnumerable<IPNetwork> ProxyNetworks() =>
        (TrustedProxies ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => TryNetwork(text, out var network) ? network : throw new FormatException($"TRUSTED_PROXIES: '{text}' is no address or network."));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(JwtSecretKey) && IsShort(JwtSecretKey))
            yield return new ValidationResult(
                $"JWT_SECRET_KEY must have at least {ShortestSecret} bytes; leave it out to have one made and kept in the database."
            );
        if (PreviousSecrets().Any(IsShort))
            yield return new ValidationResult($"Each of JWT_PREVIOUS_SECRET_KEYS must have at least {ShortestSecret} bytes.");
        foreach (var text in (TrustedProxies ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!TryNetwork(text, out _))
                yield return new ValidationResult($"TRUSTED_PROXIES: '{text}' is no address or network.");
        }
    }

    private static bool IsShort(string secret) => Encoding.UTF8.GetByteCount(secret) < ShortestSecret;

    private static bool TryNetwork(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
            return true;
        if (!IPAddress.TryParse(text, out var address))
            return false;
        network = new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }
}

/// <summary>Who may open an account.</summary>
internal enum Registration
{
    /// <summary>Anybody, with an organization of their own.</summary>
    Open,

    /// <summary>Who was invited.</summary>
    Invite,

    /// <summary>Nobody.</summary>
    Closed,
}
