using System.Diagnostics;

namespace Aldrava.Tests.Realtime;

public sealed class TokenLifeTests
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task A_token_that_ends_is_announced_a_minute_before_and_then_ends_the_connection()
    {
        await using var server = await RealtimeApp.StartAsync();
        using var device = await server.ConnectAsync(server.Accounts.TokenOf(server.Accounts.NewUser(), Quarter));
        await device.NextAsync("connected");
        await device.HearsNothingAsync();

        server.App.Clock.Advance(TimeSpan.FromMinutes(14.5));
        var notice = await device.NextAsync("token_expiring");
        notice.GetProperty("expires_at").GetDateTimeOffset().ShouldBeGreaterThan(server.App.Clock.GetUtcNow());

        server.App.Clock.Advance(TimeSpan.FromMinutes(1));
        (await device.ClosedAsync()).ShouldBe((4001, "Token expirado"));
    }

    [Fact]
    public async Task A_token_with_less_than_a_minute_left_is_announced_at_once()
    {
        await using var server = await RealtimeApp.StartAsync();

        using var device = await server.ConnectAsync(server.Accounts.TokenOf(server.Accounts.NewUser(), TimeSpan.FromSeconds(50)));

        await device.NextAsync("connected");
        await device.NextAsync("token_expiring");
    }

    [Fact]
    public async Task A_new_token_of_the_same_user_goes_on_where_the_old_one_ended()
    {
        await using var server = await RealtimeApp.StartAsync();
        var user = server.Accounts.NewUser();
        using var device = await server.ConnectAsync(server.Accounts.TokenOf(user, Quarter));
        await device.NextAsync("connected");
        await device.HearsNothingAsync();
        server.App.Clock.Advance(TimeSpan.FromMinutes(14.5));
        await device.NextAsync("token_expiring");

        await device.SendAsync(new { type = "auth", token = server.Accounts.TokenOf(user, Quarter) });

        var renewed = await device.NextAsync("authenticated");
        renewed.GetProperty("expires_at").GetDateTimeOffset().ShouldBeGreaterThan(server.App.Clock.GetUtcNow() + TimeSpan.FromMinutes(14));
        server.App.Clock.Advance(TimeSpan.FromMinutes(2));
        await server.RingAsync(user, 1);
        (await device.RingsAsync(1)).ShouldBe([1]);
        server.App.Clock.Advance(Quarter);
        (await device.ClosedAsync()).Code.ShouldBe(4001);
    }

    [Fact]
    public async Task A_bad_new_token_changes_nothing()
    {
        await using var server = await RealtimeApp.StartAsync();
        var (user, other) = (server.Accounts.NewUser(), server.Accounts.NewUser());
        using var device = await server.ConnectAsync(user);
        await device.NextAsync("connected");

        await device.SendAsync(new { type = "auth", token = "nonsense" });
        (await device.NextAsync("error")).GetProperty("code").GetString().ShouldBe("token.invalid");
        await device.SendAsync(new { type = "auth", token = server.Accounts.TokenOf(other) });
        (await device.NextAsync("error")).GetProperty("code").GetString().ShouldBe("realtime.other_user");

        await server.RingAsync(other, 1);
        await server.RingAsync(user, 2);
        (await device.RingsAsync(1)).ShouldBe([2]);
    }

    [Fact]
    public async Task Ending_a_session_closes_its_sockets_on_every_node_within_a_second_and_no_others()
    {
        await using var server = await RealtimeApp.StartAsync();
        await using var second = await server.StartNodeAsync();
        var user = server.Accounts.NewUser();
        var stolen = user with { SessionId = server.Accounts.NewSession() };
        using var kept = await server.ConnectAsync(user);
        using var here = await server.ConnectAsync(stolen);
        using var there = await second.ConnectAsync(stolen);
        foreach (var device in (Device[])[kept, here, there])
            await device.NextAsync("connected");

        var started = Stopwatch.GetTimestamp();
        server.Accounts.Revoke(stolen.SessionId);

        (await here.ClosedAsync()).ShouldBe((4003, "Sessão revogada"));
        (await there.ClosedAsync()).ShouldBe((4003, "Sessão revogada"));
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        await kept.HearsNothingAsync();
    }

    [Fact]
    public async Task A_socket_belongs_to_the_session_of_its_newest_token()
    {
        await using var server = await RealtimeApp.StartAsync();
        var user = server.Accounts.NewUser();
        var newer = user with { SessionId = server.Accounts.NewSession() };
        using var device = await server.ConnectAsync(user);
        await device.NextAsync("connected");
        await device.SendAsync(new { type = "auth", token = server.Accounts.TokenOf(newer) });
        await device.NextAsync("authenticated");

        server.Accounts.Revoke(user.SessionId);
        await device.HearsNothingAsync();
        server.Accounts.Revoke(newer.SessionId);

        (await device.ClosedAsync()).Code.ShouldBe(4003);
    }
}
