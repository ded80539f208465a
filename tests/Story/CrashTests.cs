using Aldrava.Tests.Support;
using Npgsql;

namespace Aldrava.Tests.Story;

/// <summary>A server that dies after it has acknowledged and before it has done anything about it.</summary>
public sealed class CrashTests
{
    private const string Customer = "351937777777";

    [Fact]
    public async Task What_was_committed_but_not_dispatched_when_the_server_was_killed_is_done_once_by_the_next()
    {
        await using var graph = await FakeGraph.StartAsync();
        var database = await TestPostgres.CreateDatabaseAsync(demo: true);
        await using var data = NpgsqlDataSource.Create(database);

        // It takes in, but delivers nothing: so the crash comes between commit and dispatch for certain.
        await using (var dying = await ServerProcess.StartAsync(database, DemoAgency.Settings(graph, ("Events:Parallelism", "0"))))
        {
            await DemoAgency.HearAsync(dying, Customer);
            (await CountAsync(data, "platform.deliveries where state = 'pending'")).ShouldBe(5);
            (await CountAsync(data, "inbox.messages")).ShouldBe(0);
            await dying.KillAsync();
        }

        await using var next = await ServerProcess.StartAsync(database, DemoAgency.Settings(graph));
        await Eventually.BecomesTrueAsync(
            async () => await CountAsync(data, "platform.deliveries") == 0 && graph.TextsTo(Customer).Count >= 6,
            "everything worked off",
            TimeSpan.FromSeconds(60)
        );

        (await CountAsync(data, "inbox.messages where direction = 'inbound'")).ShouldBe(5);
        (await CountAsync(data, "crm.leads where conversation_id is not null")).ShouldBe(1);
        graph.TextsTo(Customer).Count.ShouldBe(6);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource data, string what)
    {
        await using var command = data.CreateCommand($"select count(*) from {what}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
