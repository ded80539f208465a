using System.Net;
using Aldrava.Accounts.Tokens;
using Aldrava.Platform.Http;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aldrava.Tests.Performance;

/// <summary>
/// No list, filter, search or sort reads a whole table once there are ten to twenty thousand records: PostgreSQL counts the sequential scans itself.
/// </summary>
public sealed class QueryPlanTests
{
    private const string Large = "'properties', 'property_photos', 'leads', 'visits', 'tasks', 'activities'";

    private static readonly string[] Paths =
    [
        .. Variants("/mobile/leads", "status=new", "source=website", "search=silva", "search=maria%20t3", "search=930000012"),
        .. Sorted("/mobile/leads", "created_at", "updated_at", "name"),
        .. Variants("/mobile/properties", "status=available", "business=sale", "type=house", "typology=T3", "typology=T6%2B", "municipality=cascais"),
        .. Variants(
            "/mobile/properties",
            "price_min=100000",
            "price_max=200000",
            "area_min=250",
            "agent_id=1",
            "search=cascais%20moradia",
            "search=ENS-2025-00017"
        ),
        .. Variants("/mobile/properties", "status=available&business=sale&price_max=300000"),
        .. Sorted("/mobile/properties", "created_at", "updated_at", "price", "area", "title", "reference"),
        .. Variants(
            "/mobile/visits",
            "status=scheduled",
            "date=2026-03-12",
            "from=2026-03-01",
            "to=2026-03-31",
            "from=2026-03-01&to=2026-03-31&status=confirmed"
        ),
        .. Sorted("/mobile/visits", "scheduled_at"),
        .. Variants("/mobile/visits/today"),
        .. Variants("/mobile/visits/upcoming", "limit=20"),
        "/mobile/leads/10",
        "/mobile/properties/10",
        "/mobile/visits/20",
    ];

    [Fact]
    public async Task No_list_reads_a_whole_table()
    {
        // Without a pool each question has a connection of its own, which reports what it counted when it ends.
        var database = new NpgsqlConnectionStringBuilder(await TestPostgres.CreateDatabaseAsync()) { Pooling = false }.ConnectionString;
        await ExecuteAsync(database, await File.ReadAllTextAsync(Repository.PathOf("bench", "crm", "seed.sql")));
        await ExecuteAsync(database, "vacuum analyze");
        await using var app = await AldravaApp.StartAsync(new() { ["Events:PollInterval"] = "00:01:00" }, database: database);
        using var agent = new TestClient(app, TokenOf(app, Role.Agent, agentId: 1));
        using var admin = new TestClient(app, TokenOf(app, Role.OrgAdmin, agentId: null));
        var (before, whole) = (await ScansAsync(database), new List<string>());

        foreach (var client in new[] { agent, admin })
        {
            foreach (var path in Paths)
            {
                (await client.GetAsync(path)).Expect(HttpStatusCode.OK);
                var after = await ScansAsync(database);
                whole.AddRange(
                    after.Where(t => t.Value > before[t.Key]).Select(t => $"{t.Key}: {path}, asked by {(client == agent ? "an agent" : "an admin")}")
                );
                before = after;
            }
        }

        whole.ShouldBeEmpty("Each of these read all of a table: it needs an index, in a new migration.");
    }

    private static IEnumerable<string> Variants(string path, params string[] queries) => [path, .. queries.Select(q => $"{path}?{q}")];

    private static IEnumerable<string> Sorted(string path, params string[] fields) => fields.SelectMany(f => new[] { $"{path}?sort={f}", $"{path}?sort=-{f}" });

    private static string TokenOf(AldravaApp app, Role role, long? agentId)
    {
        var now = app.Clock.GetUtcNow();
        var subject = new TokenSubject(1, 1, "agente1@ensaio.example", "Agente Número 1", role, agentId, 1, "Europe/Lisbon");
        return app.Services.GetRequiredService<AccessTokens>().Issue(subject, now, now.AddDays(1));
    }

    private static async Task<Dictionary<string, long>> ScansAsync(string database)
    {
        await Eventually.BecomesTrueAsync(
            async () =>
                (
                    await RowsAsync(
                        database,
                        "select application_name, 1::bigint from pg_stat_activity where datname = current_database() and application_name = 'aldrava' and query not like 'listen%'"
                    )
                ).Count == 0,
            "connections end"
        );
        return (
            await RowsAsync(database, $"select relname::text, seq_scan from pg_stat_user_tables where schemaname = 'crm' and relname in ({Large})")
        ).ToDictionary(r => r.Name, r => r.Number);
    }

    private static async Task<List<(string Name, long Number)>> RowsAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(string, long)>();
        while (await reader.ReadAsync())
            rows.Add((reader.GetString(0), reader.GetInt64(1)));
        return rows;
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
