using System.Text.RegularExpressions;
using Npgsql;

namespace Aldrava.Platform.Data;

/// <summary>Builds the data source every module uses.</summary>
public static partial class PlatformDatabase
{
    /// <summary>
    /// Enough to keep PostgreSQL busy, and not more: beyond some eight a core, connections only take the processor from each other. Four are for the
    /// workers.
    /// </summary>
    internal static int PoolSize { get; } = Math.Min(40, 4 + (8 * Environment.ProcessorCount));

    /// <summary>Accepts a <c>postgres://</c> URL (the contract's <c>DATABASE_URL</c>) or an Npgsql connection string.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static string ConnectionString(string urlOrConnectionString)
    {
        if (!UrlScheme().IsMatch(urlOrConnectionString))
            return new NpgsqlConnectionStringBuilder(urlOrConnectionString).ConnectionString;

        // "postgres://user@/database?host=/run/postgresql" names no host before the query, which Uri does not take.
        var url = new Uri(NoHost().Replace(urlOrConnectionString, "${before}localhost/"));
        var user = url.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port > 0 ? url.Port : 5432,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
        };
        foreach (var (name, value) in System.Web.HttpUtility.ParseQueryString(url.Query) is { } query ? query.AllKeys.Select(k => (k, query[k])) : [])
        {
            if (string.Equals(name, "sslmode", StringComparison.Ordinal))
                builder.SslMode = Enum.Parse<SslMode>(value!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
            else if (string.Equals(name, "host", StringComparison.Ordinal))
                builder.Host = value;
        }
        return builder.ConnectionString;
    }

    /// <summary>The data source with our settings: bounded pool, generic plans (re-planning costs more than it gains on our queries).</summary>
    public static NpgsqlDataSource Build(string connectionString, ILoggerFactory? loggers)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "aldrava", IncludeErrorDetail = false };
        if (!settings.ContainsKey("Maximum Pool Size") || settings.MaxPoolSize == 100)
            settings.MaxPoolSize = PoolSize;
        // Nothing of ours outlives its transaction on a connection (locks are of the transaction, settings are local), so there is nothing to reset.
        settings.NoResetOnClose = true;
        if (settings.MaxAutoPrepare == 0)
            settings.MaxAutoPrepare = 200;
        settings.Options = string.Join(' ', new[] { settings.Options, "-c plan_cache_mode=force_generic_plan" }.Where(o => !string.IsNullOrWhiteSpace(o)));
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseLoggerFactory(loggers);
        return builder.Build();
    }

    [GeneratedRegex("^postgres(ql)?://", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex UrlScheme();

    [GeneratedRegex("^(?<before>[a-z]+://([^/@]*@)?)/", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex NoHost();
}
