using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Aldrava.CrmBench;

/// <summary>From a POST to the sockets of the agent whose lead it is: 100 a second, five sockets for each of ten agents.</summary>
internal static class FanOut
{
    private const int Agents = 10;
    private const int SocketsEach = 5;
    private const int PerSecond = 100;

    public static async Task<LoadResult> RunAsync(int port, TimeSpan time)
    {
        var (sent, heard) = (new ConcurrentDictionary<string, long>(StringComparer.Ordinal), new ConcurrentBag<double>());
        using var stop = new CancellationTokenSource();
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < Agents * SocketsEach; i++)
        {
            var socket = new ClientWebSocket();
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/mobile/ws?token={Tokens.Of(2 + (i % Agents))}"), CancellationToken.None);
            sockets.Add(socket);
        }
        var listeners = sockets.Select(s => ListenAsync(s, sent, heard, stop.Token)).ToList();
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var (posts, started) = (new List<Task<bool>>(), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < time)
        {
            while (posts.Count < elapsed.TotalSeconds * PerSecond)
                posts.Add(PostAsync(http, posts.Count, sent));
            await Task.Delay(1);
        }
        var failures = (await Task.WhenAll(posts)).Count(good => !good);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await stop.CancelAsync();
        await Task.WhenAll(listeners);
        sockets.ForEach(s => s.Dispose());
        var times = heard.Order().ToArray();
        return new LoadResult(
            times.Length / time.TotalSeconds,
            Load.At(times, 0.5),
            Load.At(times, 0.99),
            times.Length,
            failures + (posts.Count * SocketsEach) - times.Length
        );
    }

    private static async Task<bool> PostAsync(HttpClient http, int number, ConcurrentDictionary<string, long> sent)
    {
        var name = $"fan-{number}-";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mobile/leads")
        {
            Headers = { { "Authorization", $"Bearer {Tokens.Of(2 + (number % Agents))}" } },
            Content = new StringContent(
                $$"""{"name":"{{name}}","phone":"912345678","email":"x@ensaio.example","notes":"fan-out"}""",
                Encoding.UTF8,
                "application/json"
            ),
        };
        sent[name] = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await http.SendAsync(request);
            return answer.StatusCode == HttpStatusCode.Created;
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException or IOException)
        {
            return false;
        }
    }

    private static async Task ListenAsync(ClientWebSocket socket, ConcurrentDictionary<string, long> sent, ConcurrentBag<double> heard, CancellationToken stop)
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var message = await socket.ReceiveAsync(buffer.AsMemory(), stop);
                var text = Encoding.UTF8.GetString(buffer, 0, message.Count);
                if (text.IndexOf("fan-", StringComparison.Ordinal) is >= 0 and var at && sent.TryGetValue(text[at..(text.IndexOf('"', at))], out var since))
                    heard.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }
}
