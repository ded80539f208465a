namespace Aldrava.Inbox.WhatsApp;

/// <summary>How we speak HTTP with Graph, whatever for.</summary>
internal static class GraphHttp
{
    public static void AddGraph(this IServiceCollection services, GraphOptions options)
    {
        services.AddSingleton(options);
        AddClient<GraphClient>(services);
        AddClient<GraphManagement>(services);
        AddClient<GraphMedia>(services);
    }

    private static void AddClient<TClient>(IServiceCollection services)
        where TClient : class =>
        services
            .AddHttpClient<TClient>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    // A redirected request would take the token elsewhere.
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    ConnectTimeout = TimeSpan.FromSeconds(5),
                    // Connections are renewed, so that a change of Graph's address is seen; the handler itself may stay.
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                }
            )
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RedactLoggedHeaders(_ => true);
}
