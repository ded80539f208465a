using Aldrava.Tests.Crm.Fleet;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aldrava.Tests.Crm;

/// <summary>What is committed while a phone looks, in an order that would make it overlook something.</summary>
public sealed class SyncConcurrencyTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task A_change_that_commits_after_a_later_one_is_not_overlooked()
    {
        await agencies.EmptyAsync();
        var (slow, quick) = (await agencies.Agent.NotesLeadAsync("Lenta"), await agencies.Agent.NotesLeadAsync("Rápida"));
        var store = new LocalStore(agencies.Agent.Client);
        await store.SettleAsync();

        await using var late = await Writer.BeginAsync(agencies.App);
        await late.ExecuteAsync($"update crm.leads set notes = 'tarde' where id = {slow}");
        await agencies.App.ExecuteAsync($"update crm.leads set notes = 'cedo' where id = {quick}");
        var during = await store.PullAsync();
        var again = await store.PullAsync();
        await late.CommitAsync();
        var after = await store.PullAsync();
        await store.SettleAsync();

        Notes(during).ShouldBe(["cedo"]);
        // Harmless: as long as an older transaction is open, newer ones are told again.
        Notes(again).ShouldBe(["cedo"]);
        Notes(after).ShouldBe(["tarde", "cedo"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_commits_between_two_pages_is_not_overlooked_though_the_pages_are_past_it()
    {
        await agencies.EmptyAsync();
        var leads = new List<long>();
        for (var i = 0; i < 6; i++)
            leads.Add(await agencies.Agent.NotesLeadAsync($"Lead {i}"));
        var store = new LocalStore(agencies.Agent.Client);
        await store.SyncAsync();

        await using var late = await Writer.BeginAsync(agencies.App);
        await late.ExecuteAsync($"update crm.leads set notes = 'tarde' where id = {leads[0]}");
        foreach (var lead in leads.Skip(1))
            await agencies.App.ExecuteAsync($"update crm.leads set notes = 'cedo' where id = {lead}");
        await store.PullAsync(limit: 2);
        await late.CommitAsync();
        await store.SyncAsync(limit: 2);
        await store.SyncAsync(limit: 2);

        store.Text().ShouldBe(await ListedAsync());
    }

    [Fact]
    public async Task A_record_that_is_written_again_while_the_pages_are_read_arrives_as_it_is()
    {
        await agencies.EmptyAsync();
        var leads = new List<long>();
        for (var i = 0; i < 5; i++)
            leads.Add(await agencies.Agent.NotesLeadAsync($"Lead {i}"));
        var store = new LocalStore(agencies.Agent.Client);

        await store.PullAsync(limit: 2);
        await agencies.App.ExecuteAsync(
            $"update crm.leads set notes = 'já vista' where id = {leads[0]}; update crm.leads set notes = 'por ver' where id = {leads[3]}"
        );
        await store.SyncAsync(limit: 2);

        store.Text().ShouldBe(await ListedAsync());
    }

    [Fact]
    public async Task A_record_that_is_given_away_while_the_pages_are_read_does_not_stay()
    {
        await agencies.EmptyAsync();
        var leads = new List<long>();
        for (var i = 0; i < 5; i++)
            leads.Add(await agencies.Agent.NotesLeadAsync($"Lead {i}"));
        var (given, taken) = (leads[0], leads[4]);
        var store = new LocalStore(agencies.Agent.Client);

        await store.PullAsync(limit: 2);
        store["leads"].Keys.ShouldContain(given);
        await agencies.App.ExecuteAsync($"update crm.leads set assigned_agent_id = {agencies.Colleague.AgentId} where id in ({given}, {taken})");
        await store.SyncAsync(limit: 2);
        store["leads"].Keys.ShouldNotContain(taken);
        await store.SyncAsync(limit: 2);

        store.Text().ShouldBe(await ListedAsync());
        store["leads"].Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_record_that_leaves_in_an_older_transaction_than_it_came_in_does_not_stay()
    {
        await agencies.EmptyAsync();
        var (other, lead) = (await agencies.Agent.NotesLeadAsync("Outra"), await agencies.Agent.NotesLeadAsync("Vai e vem"));
        await agencies.App.ExecuteAsync($"update crm.leads set assigned_agent_id = {agencies.Colleague.AgentId} where id = {lead}");
        var store = new LocalStore(agencies.Agent.Client);
        await store.SyncAsync();

        await using var away = await Writer.BeginAsync(agencies.App);
        await away.ExecuteAsync($"update crm.leads set notes = 'escrita antes' where id = {other}");
        await agencies.App.ExecuteAsync($"update crm.leads set assigned_agent_id = {agencies.Agent.AgentId} where id = {lead}");
        await store.SyncAsync();
        store["leads"].Keys.ShouldContain(lead);
        await away.ExecuteAsync($"update crm.leads set assigned_agent_id = {agencies.Colleague.AgentId} where id = {lead}");
        await away.CommitAsync();
        await store.SyncAsync();

        store["leads"].Keys.ShouldBe([other]);
    }

    [Fact]
    public async Task A_visit_booked_while_its_listing_is_renamed_ends_up_with_the_new_title()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync("Título antigo");
        var visit = await agencies.Agent.BooksAsync(property, "2026-05-01T10:00:00Z");
        var store = new LocalStore(agencies.Agent.Client);
        await store.SyncAsync();

        await using var booking = await Writer.BeginAsync(agencies.App);
        await booking.ExecuteAsync(
            $"""
            insert into crm.visits (id, organization_id, agent_id, property_id, starts_at, ends_at, duration_minutes, status, version, created_at, updated_at)
            select 1, organization_id, agent_id, property_id, starts_at + interval '1 day', ends_at + interval '1 day', duration_minutes, status, 1, created_at, updated_at
            from crm.visits where id = {visit}
            """
        );
        await using var renaming = await Writer.BeginAsync(agencies.App);
        await renaming.ExecuteAsync($"update crm.properties set title = 'Título novo' where id = {property}");
        await booking.CommitAsync();
        await store.SyncAsync();
        await renaming.CommitAsync();
        await store.SyncAsync();

        store["visits"].Count.ShouldBe(2);
        store["visits"]
            .Values.ShouldAllBe(v => v.Contains("T\\u00EDtulo novo", StringComparison.Ordinal) || v.Contains("Título novo", StringComparison.Ordinal));
    }

    private Task<string> ListedAsync() => LocalStore.ListedAsync(agencies.Agent.Client);

    private static string?[] Notes(Answer page) => [.. page["changes.leads"].EnumerateArray().Select(l => l.GetProperty("notes").GetString())];

    /// <summary>A transaction that stays open.</summary>
    private sealed class Writer(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public static async Task<Writer> BeginAsync(AldravaApp app)
        {
            var connection = await app.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
            return new Writer(connection, await connection.BeginTransactionAsync());
        }

        public async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }

        public Task CommitAsync() => transaction.CommitAsync();

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
