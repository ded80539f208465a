namespace Aldrava.Inbox.WhatsApp;

/// <summary>Where messages are sent, and how patiently.</summary>
internal sealed record GraphOptions
{
    internal const string UrlSetting = "WHATSAPP_GRAPH_URL";
    internal const string MetaUrl = "https://graph.facebook.com/v25.0";

    internal Uri BaseUrl { get; init; } = new(MetaUrl);

    /// <summary>Goes before <see cref="BaseUrl"/>: for an address that is not known before the server listens.</summary>
    internal Func<Uri>? BaseUrlAtUse { get; init; }
    internal TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For what only pleases: that a message was read, that somebody is typing.</summary>
    internal TimeSpan CourtesyTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Further tries, at once, when no connection came about; the patient ones are the schedule's.</summary>
    internal int ConnectRetries { get; init; } = 2;
    internal TimeSpan ConnectRetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);
    internal int LongestAnswer { get; init; } = 64 * 1024;

    /// <summary>Fails at start-up on an address that is none: messages must not silently go nowhere.</summary>
    internal static GraphOptions From(IConfiguration configuration)
    {
        var url = configuration[UrlSetting];
        if (string.IsNullOrWhiteSpace(url))
            return new();
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new() { BaseUrl = address }
            : throw new InvalidOperationException($"{UrlSetting} is not an http or https address.");
    }

    /// <summary>For one whole attempt to fetch a file.</summary>
    internal TimeSpan MediaTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where Meta keeps the files that people send.</summary>
    private const string MetaFiles = "lookaside.fbsbx.com";

    private Uri Root => BaseUrlAtUse?.Invoke() ?? BaseUrl;

    internal Uri MediaOf(string mediaId) => AddressOf(Uri.EscapeDataString(mediaId));

    /// <summary>The address of a file comes from an answer; the token goes along only to Meta's files and to where messages are sent.</summary>
    internal bool MayHoldFiles(Uri address)
    {
        if (!address.IsAbsoluteUri || address.UserInfo.Length > 0)
            return false;
        if (address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && string.Equals(address.Host, MetaFiles, StringComparison.OrdinalIgnoreCase))
            return true;
        return address.Scheme == Root.Scheme && string.Equals(address.Authority, Root.Authority, StringComparison.OrdinalIgnoreCase);
    }

    internal Uri MessagesOf(string phoneNumberId) => AddressOf($"{Uri.EscapeDataString(phoneNumberId)}/messages");

    /// <summary>An address below the base; <paramref name="path"/> is escaped already.</summary>
    internal Uri AddressOf(string path) => new($"{Root.AbsoluteUri.TrimEnd('/')}/{path}");
}
