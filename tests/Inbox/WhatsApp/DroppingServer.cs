using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aldrava.Tests.Inbox.WhatsApp;

/// <summary>Answers the first request, and closes the same connection on the second after reading it.</summary>
internal sealed class DroppingServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _answer;
    private readonly Task _running;
    private int _requests;
    private int _connections;

    internal DroppingServer(string answer)
    {
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _answer = answer;
        _running = RunAsync();
    }

    internal Uri Url { get; }
    internal int Requests => Volatile.Read(ref _requests);
    internal int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                await ServeAsync(connection.GetStream());
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        while (await ReadRequestAsync(stream) && Interlocked.Increment(ref _requests) == 1)
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {_answer.Length}\r\n\r\n{_answer}"));
    }

    private async Task<bool> ReadRequestAsync(NetworkStream stream)
    {
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (!received.ToString().EndsWith("}}", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, _stop.Token);
            if (count == 0)
                return false;
            received.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        return true;
    }
}
