using System.Net.WebSockets;
using System.Text.Json;

namespace Aldrava.Tests.Realtime;

public sealed class MessageTests(RealtimeApp server) : IClassFixture<RealtimeApp>
{
    [Theory]
    [InlineData("ping")]
    [InlineData("{\"type\":\"ping\"}")]
    public async Task A_ping_is_answered(string ping)
    {
        using var device = await ConnectAsync();

        await device.SendAsync(ping);

        (await device.NextAsync("pong")).GetProperty("timestamp").GetString()!.ShouldEndWith("Z");
    }

    [Theory]
    [InlineData("{\"type\":\"dance\"}", "realtime.unknown_type")]
    [InlineData("hello", "realtime.malformed_message")]
    [InlineData("", "realtime.malformed_message")]
    [InlineData("null", "realtime.malformed_message")]
    [InlineData("[1]", "realtime.malformed_message")]
    [InlineData("{}", "realtime.malformed_message")]
    [InlineData("{\"type\":5}", "realtime.malformed_message")]
    [InlineData("{\"type\":\"\\ud800\"}", "realtime.malformed_message")]
    [InlineData("{\"type\":\"ping\",\"x\":[[[[[[[[[[1]]]]]]]]]]}", "realtime.malformed_message")]
    public async Task What_is_not_understood_is_answered_in_the_common_error_shape_and_the_connection_stays(string text, string code)
    {
        using var device = await ConnectAsync();

        await device.SendAsync(text);

        var error = await device.NextAsync("error");
        error.EnumerateObject().Select(p => p.Name).ShouldBe(["type", "error", "code", "message", "identifier", "details", "timestamp", "request_id"]);
        error.GetProperty("code").GetString().ShouldBe(code);
        await device.HearsNothingAsync();
    }

    [Fact]
    public async Task Binary_messages_are_refused_politely()
    {
        using var device = await ConnectAsync();

        await device.SendAsync("ping", WebSocketMessageType.Binary);

        (await device.NextAsync("error")).GetProperty("code").GetString().ShouldBe("realtime.text_only");
        await device.HearsNothingAsync();
    }

    [Fact]
    public async Task A_message_that_is_too_big_ends_the_connection()
    {
        using var device = await ConnectAsync();

        await device.SendAsync(new string('x', 17 * 1024));

        (await device.ClosedAsync()).ShouldBe((1009, "Mensagem demasiado grande"));
    }

    [Fact]
    public async Task The_largest_message_still_gets_through()
    {
        using var device = await ConnectAsync();

        await device.SendAsync(JsonSerializer.Serialize(new { type = "ping", padding = new string('x', 16_000) }));

        await device.NextAsync("pong");
    }

    [Fact]
    public async Task A_flood_of_messages_ends_the_connection()
    {
        await using var strict = await RealtimeApp.StartAsync(("Realtime:MessagesPerSecond", "1"), ("Realtime:MessageBurst", "5"));
        using var device = await strict.ConnectAsync(strict.Accounts.NewUser());
        await device.NextAsync("connected");

        for (var i = 0; i < 12; i++)
            await device.SendAsync("ping");

        (await device.ClosedAsync()).ShouldBe((1008, "Demasiadas mensagens"));
    }

    [Fact]
    public async Task A_device_that_closes_is_answered()
    {
        using var device = await ConnectAsync();

        await device.CloseAsync();
    }

    private async Task<Device> ConnectAsync()
    {
        var device = await server.ConnectAsync(server.Accounts.NewUser());
        await device.NextAsync("connected");
        return device;
    }
}
