namespace Aldrava.Accounts.Sessions;

internal static class DeviceTypes
{
    private static readonly string[] Desktops = ["Windows NT", "Macintosh", "X11", "CrOS", "Linux x86_64"];

    /// <summary>What kind of device a User-Agent belongs to (auth.md). Mobile apps name their HTTP library instead of a browser.</summary>
    public static DeviceType Of(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
            return DeviceType.Unknown;
        if (Has(userAgent, "iPad") || Has(userAgent, "Tablet") || (Has(userAgent, "Android") && !Has(userAgent, "Mobile")))
            return DeviceType.Tablet;
        if (Has(userAgent, "iPhone") || Has(userAgent, "iPod") || Has(userAgent, "Android") || Has(userAgent, "Mobile"))
            return DeviceType.Mobile;
        return Desktops.Any(d => Has(userAgent, d)) ? DeviceType.Desktop : DeviceType.Unknown;
    }

    private static bool Has(string userAgent, string part) => userAgent.Contains(part, StringComparison.OrdinalIgnoreCase);
}
