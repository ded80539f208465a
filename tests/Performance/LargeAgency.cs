using Aldrava.Accounts.Tokens;
using Aldrava.Crm.Tasks;
using Aldrava.Crm.Visits;
using Aldrava.Platform.Http;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Aldrava.Tests.Performance;

/// <summary>A server over one agency of ten to twenty thousand records. Tells which of its large tables were read as a whole: PostgreSQL counts it itself.</summary>
public sealed class LargeAgency : IAsyncLifetime
{
    /// <summary>The client id of lead and property 10, visit and task 20, which are agent 1's.</summary>
    internal const string Device = "01980000-0000-7000-8000-000000000010";

    private const string Large = """
        'properties', 'property_photos', 'leads', 'visits', 'visit_reminders', 'tasks', 'activities', 'departures',
        'contacts', 'conversations', 'messages', 'notes', 'conversation_labels', 'conversation_reads', 'conversation_owners', 'conversation_episodes'
        """;

    private static readonly string Now = $"timestamptz '{TestClock.Start:yyyy-MM-dd HH:mm}Z'";

    // What the benchmark does without.
    private static readonly string More = $$"""
        insert into crm.visit_reminders (visit_id, organization_id, due_at)
        select id, 1, case when starts_at > {{Now}} - interval '10 days' then starts_at - interval '30 minutes' end from crm.visits;

        insert into crm.departures (organization_id, kind, record_id, agent_id, is_gone)
        select 1, (array['leads', 'properties', 'visits', 'tasks'])[1 + i % 4], 200000 + i, 1 + i % 50, i % 5 = 0 from generate_series(1, 20000) i;

        update crm.leads set name = name || ' Júnior' where id % 200 = 10;
        update crm.properties set title = title || ' (novo preço)' where id % 200 = 10;
        update crm.leads set client_id = '{{Device}}', conversation_id = '{{Device}}', wishes = '{"business": "sale", "typologies": ["T3"], "places": ["Cascais"]}'
        where id = 10;
        update crm.properties set client_id = '{{Device}}' where id = 10;
        update crm.visits set client_id = '{{Device}}' where id = 20;
        update crm.tasks set client_id = '{{Device}}' where id = 20;
        """;

    private NpgsqlDataSource _watch = null!;

    public AldravaApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // Without a pool each question has a connection of its own, which reports what it counted when it ends.
        var database = new NpgsqlConnectionStringBuilder(await TestPostgres.CreateDatabaseAsync()) { Pooling = false };
        _watch = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = true, CommandTimeout = 120 });
        var seed = await File.ReadAllTextAsync(Repository.PathOf("bench", "crm", "seed.sql"));
        var inbox = await File.ReadAllTextAsync(Repository.PathOf("tests", "Performance", "inbox.sql"));
        foreach (var sql in new[] { seed.Replace("now()", Now, StringComparison.Ordinal), More, inbox, "vacuum analyze" })
        {
            await using var command = _watch.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
        var settings = new Dictionary<string, string?>(AppSettings.WithCloud()) { ["Events:PollInterval"] = "00:01:00" };
        App = await AldravaApp.StartAsync(settings, RunWorkersByHand, database: database.ConnectionString);
    }

    /// <summary>Somebody of the agency, signed in: agent 1, or who sees all of it.</summary>
    internal TestClient As(Role role)
    {
        var now = App.Clock.GetUtcNow();
        var subject = new TokenSubject(1, 1, "agente1@ensaio.example", "Agente Número 1", role, role == Role.Agent ? 1 : null, 1, "Europe/Lisbon");
        return new TestClient(App, App.Services.GetRequiredService<AccessTokens>().Issue(subject, now, now.AddDays(1)));
    }

    /// <summary>Does something and tells the tables that were read as a whole for it.</summary>
    internal async Task<string[]> WholeTablesAsync(Func<Task> question)
    {
        var before = await ScansAsync();
        await question();
        var after = await ScansAsync();
        return [.. after.Where(t => t.Value > before[t.Key]).Select(t => t.Key)];
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _watch.DisposeAsync();
    }

    private static void RunWorkersByHand(IServiceCollection services)
    {
        foreach (var worker in services.Where(s => s.ImplementationType == typeof(VisitReminders) || s.ImplementationType == typeof(AnnounceDueTasks)).ToList())
            services.Remove(worker);
        services.TryAddSingleton<VisitReminders>();
        services.TryAddSingleton<AnnounceDueTasks>();
    }

    private async Task<Dictionary<string, long>> ScansAsync()
    {
        // But for the two that carry wake-ups, which stay open.
        const string open = """
            select query, 1::bigint from pg_stat_activity
            where datname = current_database() and application_name = 'aldrava' and query not similar to '(listen|set synchronous_commit|select pg_notify)%'
            """;
        await Eventually.BecomesTrueAsync(async () => (await RowsAsync(open)).Count == 0, "connections end");
        return await RowsAsync($"select relname::text, seq_scan from pg_stat_user_tables where schemaname in ('crm', 'inbox') and relname in ({Large})");
    }

    private async Task<Dictionary<string, long>> RowsAsync(string sql)
    {
        await using var command = _watch.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
            rows[reader.GetString(0)] = reader.GetInt64(1);
        return rows;
    }
}
