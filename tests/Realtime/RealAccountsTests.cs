using System.Diagnostics;
using System.Net;
using Aldrava.Tests.Support;
using SignedIn = Aldrava.Tests.Accounts.Device;

namespace Aldrava.Tests.Realtime;

/// <summary>With the real accounts, over two nodes.</summary>
public sealed class RealAccountsTests
{
    [Fact]
    public async Task A_stolen_phone_is_cut_off_on_every_node_within_a_second()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        await using var second = await app.StartNodeAsync();
        using var stolen = await SignedIn.SignInAsync(app);
        using var owner = await SignedIn.SignInAsync(app);
        using var here = await ConnectAsync(app, stolen);
        using var there = await ConnectAsync(second, stolen);
        using var kept = await ConnectAsync(second, owner);

        var started = Stopwatch.GetTimestamp();
        (await owner.Http.DeleteAsync($"/mobile/auth/sessions/{stolen.Id}")).Expect(HttpStatusCode.OK);

        (await here.ClosedAsync()).ShouldBe((4003, "Sessão revogada"));
        (await there.ClosedAsync()).ShouldBe((4003, "Sessão revogada"));
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        await kept.HearsNothingAsync();
        using var again = await Device.ConnectAsync(second, $"?token={stolen.AccessToken}");
        (await again.ClosedAsync()).Code.ShouldBe(4003);
    }

    [Fact]
    public async Task A_token_without_an_agent_and_a_damaged_one_are_closed_with_4001()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var admin = await SignedIn.SignInAsync(app, SignedIn.Admin, "/api/auth/login");

        using var agentless = await Device.ConnectAsync(app, $"?token={admin.AccessToken}");
        using var damaged = await Device.ConnectAsync(app, $"?token={admin.AccessToken}x");

        (await agentless.ClosedAsync()).ShouldBe((4001, "Token inválido - sem agent_id"));
        (await damaged.ClosedAsync()).ShouldBe((4001, "Token inválido"));
    }

    [Fact]
    public async Task A_refreshed_token_carries_the_socket_over_the_end_of_the_old_one()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var agent = await SignedIn.SignInAsync(app, path: "/api/auth/login");
        using var device = await ConnectAsync(app, agent);
        await device.HearsNothingAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(14.5));
        await device.NextAsync("token_expiring");

        var pair = (await SignedIn.TryRefreshAsync(app, agent.RefreshToken)).Expect(HttpStatusCode.OK);
        await device.SendAsync(new { type = "auth", token = pair["access_token"].GetString() });
        await device.NextAsync("authenticated");

        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await device.HearsNothingAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(15));
        (await device.ClosedAsync()).ShouldBe((4001, "Token expirado"));
    }

    private static async Task<Device> ConnectAsync(AldravaApp app, SignedIn on)
    {
        var device = await Device.ConnectAsync(app, $"?token={on.AccessToken}");
        await device.NextAsync("connected");
        return device;
    }
}
