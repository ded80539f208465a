using System.Net;

namespace Aldrava.Flows.ApiCalls;

/// <summary>How flows reach other systems.</summary>
/// <param name="AllowsPrivateAddresses">Development and tests: a system on this machine may be called.</param>
internal sealed record ApiCallOptions(bool AllowsPrivateAddresses)
{
    /// <summary>Turns a name into addresses.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    public static ApiCallOptions From(IConfiguration configuration) =>
        new(string.Equals(configuration["FLOWS_API_CALLS_ALLOW_PRIVATE"], "true", StringComparison.OrdinalIgnoreCase));
}
