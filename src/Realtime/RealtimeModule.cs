using Aldrava.Platform;
using Aldrava.Platform.Events;
using Aldrava.Platform.Http;
using Aldrava.Realtime.Connections;
using Aldrava.Realtime.Gateway;

namespace Aldrava.Realtime;

/// <summary>Devices hear of what concerns them while it happens, and of what they missed when they come back (realtime.md).</summary>
public static class RealtimeModule
{
    private const string Path = "/mobile/ws";

    /// <summary>Adds the gateway. Needs the platform and Accounts.</summary>
    public static IServiceCollection AddRealtime(this IServiceCollection services)
    {
        services.AddModule("realtime", typeof(RealtimeModule).Assembly);
        services
            .AddOptions<RealtimeOptions>()
            .BindConfiguration("Realtime")
            .Configure<IConfiguration>((options, configuration) => options.Read(configuration))
            .ValidateDataAnnotations()
            .Validate(o => o.TimesArePositive(), "The times of Realtime, WS_PING_INTERVAL and WS_PING_TIMEOUT are above zero and at most a day.")
            .ValidateOnStart();
        services.AddMetrics();
        services.AddSingleton<RealtimeMetrics>();
        services.AddSingleton<SignalGateway>();
        services.AddSingleton<ISignalListener>(sp => sp.GetRequiredService<SignalGateway>());
        services.AddSingleton<ReplayLog>();
        services.AddSingleton<DeviceSessions>();
        services.AddSingleton<Connect>();
        return services;
    }

    /// <summary>Maps <c>/mobile/ws</c>: GET, and CONNECT for WebSockets over HTTP/2. Needs <c>UseWebSockets</c> before it.</summary>
    public static void MapRealtime(this IEndpointRouteBuilder app)
    {
        // As a delegate, not a RequestDelegate: the OpenAPI document leaves the latter out.
        app.MapMethods(Path, [HttpMethods.Get], (Delegate)Connect.Handle)
            .AllowAnonymous()
            .WithTags("Realtime")
            .WithMetadata(
                new TextParameters(
                    ("token", "An access token, where the client can send no header."),
                    ("last_event_id", "The last event the device heard; what came after it is sent again.")
                )
            )
            .Produces(StatusCodes.Status101SwitchingProtocols)
            .Fails(Errors.Realtime.WebSocketOnly(), Errors.Realtime.OriginRefused(), Errors.Realtime.Busy());
        app.MapMethods(Path, [HttpMethods.Connect], Connect.Handle).AllowAnonymous().NotIdempotent("opens a socket; writes nothing").ExcludeFromDescription();
    }
}
