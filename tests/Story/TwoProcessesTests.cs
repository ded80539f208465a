using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Story;

/// <summary>Two server processes on one database: what happens on one is heard on the other.</summary>
public sealed class TwoProcessesTests
{
    private const string Customer = "351936543210";

    [Fact]
    public async Task A_lead_made_on_one_rings_on_the_other_and_a_session_ended_on_one_is_cut_off_on_the_other()
    {
        await using var graph = await FakeGraph.StartAsync();
        var database = await TestPostgres.CreateDatabaseAsync(demo: true);
        var settings = DemoAgency.Settings(graph);
        await using var one = await ServerProcess.StartAsync(database, settings);
        await using var two = await ServerProcess.StartAsync(database, settings);
        var (joao, joaoSession) = await SignInAsync(two, "joao.teste@imoveismais.pt");
        var (sofia, _) = await SignInAsync(two, "agente@imoveismais.pt");
        using var joaoSocket = await ConnectAsync(two, joao);
        using var sofiaSocket = await ConnectAsync(two, sofia);
        var (joaoHears, sofiaHears) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        var joaoListens = ListenAsync(joaoSocket, joaoHears);
        var sofiaListens = ListenAsync(sofiaSocket, sofiaHears);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(!joaoHears.IsEmpty && !sofiaHears.IsEmpty), "both are connected");

        await DemoAgency.HearAsync(one, Customer);
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(joaoHears.Concat(sofiaHears).Any(m => m.Contains("new_lead") && m.Contains("Maria Costa"))),
            "the lead rings"
        );

        using var admin = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", joao) } };
        (await admin.DeleteAsync(new Uri(one.Address, $"/auth/sessions/{joaoSession}"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await joaoListens.WaitAsync(TimeSpan.FromSeconds(5));
        joaoSocket.CloseStatus.ShouldBe((WebSocketCloseStatus)4003);
        (await admin.GetAsync(new Uri(two.Address, "/mobile/leads"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        sofiaListens.IsCompleted.ShouldBeFalse();
    }

    private static async Task<(string Token, long Session)> SignInAsync(ServerProcess server, string email)
    {
        using var http = new HttpClient();
        var answer = await http.PostAsJsonAsync(new Uri(server.Address, "/auth/mobile/login"), new { email, password = "senha123" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var pair = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (pair.GetProperty("access_token").GetString()!, pair.GetProperty("device_id").GetInt64());
    }

    private static async Task<ClientWebSocket> ConnectAsync(ServerProcess server, string token)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Address.Port}/mobile/ws?token={token}"), CancellationToken.None);
        return socket;
    }

    private static async Task ListenAsync(ClientWebSocket socket, ConcurrentQueue<string> heard)
    {
        try
        {
            while (await ReceiveAsync(socket) is { } text)
                heard.Enqueue(text);
        }
        catch (WebSocketException) when (socket.State == WebSocketState.Aborted)
        {
            // The test is over and let go of it.
        }
    }

    private static async Task<string?> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var used = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(used), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            used += part.Count;
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(buffer, 0, used);
        }
    }
}
