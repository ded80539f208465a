using System.Collections.Concurrent;
using Aldrava.Platform;
using Aldrava.Platform.Data;
using Aldrava.Platform.Events;
using Aldrava.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aldrava.Tests.Platform.Events;

/// <summary>An event that does nothing but happen.</summary>
public sealed record Knocked(long OrganizationId, string Door, int Number) : DomainEvent
{
    public override long OrganizationId { get; init; } = OrganizationId;

    public override string Key => $"door:{Door}";

    public override Signal? Signal => new("knocked", new { number = Number }, $"door:{Door}");
}

/// <summary>A context with an outbox and nothing else.</summary>
public sealed class KnockDbContext(DbContextOptions<KnockDbContext> options, ModuleDbServices services) : ModuleDbContext(options, services, "knock")
{
    protected override void Map(ModelBuilder model) { }
}

/// <summary>What the test wants the subscriber to do; shared by the nodes of a test.</summary>
public sealed class Knocks
{
    public ConcurrentQueue<(string Door, int Number)> Tried { get; } = new();

    public Func<Knocked, Task> Then { get; set; } = _ => Task.CompletedTask;
}

/// <summary>Writes one row for each knock, in the dispatcher's transaction, then does what the test wants.</summary>
public sealed class WriteKnock(Knocks knocks, DbSession session) : IEventHandler<Knocked>
{
    public async Task HandleAsync(Knocked domainEvent, CancellationToken ct)
    {
        knocks.Tried.Enqueue((domainEvent.Door, domainEvent.Number));
        await using var insert = new NpgsqlCommand("insert into public.knocks (door, number) values ($1, $2)", session.Connection, session.Transaction);
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = domainEvent.Door });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = domainEvent.Number });
        await insert.ExecuteNonQueryAsync(ct);
        await knocks.Then(domainEvent);
    }
}

internal static class KnockApp
{
    public static async Task<AldravaApp> StartAsync(Knocks knocks, Dictionary<string, string?>? settings = null)
    {
        var app = await AldravaApp.StartAsync(settings, Add(knocks));
        await app.ExecuteAsync("create table public.knocks (id bigint generated always as identity, door text not null, number int not null)");
        return app;
    }

    public static Action<IServiceCollection> Add(Knocks knocks) =>
        services =>
        {
            services.AddModuleDb<KnockDbContext>();
            services.AddSingleton(knocks);
            services.AddSubscriber<Knocked, WriteKnock>("tests.write_knock");
        };

    public static Task<int> KnockAsync(this AldravaApp app, string door, params IEnumerable<int> numbers) =>
        app.InScopeAsync(
            1,
            async services =>
            {
                var db = services.GetRequiredService<KnockDbContext>();
                foreach (var number in numbers)
                    db.Publish(new Knocked(1, door, number));
                return await db.SaveChangesAsync();
            }
        );

    public static async Task<List<(string Door, int Number)>> KnocksAsync(this AldravaApp app)
    {
        await using var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select door, number from public.knocks order by id");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(string, int)>();
        while (await reader.ReadAsync())
            rows.Add((reader.GetString(0), reader.GetInt32(1)));
        return rows;
    }

    public static Task UntilAsync(this AldravaApp app, int knocks) =>
        Eventually.BecomesTrueAsync(async () => (await app.KnocksAsync()).Count >= knocks, $"{knocks} knocks written");
}
