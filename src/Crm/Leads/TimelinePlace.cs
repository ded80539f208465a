using System.Globalization;
using System.Text;

namespace Aldrava.Crm.Leads;

/// <summary>Where in a timeline a page ends, as an opaque text: newest first, of one moment what was done before what was said, then the higher id.</summary>
/// <param name="At">The moment of the last entry shown.</param>
/// <param name="IsMessage">Whether that was a message.</param>
/// <param name="Id">The activity's id, or the message's place in its conversation.</param>
internal sealed record TimelinePlace(DateTimeOffset At, bool IsMessage, long Id)
{
    private const int LongestText = 100;

    public static TimelinePlace? Parse(string text)
    {
        if (text.Length > LongestText || !IsBase64Url(text))
            return null;
        var parts = Encoding.ASCII.GetString(Convert.FromBase64String(Padded(text))).Split('.');
        return
            parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && parts[1] is "a" or "m"
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new TimelinePlace(new DateTimeOffset(ticks, TimeSpan.Zero), parts[1] == "m", id)
            : null;
    }

    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{(IsMessage ? 'm' : 'a')}.{Id}");
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static string Padded(string text) => text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');

    private static bool IsBase64Url(string text) => text.Length % 4 != 1 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
