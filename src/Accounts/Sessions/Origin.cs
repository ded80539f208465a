namespace Aldrava.Accounts.Sessions;

/// <summary>Where a request came from, as far as it can be known (behind proxies: <c>TRUSTED_PROXIES</c>).</summary>
/// <param name="Address">The IP address.</param>
/// <param name="UserAgent">What the client calls itself.</param>
internal sealed record Origin(string? Address, string? UserAgent)
{
    private const int LongestUserAgent = 512;

    public static Origin Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        var agent = http.Request.Headers.UserAgent.ToString().Replace("\0", "", StringComparison.Ordinal);
        return new Origin(address?.ToString(), agent.Length == 0 ? null : agent[..Math.Min(agent.Length, LongestUserAgent)]);
    }
}
