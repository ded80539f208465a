namespace Aldrava.Tests.Realtime;

public sealed class ReplayTests
{
    [Fact]
    public async Task A_device_that_was_away_gets_what_it_missed_in_order_and_then_what_is_new()
    {
        await using var server = await RealtimeApp.StartAsync(("Realtime:ReplayPage", "4"));
        var (user, other) = (server.Accounts.NewUser(), server.Accounts.NewUser());
        using var before = await server.ConnectAsync(user);
        await before.NextAsync("connected");
        await server.RingAsync(user, 1);
        var last = (await before.NextAsync("new_lead")).GetProperty("id").GetString()!;
        before.Abort();
        for (var n = 2; n <= 10; n++)
        {
            await server.RingAsync(user, n);
            await server.RingAsync(other, n);
        }
        await server.HasToldAsync(19);

        using var device = await server.ConnectAsync(user, last);

        (await device.NextAsync("connected")).GetProperty("last_event_id").GetString().ShouldBe(last);
        (await device.RingsAsync(9)).ShouldBe(Enumerable.Range(2, 9));
        (await device.NextAsync("resumed")).GetProperty("last_event_id").GetString().ShouldNotBe(last);
        await server.RingAsync(user, 11);
        (await device.RingsAsync(1)).ShouldBe([11]);
    }

    [Fact]
    public async Task A_device_that_missed_nothing_is_told_so()
    {
        await using var server = await RealtimeApp.StartAsync();
        var user = server.Accounts.NewUser();

        using var device = await server.ConnectAsync(user, "0");

        await device.NextAsync("connected");
        await device.NextAsync("resumed");
        await server.RingAsync(user, 1);
        (await device.RingsAsync(1)).ShouldBe([1]);
        await device.HearsNothingAsync();
    }

    [Fact]
    public async Task A_device_may_ask_to_resume_later()
    {
        await using var server = await RealtimeApp.StartAsync();
        var user = server.Accounts.NewUser();
        await server.RingAsync(user, 1, 2, 3);
        await server.HasToldAsync(3);
        using var device = await server.ConnectAsync(user);
        (await device.NextAsync("connected")).GetProperty("last_event_id").GetString().ShouldBe("3");
        await device.HearsNothingAsync();

        await device.SendAsync(new { type = "resume", last_event_id = "1" });
        (await device.RingsAsync(2)).ShouldBe([2, 3]);
        await device.NextAsync("resumed");
        await device.SendAsync(new { type = "resume", last_event_id = 2 });
        (await device.RingsAsync(1)).ShouldBe([3]);
        await device.NextAsync("resumed");

        await server.RingAsync(user, 4);
        (await device.RingsAsync(1)).ShouldBe([4]);
    }

    [Theory]
    [InlineData("1")] // purged
    [InlineData("4711")] // never was
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public async Task What_cannot_be_resumed_asks_for_a_resync_and_goes_on_live(string last)
    {
        await using var server = await RealtimeApp.StartAsync();
        var user = server.Accounts.NewUser();
        await server.RingAsync(user, 1, 2, 3);
        await server.HasToldAsync(3);
        await server.App.ExecuteAsync("delete from platform.events where position <= 2; update platform.signal_log set floor = 2");

        using var device = await server.ConnectAsync(user, last);

        (await device.NextAsync("connected")).GetProperty("last_event_id").GetString().ShouldBe("3");
        await device.NextAsync("resync_required");
        await device.SendAsync(new { type = "resume", last_event_id = last });
        await device.NextAsync("resync_required");
        await server.RingAsync(user, 4);
        (await device.RingsAsync(1)).ShouldBe([4]);
    }

    [Fact]
    public async Task The_oldest_event_that_is_kept_can_still_be_resumed_after()
    {
        await using var server = await RealtimeApp.StartAsync();
        var user = server.Accounts.NewUser();
        await server.RingAsync(user, 1, 2, 3);
        await server.HasToldAsync(3);
        await server.App.ExecuteAsync("delete from platform.events where position <= 2; update platform.signal_log set floor = 2");

        using var device = await server.ConnectAsync(user, "2");

        await device.NextAsync("connected");
        (await device.RingsAsync(1)).ShouldBe([3]);
    }

    [Fact]
    public async Task A_position_of_another_node_that_is_ahead_is_not_told_again()
    {
        await using var server = await RealtimeApp.StartAsync();
        await using var second = await server.StartNodeAsync();
        var user = server.Accounts.NewUser();
        using var device = await server.ConnectAsync(user);
        await device.NextAsync("connected");
        for (var n = 1; n <= 20; n++)
        {
            await server.RingAsync(user, n);
            var last = (await device.NextAsync("new_lead")).GetProperty("id").GetString()!;
            using var moved = await second.ConnectAsync(user, last);
            await moved.NextAsync("connected");
            await moved.NextAsync("resumed");
            await moved.HearsNothingAsync();
        }
    }
}
