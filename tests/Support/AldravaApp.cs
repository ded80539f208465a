using Aldrava.Platform.Data;
using Aldrava.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aldrava.Tests.Support;

/// <summary>A whole server on a free port, over a database of its own.</summary>
public sealed class AldravaApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AldravaApp(WebApplication app, string database, TestClock clock, LogCapture logs) => (_app, Database, Clock, Logs) = (app, database, clock, logs);

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public string Database { get; }

    public TestClock Clock { get; }

    public IServiceProvider Services => _app.Services;

    internal LogCapture Logs { get; }

    /// <summary>Starts one. <paramref name="database"/>: another server's, to be a second node beside it.</summary>
    public static async Task<AldravaApp> StartAsync(
        Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null,
        bool demo = false,
        string? database = null,
        TestClock? clock = null
    )
    {
        clock ??= new TestClock();
        var isOurs = database is null;
        database ??= await TestPostgres.CreateDatabaseAsync(demo);
        var logs = new LogCapture(clock);
        var app = AldravaHost.Build(AppSettings.For(database, clock, settings, services, logs));
        await app.StartAsync();
        TestPostgres.Enter(database, isOurs);
        return new AldravaApp(app, database, clock, logs);
    }

    /// <summary>Another node: its own process state, the same database and clock.</summary>
    public Task<AldravaApp> StartNodeAsync(Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null) =>
        StartAsync(settings, services, database: Database, clock: Clock);

    /// <summary>Somebody who is not signed in.</summary>
    public TestClient Anonymous() => new(this, token: null);

    /// <summary>Runs something in a scope of an organization.</summary>
    public async Task<T> InScopeAsync<T>(long organizationId, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organizationId);
        return await work(scope.ServiceProvider);
    }

    /// <summary>One value from the database.</summary>
    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Changes the database behind the server's back.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The database goes away for good.</summary>
    public async Task LoseDatabaseAsync()
    {
        var name = new NpgsqlConnectionStringBuilder(Database);
        await using var other = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Database) { Database = "postgres" }.ConnectionString);
        await other.OpenAsync();
        await using var drop = new NpgsqlCommand($"drop database {name.Database} with (force)", other);
        await drop.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await TestPostgres.LeaveAsync(Database);
    }
}
