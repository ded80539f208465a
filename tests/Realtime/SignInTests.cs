using System.Net;
using System.Net.WebSockets;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Realtime;

public sealed class SignInTests(RealtimeApp server) : IClassFixture<RealtimeApp>
{
    [Fact]
    public async Task A_device_with_a_good_token_is_told_that_it_is_connected()
    {
        var user = server.Accounts.NewUser();

        using var device = await server.ConnectAsync(user);

        var connected = await device.NextAsync("connected");
        connected.GetProperty("agent_id").GetInt64().ShouldBe(user.AgentId!.Value);
        connected.GetProperty("last_event_id").GetString().ShouldNotBeNullOrEmpty();
        connected.GetProperty("timestamp").GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
    }

    [Fact]
    public async Task The_token_may_come_in_the_authorization_header()
    {
        var token = server.Accounts.TokenOf(server.Accounts.NewUser());

        using var device = await Device.ConnectAsync(server.App, set: o => o.SetRequestHeader("Authorization", $"Bearer {token}"));

        await device.NextAsync("connected");
    }

    [Fact]
    public async Task The_token_may_come_as_a_subprotocol_which_is_then_answered()
    {
        var token = server.Accounts.TokenOf(server.Accounts.NewUser());

        using var device = await Device.ConnectAsync(server.App, set: o => o.AddSubProtocol($"bearer.{token}"));

        await device.NextAsync("connected");
        device.Subprotocol.ShouldBe($"bearer.{token}");
    }

    [Fact]
    public async Task A_plain_subprotocol_beside_the_token_keeps_the_token_out_of_the_answer()
    {
        var token = server.Accounts.TokenOf(server.Accounts.NewUser());

        using var device = await Device.ConnectAsync(
            server.App,
            set: o =>
            {
                o.AddSubProtocol($"bearer.{token}");
                o.AddSubProtocol("aldrava.v1");
            }
        );

        await device.NextAsync("connected");
        device.Subprotocol.ShouldBe("aldrava.v1");
    }

    [Fact]
    public async Task The_token_may_come_as_the_first_message()
    {
        var token = server.Accounts.TokenOf(server.Accounts.NewUser());
        using var device = await Device.ConnectAsync(server.App);

        await device.SendAsync(new { type = "auth", token });

        await device.NextAsync("connected");
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("{\"type\":\"resume\",\"last_event_id\":\"1\"}")]
    [InlineData("{\"type\":\"auth\"}")]
    [InlineData("not json")]
    public async Task Any_other_first_message_ends_the_connection(string first)
    {
        using var device = await Device.ConnectAsync(server.App);

        await device.SendAsync(first);

        (await device.ClosedAsync()).ShouldBe((4001, "Token em falta"));
    }

    [Fact]
    public async Task A_device_that_says_nothing_for_ten_seconds_is_closed()
    {
        await using var alone = await RealtimeApp.StartAsync();
        using var device = await Device.ConnectAsync(alone.App);
        var closed = device.ClosedAsync();

        // The timer starts once the server has accepted, which the client cannot see.
        await Eventually.BecomesTrueAsync(
            () =>
            {
                alone.App.Clock.Advance(TimeSpan.FromSeconds(11));
                return Task.FromResult(closed.IsCompleted);
            },
            "the connection is closed"
        );

        (await closed).ShouldBe((4001, "Token em falta"));
    }

    [Theory]
    [InlineData("?token=nonsense")]
    [InlineData("?token=")]
    public async Task A_bad_token_is_closed_with_4001(string query)
    {
        using var device = await Device.ConnectAsync(server.App, query);

        (await device.ClosedAsync()).ShouldBe((4001, "Token inválido"));
    }

    [Fact]
    public async Task The_reason_is_in_the_language_of_the_caller()
    {
        using var device = await Device.ConnectAsync(server.App, "?token=nonsense", o => o.SetRequestHeader("Accept-Language", "en-GB"));

        (await device.ClosedAsync()).ShouldBe((4001, "Invalid token"));
    }

    [Fact]
    public async Task An_expired_token_is_closed_with_4001()
    {
        var token = server.Accounts.TokenOf(server.Accounts.NewUser(), TimeSpan.FromSeconds(-1));

        using var device = await server.ConnectAsync(token);

        (await device.ClosedAsync()).ShouldBe((4001, "Token expirado"));
    }

