using Aldrava.Media.Contracts;
using Aldrava.Media.Data;
using Aldrava.Media.Library;
using Aldrava.Media.Serving;
using Aldrava.Media.Stores;
using Aldrava.Platform;

namespace Aldrava.Media;

/// <summary>Files: taken in, stored, served.</summary>
public static class MediaModule
{
    /// <summary>Adds the module, with the store that the configuration chooses.</summary>
    public static IServiceCollection AddMedia(this IServiceCollection services, IConfiguration configuration)
    {
        var options = MediaOptions.From(configuration);
        var cloudinary = CloudinaryOptions.From(configuration);
        services.AddModule("media", typeof(MediaModule).Assembly);
        services.AddModuleDb<MediaDbContext>();
        services.AddSingleton(options);
        services.AddSingleton(cloudinary);
        services.AddSingleton<ICloudinary, CloudinaryAccount>();
        services.AddSingleton(new Workbench(options.Folder));
        services.AddSingleton<LocalStore>();
        services.AddSingleton<MediaShelf>();
        services.AddSingleton<OwnUrls>();
        services.AddSingleton<MediaIntake>();
        services.AddScoped<IMediaLibrary, MediaLibrary>();
        services.AddSingleton<SweepLeftovers>();
        services.AddHostedService(sp => sp.GetRequiredService<SweepLeftovers>());
        AddStore(services, configuration, options, cloudinary);
        return services;
    }

    /// <summary>Maps its routes.</summary>
    public static void MapMedia(this IEndpointRouteBuilder app) => MediaEndpoints.Map(app);

    private static void AddStore(IServiceCollection services, IConfiguration configuration, MediaOptions options, CloudinaryOptions cloudinary)
    {
        switch (options.Store)
        {
            case MediaOptions.S3:
                services.AddSingleton(S3Options.From(configuration));
                services.AddSingleton<IMediaStore, S3Store>();
                break;
            case MediaOptions.Cloudinary:
                cloudinary.RequireAccount();
                // One store lives as long as the process; the handler makes new connections by itself, so that changes of DNS are seen.
                services.AddSingleton<IMediaStore>(sp =>
                    ActivatorUtilities.CreateInstance<CloudinaryStore>(sp, new HttpClient(CloudinaryHandler()) { Timeout = Timeout.InfiniteTimeSpan })
                );
                break;
            default:
                services.AddSingleton<IMediaStore>(sp => sp.GetRequiredService<LocalStore>());
                break;
        }
    }

    private static SocketsHttpHandler CloudinaryHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
}
