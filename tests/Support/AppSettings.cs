using Aldrava.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Aldrava.Tests.Support;

/// <summary>How a server is set up for tests: a free port, the test clock, quick retries, a log that is kept.</summary>
internal static class AppSettings
{
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["ENVIRONMENT"] = "production",
        ["LOG_LEVEL"] = "Information",
        ["JWT_SECRET_KEY"] = "test-secret-that-is-long-enough-for-hs256-0123456789",
        ["Events:FirstRetry"] = "00:00:00.020",
        ["Events:MaxRetry"] = "00:00:00.200",
        ["Events:PollInterval"] = "00:00:00.100",
        ["Events:MaxAttempts"] = "6",
    };

    /// <summary>A cloud that phones upload pictures to.</summary>
    public static Dictionary<string, string?> WithCloud() =>
        new() { ["CLOUDINARY_CLOUD_NAME"] = "demo", ["CLOUDINARY_UPLOAD_PRESET_MOBILE"] = "crm_plus_mobile" };

    public static HostSetup For(
        string database,
        TestClock clock,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null,
        LogCapture? logs = null
    )
    {
        // Nodes on one database share their files.
        var all = new Dictionary<string, string?>(Defaults) { ["MEDIA_FOLDER"] = TestPostgres.FilesOf(database) };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
            all[key] = value;
        // Nobody is there: who wants an answer starts a FakeGraph, or the stand-in of development.
        if (all["ENVIRONMENT"] == "production")
            all.TryAdd("WHATSAPP_GRAPH_URL", "http://127.0.0.1:9/v25.0");
        return new HostSetup
        {
            Database = database,
            Urls = "http://127.0.0.1:0",
            Settings = all,
            Routes = SharedRoutes.Of(all["ENVIRONMENT"]!),
            Services = s =>
            {
                s.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
                s.AddLogging(l =>
                {
                    l.ClearProviders();
                    if (logs is not null)
                        l.AddProvider(logs);
                });
                services?.Invoke(s);
            },
        };
    }
}