    [Fact]
    public async Task A_token_without_an_agent_is_closed_with_4001()
    {
        using var device = await server.ConnectAsync(server.Accounts.NewUser(agent: false));

        (await device.ClosedAsync()).ShouldBe((4001, "Token inválido - sem agent_id"));
    }

    [Fact]
    public async Task A_token_of_an_ended_session_is_closed_with_4003()
    {
        var user = server.Accounts.NewUser();
        var token = server.Accounts.TokenOf(user);
        server.Accounts.Revoke(user.SessionId);

        using var device = await server.ConnectAsync(token);

        (await device.ClosedAsync()).ShouldBe((4003, "Sessão revogada"));
    }

    [Fact]
    public async Task Without_a_websocket_the_answer_is_an_error_in_the_common_shape()
    {
        using var client = server.App.Anonymous();

        var answer = (await client.GetAsync("/mobile/ws")).Expect(HttpStatusCode.UpgradeRequired);

        answer.Code.ShouldBe("realtime.websocket_only");
        answer.Header("Upgrade").ShouldBe("websocket");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    public async Task A_page_of_another_site_is_refused_before_the_socket_opens(string origin)
    {
        var token = server.Accounts.TokenOf(server.Accounts.NewUser());
        using var client = server.App.Anonymous();
        (string, string)[] handshake =
        [
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("Origin", origin),
        ];

        var answer = (await client.GetAsync($"/mobile/ws?token={token}", handshake)).Expect(HttpStatusCode.Forbidden);

        answer.Code.ShouldBe("realtime.origin_refused");
        answer.Error.ShouldBe("Permission Denied");
    }

    [Fact]
    public async Task Pages_of_the_server_itself_and_of_the_front_end_may_connect()
    {
        await using var own = await RealtimeApp.StartAsync(("FRONTEND_URL", "https://crm.example.pt/, https://other.example.pt"));

        foreach (var origin in (string[])[$"http://127.0.0.1:{own.App.Address.Port}", "https://crm.example.pt", "https://other.example.pt"])
        {
            var token = own.Accounts.TokenOf(own.Accounts.NewUser());
            using var device = await Device.ConnectAsync(own.App, $"?token={token}", o => o.SetRequestHeader("Origin", origin));
            await device.NextAsync("connected");
        }
    }

    [Fact]
    public async Task Only_so_many_may_wait_for_their_token()
    {
        await using var small = await RealtimeApp.StartAsync(("Realtime:MaxSignInsWaiting", "1"));
        using var waiting = await Device.ConnectAsync(small.App);

        await Should.ThrowAsync<WebSocketException>(() => Device.ConnectAsync(small.App));

        await waiting.SendAsync(new { type = "auth", token = small.Accounts.TokenOf(small.Accounts.NewUser()) });
        await waiting.NextAsync("connected");
        using var next = await Device.ConnectAsync(small.App);
    }

    [Fact]
    public async Task A_token_is_never_written_down()
    {
        await using var loud = await RealtimeApp.StartAsync(("LOG_LEVEL", "Trace"));
        var tokens = Enumerable.Range(0, 4).Select(_ => loud.Accounts.TokenOf(loud.Accounts.NewUser())).ToList();
        using var byQuery = await loud.ConnectAsync(tokens[0]);
        using var bySubprotocol = await Device.ConnectAsync(loud.App, set: o => o.AddSubProtocol($"bearer.{tokens[1]}"));
        using var byHeader = await Device.ConnectAsync(loud.App, set: o => o.SetRequestHeader("Authorization", $"Bearer {tokens[2]}"));
        using var byMessage = await Device.ConnectAsync(loud.App);
        await byMessage.SendAsync(new { type = "auth", token = tokens[3] });
        using var refused = await loud.ConnectAsync("not-a-token-of-anybody");
        await refused.ClosedAsync();
        foreach (var device in (Device[])[byQuery, bySubprotocol, byHeader, byMessage])
        {
            await device.NextAsync("connected");
            await device.CloseAsync();
        }

        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(loud.App.Logs.Lines.Count(l => l.Contains("ended with", StringComparison.Ordinal)) == 5),
            "all have ended"
        );

        foreach (var secret in tokens.Append("not-a-token-of-anybody"))
            loud.App.Logs.Lines.ShouldAllBe(line => !line.Contains(secret, StringComparison.Ordinal));
    }
}
