using System.Reflection;
using System.Resources;
using System.Text.Json.Serialization.Metadata;
using Aldrava.Platform.Data;
using Aldrava.Platform.Events;
using Aldrava.Platform.Hosting;
using Aldrava.Platform.Http;
using Aldrava.Platform.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Aldrava.Platform;

/// <summary>What every module stands on, and how a module adds itself.</summary>
public static class PlatformModule
{
    /// <summary>Adds the platform over a database.</summary>
    public static IServiceCollection AddPlatform(this IServiceCollection services, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(sp => PlatformDatabase.Build(connectionString, sp.GetService<ILoggerFactory>()));
        services.AddSingleton<Migrator>();
        services.AddScoped<DbSession>();
        services.AddScoped<Tenant>();
        services.AddScoped<ModuleDbServices>();
        services.AddHostedService<WarmUp>();
        services.AddModule("platform", typeof(PlatformModule).Assembly);

        services.AddSingleton<Wakeups>();
        services.AddHostedService<WakeupRelay>();
        services.AddOptions<EventOptions>().BindConfiguration("Events").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EventRegistry>();
        services.AddSingleton(sp => new EventPublisher(
            sp.GetRequiredService<EventRegistry>(),
            sp.GetRequiredService<Wakeups>(),
            sp.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<EventBulkWriter>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<SignalLog>();
        services.AddSingleton<SignalTail>();
        services.AddSingleton<EventDispatcher>();
        services.AddHostedService(sp => sp.GetRequiredService<SignalTail>());
        services.AddHostedService(sp => sp.GetRequiredService<EventDispatcher>());
        services.AddHostedService<PurgeEvents>();

        services.AddSingleton(sp => SecretKeys.Open(sp.GetRequiredService<IConfiguration>(), sp.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<ErrorMessages>();
        services.AddScoped<Idempotency>();
        services.AddSingleton<IdBlocks>();
        services.AddSingleton(sp => new CreateTogether(
            sp.GetRequiredService<NpgsqlDataSource>(),
            sp.GetRequiredService<EventPublisher>(),
            sp.GetRequiredService<SignalTail>(),
            sp.GetRequiredService<IServiceScopeFactory>(),
            sp.GetRequiredService<IdBlocks>(),
            sp.GetRequiredService<TimeProvider>()
        ));
        services.AddHostedService(sp => sp.GetRequiredService<CreateTogether>());
        services.AddHttpContextAccessor();
        services.AddScoped(sp =>
            sp.GetRequiredService<IHttpContextAccessor>().HttpContext?.Features.Get<CurrentUser>() ?? throw new RuleBrokenException(Errors.Token.Missing())
        );
        services.Configure<RouteOptions>(o => o.SetParameterPolicy<RecordKey.Constraint>("record"));
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o =>
        {
            Json.Configure(o.SerializerOptions);
            o.SerializerOptions.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OptionalFields.ReadByProperties } };
        });
        return services;
    }

    /// <summary>Adds a module's migrations and messages: <c>Data/Migrations/*.sql</c> and <c>Resources/Errors.*.resx</c> of its assembly.</summary>
    public static IServiceCollection AddModule(this IServiceCollection services, string name, Assembly assembly)
    {
        services.AddSingleton(new MigratedModule(name, assembly));
        services.AddSingleton(new ErrorCatalogue(new ResourceManager($"{assembly.GetName().Name}.Resources.Errors", assembly)));
        return services;
    }

    /// <summary>Adds a module's context, which shares the scope's connection and transaction.</summary>
    public static IServiceCollection AddModuleDb<TContext>(this IServiceCollection services)
        where TContext : ModuleDbContext
    {
        services.AddSingleton(new ModuleContext(typeof(TContext)));
        return services.AddDbContext<TContext>(
            // The connection is the scope's and is set by the context: options that differ with each scope would be worked out for each.
            (_, options) => options.UseNpgsql(),
            ServiceLifetime.Scoped,
            ServiceLifetime.Singleton
        );
    }

    /// <summary>Subscribes a handler to an event under a stable name, <c>{module}.{what_it_does}</c>.</summary>
    public static IServiceCollection AddSubscriber<TEvent, THandler>(this IServiceCollection services, string name)
        where TEvent : DomainEvent
        where THandler : class, IEventHandler<TEvent>
    {
        services.AddScoped<THandler>();
        services.AddSingleton(new Subscription(name, typeof(TEvent), (scope, e, ct) => scope.GetRequiredService<THandler>().HandleAsync((TEvent)e, ct)));
        return services;
    }

    /// <summary>The order of everything that is done to every request.</summary>
    public static void UsePlatform(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Aldrava.Requests");
        app.Use(next => http => RequestPipeline.IdentifyAndLog(http, next, logger));
        app.UseMiddleware<Failures>();
        app.Use(next => http => RequestPipeline.CleanPath(http, next));
        app.Use(next => http => Idempotency.BufferBody(http, next));
        app.UseRouting();
    }

    /// <summary>Lets in who may call the endpoint: after whoever finds out who calls.</summary>
    public static void UseAccessRules(this WebApplication app) => app.Use(next => http => AccessRules.Enforce(http, next));

    /// <summary>Maps what belongs to no module.</summary>
    public static void MapPlatform(this IEndpointRouteBuilder app) =>
        app.MapGet("/health", Health.Handle)
            .AllowAnonymous()
            .WithTags("Platform")
            .Returns<Health.View>()
            .Returns<Health.View>(StatusCodes.Status503ServiceUnavailable);
}
