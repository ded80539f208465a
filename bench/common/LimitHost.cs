using System.Globalization;
using Npgsql;

namespace Aldrava.Bench;

/// <summary>What a limit runs on: bare Kestrel and bare Npgsql, at <c>PORT</c> and <c>DATABASE_URL</c>.</summary>
internal static class LimitHost
{
    public static NpgsqlDataSource Database()
    {
        var settings = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("DATABASE_URL"))
        {
            MaxPoolSize = 8,
            MaxAutoPrepare = 20,
            AutoPrepareMinUsages = 1,
            NoResetOnClose = true,
            Options = "-c plan_cache_mode=force_generic_plan",
        };
        return new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).Build();
    }

    public static WebApplication Server()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder
            .WebHost.UseKestrelCore()
            .UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT")}"))
            .ConfigureKestrel(k => k.AddServerHeader = false);
        return builder.Build();
    }
}
