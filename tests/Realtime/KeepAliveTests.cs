using System.Net.Sockets;
using System.Text;

namespace Aldrava.Tests.Realtime;

public sealed class KeepAliveTests
{
    [Fact]
    public async Task A_peer_that_does_not_answer_the_servers_ping_is_dropped()
    {
        await using var server = await RealtimeApp.StartAsync(("WS_PING_INTERVAL", "0.2"), ("WS_PING_TIMEOUT", "0.2"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", server.App.Address.Port, limit.Token);
        var stream = tcp.GetStream();
        var token = server.Accounts.TokenOf(server.Accounts.NewUser());
        var request =
            $"GET /mobile/ws?token={token} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), limit.Token);

        var heard = await ReadToTheEndAsync(stream, limit.Token);

        Encoding.UTF8.GetString(heard).ShouldStartWith("HTTP/1.1 101");
        Encoding.UTF8.GetString(heard).ShouldContain("\"connected\"");
        heard.ShouldContain((byte)0x89, "a ping frame");
    }

    private static async Task<byte[]> ReadToTheEndAsync(NetworkStream stream, CancellationToken ct)
    {
        using var heard = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, ct)) > 0)
                heard.Write(buffer, 0, read);
        }
        catch (IOException)
        {
            // Cut instead of ended: dropped all the same.
        }
        return heard.ToArray();
    }
}
