using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Hosting.Server;

namespace Aldrava.Inbox.Sandbox;

/// <summary>A stand-in for WhatsApp, in development only: Meta's Graph API on one side, the customer's phone on the other. Elsewhere nothing of it is there.</summary>
internal static class SandboxModule
{
    private const string Root = "/_sandbox";
    private const string AsMeta = "Stands in for Meta, which takes no keys.";

    internal static void AddSandbox(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<OwnAddress>();
        services.AddSingleton<SandboxStore>();
        services.AddSingleton<SandboxNumbers>();
        services.AddSingleton<SandboxFiles>();
        services.AddSingleton<SandboxTyping>();
        services.AddSingleton<GraphFaults>();
        services.AddSingleton<PairRateLimit>();
        services.AddSingleton<GraphStandIn>();
        services.AddSingleton<SandboxTemplates>();
        services.AddSingleton<WebhookPoster>();
        services.AddSingleton<SandboxCallbacks>();
        services.AddHostedService(sp => sp.GetRequiredService<SandboxCallbacks>());
        if (string.IsNullOrWhiteSpace(configuration[GraphOptions.UrlSetting]))
            services.AddSingleton(sp => new GraphOptions { BaseUrlAtUse = () => new Uri(sp.GetRequiredService<OwnAddress>().Base, $"{Root}/graph") });
    }

    internal static void MapSandbox(this IEndpointRouteBuilder app)
    {
        var sandbox = app.MapGroup(Root).WithTags("Sandbox").AllowAnonymous().ExcludeFromDescription().Validated();

        var graph = sandbox.MapGroup("/graph");
        graph.MapPost("/{phoneNumberId}/messages", TakeGraphRequest.Handle).NotIdempotent(AsMeta);
        graph.MapPost("/{version}/{phoneNumberId}/messages", TakeGraphRequest.Handle).NotIdempotent(AsMeta);
        foreach (var version in new[] { "", "/{version}" })
        {
            var templates = $"{version}/{{account}}/message_templates";
            graph.MapGet(templates, GraphTemplates.List);
            graph.MapPost(templates, GraphTemplates.Create).NotIdempotent(AsMeta);
            graph.MapDelete(templates, GraphTemplates.Delete).NotIdempotent(AsMeta);
        }
        graph.MapGet("/{mediaId:long}", ServeSandboxFiles.Locate);
        graph.MapGet("/{version}/{mediaId:long}", ServeSandboxFiles.Locate);
        graph.MapGet("/media/{mediaId:long}", ServeSandboxFiles.Serve);
        graph.MapGet("/faults", SetFaults.Show);
        graph.MapPost("/faults", SetFaults.Add).NotIdempotent("Each call adds faults: that is what it is for.");
        graph.MapDelete("/faults", SetFaults.Clear).NotIdempotent("Clearing twice is clearing once.");

        var phone = sandbox.MapGroup("/phone");
        phone.MapGet("", ShowPhone.Handle);
        phone.MapGet("/numbers", ListNumbers.Handle);
        phone.MapGet("/files/{mediaId:long}", ServeSandboxFiles.Show);
        phone
            .MapPost("/{waId}/files", ServeSandboxFiles.Keep)
            .NotIdempotent("A file may be sent twice.")
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(SandboxFiles.Longest));
        phone.MapGet("/{waId}/messages", ListPhoneMessages.Handle);
        phone.MapPost("/{waId}/messages", SayFromPhone.Handle).NotIdempotent("A customer may say the same thing twice.");
    }
}

/// <summary>Where this server can be reached from itself: known only once it listens.</summary>
internal sealed class OwnAddress(IServer server)
{
    internal Uri Base =>
        server.Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()?.Addresses is { Count: > 0 } addresses
            ? Of(addresses)
            // Told as a connection that never came about, which is what it is: whoever sends tries again.
            : throw new HttpRequestException(HttpRequestError.ConnectionError, "The server does not listen yet.");

    internal static Uri Of(IEnumerable<string> addresses)
    {
        var all = addresses.Select(BindingAddress.Parse).ToList();
        var address = all.Find(a => a.Scheme == Uri.UriSchemeHttp) ?? all[0];
        // Bound to every interface, or to a name for this machine: the loopback address is among them.
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" or "localhost" ? "127.0.0.1" : address.Host;
        return new UriBuilder(address.Scheme, host, address.Port).Uri;
    }
}
