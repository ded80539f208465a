using System.Net;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.Conversations;

/// <summary>What people do with a conversation and what its customer says at the same instant.</summary>
public sealed class RacesTests
{
    private const int Messages = 40;

    [Fact]
    public async Task Closing_assigning_and_merging_while_the_customer_writes_loses_nothing_and_never_deadlocks()
    {
        await using var desk = await Desk.OpenAsync();
        var deadlocks = await DeadlocksAsync(desk);
        using var done = new CancellationTokenSource();
        var closing = Task.WhenAll(
            RepeatAsync(done, () => desk.Admin.Http.PostAsync($"{desk.One}/close")),
            RepeatAsync(done, () => desk.Admin.Http.PostAsync($"{desk.One}/assign", new { user_id = desk.Marta.UserId })),
            RepeatAsync(done, () => desk.Admin.Http.PostAsync($"{desk.One}/close"))
        );
        for (var n = 0; n < Messages; n += 4)
            await Task.WhenAll(Enumerable.Range(n, 4).Select(m => desk.Inbox.PostAsync(desk.Inbox.Says(Desk.Customer, $"m{m}"))));
        await Eventually.BecomesTrueAsync(async () => await desk.Inbox.CountAsync("inbox.messages") == Messages + 1, "every message there");
        await done.CancelAsync();
        await closing;
        await desk.Inbox.SettleAsync();

        // Every message counted, whoever closed when.
        (await desk.App.ScalarAsync<string>("select concat_ws(' ', unread_count, inbound_count) from inbox.conversations")).ShouldBe(
            $"{Messages + 1} {Messages + 1}"
        );
        (await desk.Admin.Http.PostAsync($"{desk.One}/close")).Expect(HttpStatusCode.OK);
        await desk.HearAsync("A última");
        (await desk.App.ScalarAsync<string>("select status from inbox.conversations")).ShouldBe("open");
        (await DeadlocksAsync(desk)).ShouldBe(deadlocks);
        (await desk.Inbox.CountAsync("platform.deliveries where state = 'dead'")).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_closes_in_the_instant_of_the_last_message_does_not_win_over_it()
    {
        await using var desk = await Desk.OpenAsync();
        for (var round = 0; round < 15; round++)
        {
            // Closed before, so that each close that succeeds after the message is one that saw it.
            (await desk.Admin.Http.PostAsync($"{desk.One}/close")).Expect(HttpStatusCode.OK);
            var spoken = await desk.App.ScalarAsync<int>("select unread_count from inbox.conversations");
            await Task.WhenAll(
                desk.Inbox.PostAsync(desk.Inbox.Says(Desk.Customer, $"r{round}")),
                desk.Admin.Http.PostAsync($"{desk.One}/close"),
                desk.Marta.Http.PostAsync($"{desk.One}/close")
            );
            await desk.Inbox.SettleAsync();
            (await desk.App.ScalarAsync<int>("select unread_count from inbox.conversations")).ShouldBe(spoken + 1);
            // The owner trail and the episodes agree with the status: nothing was written over.
            (
                await desk.Inbox.CountAsync(
                    "inbox.conversations c where (status = 'closed') = exists (select 1 from inbox.conversation_episodes e where e.conversation_id = c.id and e.closed_at is null)"
                )
            ).ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_message_waits_for_a_close_that_is_under_way_and_opens_again()
    {
        await using var desk = await Desk.OpenAsync();
        await using var connection = await desk
            .App.Services.GetRequiredService<Npgsql.NpgsqlDataSource>()
            .OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var closing = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var close = new Npgsql.NpgsqlCommand("update inbox.conversations set status = 'closed', bot_active = false", connection, closing))
            await close.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        (await desk.Inbox.PostAsync(desk.Inbox.Says(Desk.Customer, "Espere"))).Expect(HttpStatusCode.OK);
        await Eventually.BecomesTrueAsync(
            async () =>
                await desk.App.ScalarAsync<long>("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") > 0,
            "the message waiting for the close"
        );
        await closing.CommitAsync(TestContext.Current.CancellationToken);
        await desk.Inbox.SettleAsync();

        (await desk.App.ScalarAsync<string>("select concat_ws(' ', status, unread_count) from inbox.conversations")).ShouldBe("open 2");
    }

    private static async Task RepeatAsync(CancellationTokenSource until, Func<Task<Answer>> what)
    {
        while (!until.IsCancellationRequested)
            (await what()).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<long> DeadlocksAsync(Desk desk) =>
        desk.App.ScalarAsync<long>("select deadlocks from pg_stat_database where datname = current_database()");
}
