using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Aldrava.Platform.Http;

/// <summary>
/// A record in a URL: by its id, or by the <c>client_id</c> a device gave it when it was made offline and the id was not known yet (crm.md, Offline
/// first). In routes: <c>{id:record}</c>.
/// </summary>
/// <param name="Id">The server's id; 0 when <paramref name="ClientId"/> names it.</param>
/// <param name="ClientId">The device's.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecordKey(long Id, Guid? ClientId) : IParsable<RecordKey>
{
    /// <summary>As it stands in the URL; what errors name.</summary>
    public object Identifier => (object?)ClientId ?? Id;

    /// <inheritdoc />
    public static RecordKey Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var key) ? key : throw new FormatException();

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RecordKey result)
    {
        result = default;
        if (long.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
            result = new RecordKey(id, ClientId: null);
        else if (Guid.TryParseExact(s, "D", out var clientId))
            result = new RecordKey(0, clientId);
        else
            return false;
        return true;
    }

    /// <summary>What <c>:record</c> in a route takes: anything else is another route, or none.</summary>
    internal sealed class Constraint : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            TryParse(Convert.ToString(values[routeKey], CultureInfo.InvariantCulture), provider: null, out _);
    }
}
