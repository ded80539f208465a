using System.Diagnostics;
using Aldrava.Crm.Sync;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aldrava.Tests.Crm;

public sealed class SyncPlansTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task No_page_reads_more_than_it_needs_however_much_there_is()
    {
        await FillAsync();
        await using var connection = await agencies.App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        foreach (var ((sql, parameters), i) in SyncStream.Statements.Select((s, i) => (s, i)))
        {
            var types = Enumerable.Range(1, parameters).Select(n => n == 3 || n == parameters ? "xid8" : "bigint");
            var values = Enumerable.Range(1, parameters).Select(n => n == 3 || n == parameters ? "'5'" : "1");
            await ReadAsync(connection, $"prepare s{i} ({string.Join(", ", types)}) as {sql}");

            var plan = await ReadAsync(connection, $"explain execute s{i} ({string.Join(", ", values)})");

            plan.ShouldNotContain("Seq Scan", customMessage: plan);
            // Each part comes in its order out of its index, and is read as far as the page goes.
            plan.Split('\n').Count(line => line.Contains("Sort (", StringComparison.Ordinal)).ShouldBeLessThan(2, plan);
        }
    }

    [Fact]
    public async Task All_of_a_large_agency_comes_in_pages_of_a_thousand_within_seconds()
    {
        await FillAsync();
        var store = new Fleet.LocalStore(agencies.Admin.Client);
        var started = Stopwatch.GetTimestamp();

        var pages = await store.SyncAsync(limit: 1000);

        pages.Count.ShouldBe(51);
        (store["leads"].Count, store["tasks"].Count, store["properties"].Count).ShouldBe((20_000, 20_000, 10_000));
        pages.ShouldAllBe(p => p.Json.GetProperty("changes").EnumerateObject().Sum(kind => kind.Value.GetArrayLength()) <= 1000);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(60));
        (await store.PullAsync())["has_more"].GetBoolean().ShouldBeFalse();
    }

    // As an import writes it: all of a kind in one transaction.
    private async Task FillAsync()
    {
        await agencies.EmptyAsync();
        var organization = agencies.Agent.OrganizationId;
        await agencies.App.ExecuteAsync(
            $"""
            insert into crm.properties (id, organization_id, reference, title, business, type, status, agent_id, search_text, version, created_at, updated_at)
            select n, {organization}, 'R-' || n, 'Casa ' || n, 'sale', 'house', 'available', n % 50, '', 1, '2026-03-01', '2026-03-01' from generate_series(1, 10000) n
            """
        );
        await agencies.App.ExecuteAsync(
            $"""
            insert into crm.leads (id, organization_id, assigned_agent_id, name, status, search_text, version, created_at, updated_at)
            select n, {organization}, n % 50, 'Lead ' || n, 'new', '', 1, '2026-03-01', '2026-03-01' from generate_series(1, 20000) n
            """
        );
        await agencies.App.ExecuteAsync(
            $"""
            insert into crm.tasks (id, organization_id, agent_id, title, priority, status, version, created_at, updated_at)
            select n, {organization}, n % 50, 'Tarefa ' || n, 'normal', 'open', 1, '2026-03-01', '2026-03-01' from generate_series(1, 20000) n
            """
        );
        await agencies.App.ExecuteAsync(
            $"""
            insert into crm.visits (id, organization_id, agent_id, property_id, starts_at, ends_at, duration_minutes, status, version, created_at, updated_at)
            select n, {organization}, n % 50, n % 10000 + 1, '2026-04-01', '2026-04-01 01:00', 60, 'cancelled', 1, '2026-03-01', '2026-03-01'
            from generate_series(1, 1000) n;
            insert into crm.departures (organization_id, kind, record_id, agent_id, is_gone) select {organization}, 'leads', n, n % 50, n % 10 = 0 from generate_series(1, 20000) n;
            analyze crm.properties; analyze crm.leads; analyze crm.tasks; analyze crm.visits; analyze crm.departures
            """
        );
    }

    private static async Task<string> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
