using Aldrava.Accounts;
using Aldrava.Crm;
using Aldrava.Flows;
using Aldrava.Inbox;
using Aldrava.Media;
using Aldrava.Platform;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Aldrava.Platform.Http;
using Aldrava.Platform.Logging;
using Aldrava.Realtime;
using Aldrava.Server.OpenApi;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Aldrava.Server;

/// <summary>Puts the modules together. Nothing of the business is here.</summary>
internal static class AldravaHost
{
    private const long MaxBodyBytes = 12 * 1024 * 1024;

    public static WebApplication Build(HostSetup setup)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                EnvironmentName = EnvironmentName(setup),
                // Settings are read once; watching for changes would follow every file under the folder the server was started in.
                Args = ["--hostBuilder:reloadConfigOnChange=false"],
            }
        );
        builder.Configuration.AddInMemoryCollection(setup.Settings);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        builder.WebHost.UseUrls(setup.Urls ?? $"http://*:{builder.Configuration["PORT"] ?? "8000"}");
        ConfigureLogOutput(builder.Logging);
        builder.Logging.SetMinimumLevel(
            Enum.TryParse<LogLevel>(builder.Configuration["LOG_LEVEL"], ignoreCase: true, out var level) ? level : LogLevel.Information
        );
        AddModules(builder, PlatformDatabase.ConnectionString(setup.Database));
        setup.Services?.Invoke(builder.Services);

        var app = builder.Build();
        app.UsePlatform();
        app.UseCors();
        app.UseAccounts();
        app.UseWebSockets();
        app.UseApiDocumentation();
        if (setup.Routes is { } routes)
            ((IEndpointRouteBuilder)app).DataSources.Add(routes);
        else
            MapModules(app);
        // Now and not at the start, as the framework would: the document of the routes is printed without starting.
        app.UseEndpoints(_ => { });
        return app;
    }

    /// <summary>Brings the database up to date and, in development, makes the demo data.</summary>
    public static async Task PrepareAsync(WebApplication app, CancellationToken ct)
    {
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
        if (!app.Environment.IsDevelopment())
            return;
        await using var scope = app.Services.CreateAsyncScope();
        foreach (var seed in scope.ServiceProvider.GetServices<IDemoData>())
            await seed.SeedAsync(ct);
    }

    private static string EnvironmentName(HostSetup setup)
    {
        var name = setup.Settings.GetValueOrDefault("ENVIRONMENT") ?? Environment.GetEnvironmentVariable("ENVIRONMENT");
        return string.Equals(name, "development", StringComparison.OrdinalIgnoreCase) ? Environments.Development : Environments.Production;
    }

    /// <summary>JSON lines on the console; the framework's own request lines are left out: they hold whole URLs, with the tokens in them.</summary>
    public static void ConfigureLogOutput(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(o => o.FormatterName = JsonLogFormatter.FormatterName).AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>();
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information).AddFilter("Npgsql", LogLevel.Warning);
        // Requests of our own clients are told by their callers, with ids instead of addresses.
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // It says nothing that we do not say, but as long as it might, it makes an Activity and a log scope for every request.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // A command that fails is told by whoever asked for it; a lost race for a unique value is no error at all.
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        logging.Services.TryAddSingleton(TimeProvider.System);
    }

    private static void AddModules(WebApplicationBuilder builder, string connectionString)
    {
        builder.Services.AddPlatform(connectionString);
        builder.Services.AddAccounts(builder.Configuration);
        builder.Services.AddMedia(builder.Configuration);
        builder.Services.AddRealtime();
        builder.Services.AddCrm();
        builder.Services.AddInbox(builder.Configuration, builder.Environment);
        builder.Services.AddFlows();
        builder.Services.AddApiDocumentation();
        builder.Services.AddCors(cors =>
            cors.AddDefaultPolicy(policy =>
                AllowOrigins(policy, builder.Configuration["FRONTEND_URL"] ?? "")
                    .AllowAnyHeader()
                    .AllowAnyMethod()
                    .AllowCredentials()
                    .WithExposedHeaders("X-Total-Count", "Link", "Location", "X-Request-Id", "Idempotency-Replayed", "Retry-After")
            )
        );
    }

    private static CorsPolicyBuilder AllowOrigins(CorsPolicyBuilder policy, string frontends)
    {
        var origins = frontends.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // Browsers refuse "*" together with credentials; tokens travel in a header, so any page may be let in when an operator says so.
        return origins.Contains("*", StringComparer.Ordinal) ? policy.SetIsOriginAllowed(_ => true) : policy.WithOrigins(origins);
    }

    private static void MapModules(WebApplication app)
    {
        app.MapPlatform();
        app.MapAccounts();
        app.MapMedia();
        app.MapRealtime();
        app.MapCrm();
        app.MapInbox();
        app.MapFlows();
        app.MapGet("/openapi.json", ApiDocument.Handle).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/", Welcome.Handle).AllowAnonymous().WithTags("Platform").Returns<Welcome.View>();
    }
}
