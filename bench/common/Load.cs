using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aldrava.Bench;

/// <summary>What a run gave: answers a second and their times in milliseconds.</summary>
internal sealed record LoadResult(double PerSecond, double P50, double P99, long Answers, long Failures);

/// <summary>A closed loop of requests over a number of connections: each sends its next request when it has the answer.</summary>
internal static class Load
{
    public static async Task<LoadResult> RunAsync(int port, Func<byte[]> request, int connections, TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        var loops = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => LoopAsync(port, request, started, time)));
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var times = loops.SelectMany(l => l.Times).Order().ToArray();
        return new LoadResult(times.Length / elapsed, At(times, 0.5), At(times, 0.99), times.Length, loops.Sum(l => l.Failures));
    }

    public static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    public static byte[] Get(string path, string token) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n");

    public static byte[] Post(string path, string token, string body, Guid? key)
    {
        var keyed = key is null ? "" : $"Idempotency-Key: {key}\r\n";
        return Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n{keyed}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"
        );
    }

    /// <summary>One request over a connection of its own; throws when it is not answered with 2xx.</summary>
    public static async Task SendOnceAsync(int port, byte[] request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket.SendAsync(request.AsMemory());
        if (await ReadAnswerAsync(socket, new byte[16 * 1024]) is not (>= 200 and < 300) and var status)
            throw new InvalidOperationException($"Answered with {status}.");
    }

    private static async Task<(List<double> Times, long Failures)> LoopAsync(int port, Func<byte[]> request, long started, TimeSpan time)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var buffer = new byte[256 * 1024];
        var (times, failures) = (new List<double>(), 0L);
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(request().AsMemory());
            if (await ReadAnswerAsync(socket, buffer) is not (>= 200 and < 300))
                failures++;
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }
        return (times, failures);
    }

    private static async Task<int> ReadAnswerAsync(Socket socket, byte[] buffer)
    {
        var filled = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0)
                throw new IOException("The server closed the connection.");
            filled += read;
            if (IsWhole(buffer.AsSpan(0, filled)))
                return int.Parse(buffer.AsSpan(9, 3), CultureInfo.InvariantCulture);
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var head = answer[..(end + 2)];
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
            return answer.EndsWith("0\r\n\r\n"u8);
        var digits = head[(at + 16)..];
        return answer.Length >= end + 4 + int.Parse(digits[..digits.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
    }
}
