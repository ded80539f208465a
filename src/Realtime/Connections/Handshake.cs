using Microsoft.Extensions.Primitives;

namespace Aldrava.Realtime.Connections;

/// <summary>What a request for a socket brings: a token, the subprotocol to answer with, the last event heard.</summary>
/// <param name="Token">The token, or null when it will come as the first message.</param>
/// <param name="Subprotocol">
/// One of those offered, since browsers insist: <c>aldrava.v1</c> where it is, else the one that holds the token.
/// </param>
/// <param name="LastEventId">As sent, or null.</param>
internal sealed record Handshake(string? Token, string? Subprotocol, string? LastEventId)
{
    internal const string PlainSubprotocol = "aldrava.v1";
    private const string BearerPrefix = "bearer.";
    private const string BearerScheme = "Bearer ";

    /// <summary>Reads it, and takes the token out of the request so that nothing later can write it down.</summary>
    public static Handshake Take(HttpContext http)
    {
        var query = http.Request.Query;
        var offered = http.WebSockets.WebSocketRequestedProtocols;
        var bearer = offered.FirstOrDefault(p => p.StartsWith(BearerPrefix, StringComparison.Ordinal));
        var token = query.TryGetValue("token", out var inQuery) ? inQuery.ToString() : FromHeader(http.Request) ?? bearer?[BearerPrefix.Length..];
        var lastEventId = query.TryGetValue("last_event_id", out var heard) ? heard.ToString() : null;
        HideToken(http.Request);
        return new Handshake(token, offered.Contains(PlainSubprotocol) ? PlainSubprotocol : bearer, lastEventId);
    }

    /// <summary>
    /// Whether a page of this origin may connect: CORS does not cover sockets. No origin is no browser; otherwise the server's own host, or one that
    /// was allowed.
    /// </summary>
    public static bool MayComeFrom(HttpRequest request, IReadOnlyList<string> allowed)
    {
        var origins = request.Headers.Origin;
        if (StringValues.IsNullOrEmpty(origins))
            return true;
        var origin = origins.ToString();
        return IsOwn(origin, request.Host) || allowed.Any(a => a == "*" || string.Equals(a.TrimEnd('/'), origin, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && page.Scheme is "http" or "https"
        && string.Equals(page.Host, host.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port == page.Port || (host.Port is null && page.IsDefaultPort));

    private static string? FromHeader(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase)
            ? header[BearerScheme.Length..].Trim()
            : null;

    private static void HideToken(HttpRequest request)
    {
        if (!request.Query.ContainsKey("token"))
            return;
        var rest = request.Query.Where(q => q.Key != "token").SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value));
        request.QueryString = QueryString.Create(rest);
    }
}
