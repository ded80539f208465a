using Aldrava.Platform.Data.Embedded;

namespace Aldrava.Server;

/// <summary>The database this process works on: the one of <c>DATABASE_URL</c> (or <c>CONN_URL</c>), else a private one of its own.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;
    private readonly ILoggerFactory? _loggers;

    private Database(string connectionString, EmbeddedPostgres? embedded, ILoggerFactory? loggers) =>
        (ConnectionString, _embedded, _loggers) = (connectionString, embedded, loggers);

    public string ConnectionString { get; }

    /// <summary>Ends when the private database ends by itself; never for an outside one.</summary>
    public Task Lost => _embedded?.Completion ?? Task.Delay(Timeout.Infinite);

    /// <summary>Finds or starts it; null, after saying why on the error output, when neither is possible.</summary>
    /// <param name="shared">For verbs: the private database of a server that is running is good too.</param>
    public static async Task<Database?> OpenAsync(CancellationToken ct, bool shared = false)
    {
        if ((Variable("DATABASE_URL") ?? Variable("CONN_URL")) is { } url)
            return new Database(url, embedded: null, loggers: null);

        var loggers = LoggerFactory.Create(AldravaHost.ConfigureLogOutput);
        try
        {
            var options = EmbeddedPostgresOptions.FromEnvironment(Directory.GetCurrentDirectory());
            if (shared && await EmbeddedPostgres.FindRunningAsync(options, ct) is { } running)
                return new Database(running, embedded: null, loggers);
            var embedded = await EmbeddedPostgres.StartAsync(options, loggers.CreateLogger<EmbeddedPostgres>(), ct);
            return new Database(embedded.ConnectionString(), embedded, loggers);
        }
        catch (EmbeddedPostgresException failure)
        {
            loggers.Dispose();
            await Console.Error.WriteLineAsync(failure.Message);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null)
            await _embedded.DisposeAsync();
        _loggers?.Dispose();
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
