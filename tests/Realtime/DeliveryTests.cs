using System.Diagnostics;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Realtime;

public sealed class DeliveryTests(RealtimeApp server) : IClassFixture<RealtimeApp>
{
    [Fact]
    public async Task An_event_reaches_all_devices_of_its_agent_and_nobody_else()
    {
        var (user, other) = (server.Accounts.NewUser(), server.Accounts.NewUser());
        using var phone = await server.ConnectAsync(user);
        using var tablet = await server.ConnectAsync(user);
        using var stranger = await server.ConnectAsync(other);
        foreach (var device in (Device[])[phone, tablet, stranger])
            await device.NextAsync("connected");

        await server.RingAsync(user, 7);

        foreach (var device in (Device[])[phone, tablet])
        {
            var rang = await device.NextAsync("new_lead");
            rang.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "type", "data", "timestamp"]);
            long.Parse(rang.GetProperty("id").GetString()!).ShouldBePositive();
            rang.GetProperty("data").GetProperty("lead_id").GetInt32().ShouldBe(7);
            rang.GetProperty("data").GetProperty("name").GetString().ShouldBe("Ção 🏠 ");
            rang.GetProperty("timestamp").GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        }
        await stranger.HearsNothingAsync();
    }

    [Fact]
    public async Task What_concerns_a_user_reaches_their_devices_and_one_event_comes_once()
    {
        var user = server.Accounts.NewUser();
        using var device = await server.ConnectAsync(user);
        await device.NextAsync("connected");

        await server.PublishAsync(new Rang(1, AgentId: null, user.UserId, 1, 0), new Rang(1, user.AgentId, user.UserId, 2, 0));

        (await device.RingsAsync(2)).ShouldBe([1, 2]);
        await device.HearsNothingAsync();
    }

    [Fact]
    public async Task An_event_reaches_the_devices_of_every_node_in_time()
    {
        await using var second = await server.StartNodeAsync();
        var user = server.Accounts.NewUser();
        using var here = await server.ConnectAsync(user);
        using var there = await second.ConnectAsync(user);
        await here.NextAsync("connected");
        await there.NextAsync("connected");

        var started = Stopwatch.GetTimestamp();
        await server.RingAsync(user, 1);
        (await here.RingsAsync(1)).ShouldBe([1]);
        (await there.RingsAsync(1)).ShouldBe([1]);

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        await second.RingAsync(user, 2);
        (await here.RingsAsync(1)).ShouldBe([2]);
        (await there.RingsAsync(1)).ShouldBe([2]);
    }

    [Fact]
    public async Task A_change_that_was_undone_is_not_told()
    {
        var user = server.Accounts.NewUser();
        using var device = await server.ConnectAsync(user);
        await device.NextAsync("connected");

        await server.PublishAndUndoAsync(new Rang(1, user.AgentId, UserId: null, 1, 0));
        await server.RingAsync(user, 2);

        (await device.RingsAsync(1)).ShouldBe([2]);
    }

    [Fact]
    public async Task A_slow_reader_is_closed_with_4008_and_misses_nothing_when_it_comes_back()
    {
        await using var small = await RealtimeApp.StartAsync(("Realtime:QueueBytes", "200000"));
        var user = small.Accounts.NewUser();
        using var slow = await Device.ConnectAsync(small.App, $"?token={small.Accounts.TokenOf(user)}", smallBuffer: true);
        var position = (await slow.NextAsync("connected")).GetProperty("last_event_id").GetString()!;

        const int Rings = 160;
        await small.PublishAsync(Enumerable.Range(1, Rings).Select(n => new Rang(1, user.AgentId, UserId: null, n, Padding: 64 * 1024)));
        await small.HasToldAsync(Rings);

        (await slow.ClosedAsync()).ShouldBe((4008, "Leitura demasiado lenta"));
        using var back = await small.ConnectAsync(user, position);
        await back.NextAsync("connected");
        (await back.RingsAsync(Rings)).ShouldBe(Enumerable.Range(1, Rings));
    }

    [Fact]
    public async Task A_device_that_does_not_even_read_its_close_is_cut()
    {
        await using var small = await RealtimeApp.StartAsync(
            ("Realtime:QueueBytes", "200000"),
            ("Realtime:CloseTimeout", "00:00:00.200"),
            ("LOG_LEVEL", "Debug")
        );
        var user = small.Accounts.NewUser();
        using var stuck = await Device.ConnectAsync(small.App, $"?token={small.Accounts.TokenOf(user)}", smallBuffer: true);
        await stuck.NextAsync("connected");

        await small.PublishAsync(Enumerable.Range(1, 160).Select(n => new Rang(1, user.AgentId, UserId: null, n, Padding: 64 * 1024)));

        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(small.App.Logs.Lines.Any(l => l.Contains("ended with 4008", StringComparison.Ordinal))),
            "the connection is gone"
        );
    }

    [Fact]
    public async Task One_connection_too_many_ends_the_oldest()
    {
        await using var small = await RealtimeApp.StartAsync(("Realtime:MaxConnectionsPerUser", "2"));
        var user = small.Accounts.NewUser();
        using var oldest = await small.ConnectAsync(user);
        await oldest.NextAsync("connected");
        using var older = await small.ConnectAsync(user);
        await older.NextAsync("connected");
        using var other = await small.ConnectAsync(small.Accounts.NewUser());
        await other.NextAsync("connected");

        using var newest = await small.ConnectAsync(user);
        await newest.NextAsync("connected");

        (await oldest.ClosedAsync()).ShouldBe((4009, "Demasiadas ligações deste utilizador"));
        foreach (var device in (Device[])[older, newest, other])
            await device.HearsNothingAsync();
    }

    [Fact]
    public async Task A_server_that_stops_says_goodbye_to_all()
    {
        var stopping = await RealtimeApp.StartAsync();
        using var device = await stopping.ConnectAsync(stopping.Accounts.NewUser());
        await device.NextAsync("connected");
        using var unsigned = await Device.ConnectAsync(stopping.App);
        var goodbyes = Task.WhenAll(device.ClosedAsync(), unsigned.ClosedAsync());

        await stopping.DisposeAsync();

        (await goodbyes).ShouldAllBe(g => g.Code == 1001 && g.Reason == "O servidor está a encerrar");
    }
}
