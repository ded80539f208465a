using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Aldrava.Tests.Fuzz;

/// <summary>What came back, or that nothing did.</summary>
/// <param name="Status">0 when the server closed the connection without an answer.</param>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public static readonly RawAnswer None = new(0, new Dictionary<string, string>(), []);

    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>HTTP/1.1 over a socket, byte by byte as it was asked for: the usual clients refuse to send what is wrong.</summary>
internal sealed class RawConnection(Uri server) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Socket? _socket;
    private int _start;
    private int _end;

    /// <summary>Sends and hears the answer. <paramref name="isLast"/>: the sender goes away then, whether it said all it promised or not.</summary>
    /// <exception cref="TimeoutException">The server says nothing.</exception>
    public async Task<RawAnswer> SendAsync(byte[] request, bool isHead, bool isLast)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var socket = await OpenAsync(limit.Token);
            var sent = await TrySendAsync(socket, request, isLast, limit.Token);
            var answer = await ReadAsync(isHead, limit.Token);
            if (!sent || isLast || answer.Status is 0 or 101 || answer.Header("Connection") == "close")
                Close();
            return answer;
        }
        catch (OperationCanceledException silence)
        {
            Close();
            throw new TimeoutException($"No answer within {Patience}.", silence);
        }
        catch (SocketException)
        {
            Close();
            return RawAnswer.None;
        }
    }

    public void Dispose() => Close();

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private async Task<Socket> OpenAsync(CancellationToken ct)
    {
        if (_socket is not null)
            return _socket;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port, ct);
        (_start, _end) = (0, 0);
        return _socket = socket;
    }

    // The server may answer, and close, before all of the request was sent.
    private static async Task<bool> TrySendAsync(Socket socket, byte[] request, bool isLast, CancellationToken ct)
    {
        try
        {
            for (var sent = 0; sent < request.Length; )
                sent += await socket.SendAsync(request.AsMemory(sent), ct);
            if (isLast)
                socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<RawAnswer> ReadAsync(bool isHead, CancellationToken ct)
    {
        while (true)
        {
            if (await LineAsync(ct) is not { } first)
                return RawAnswer.None;
            var status = int.Parse(first.Split(' ')[1], CultureInfo.InvariantCulture);
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            while (await LineAsync(ct) is { Length: > 0 } line)
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                headers[line[..colon]] = line[(colon + 1)..].Trim();
            }
            if (status == 100)
                continue;
            var body = isHead || status is 101 or 204 or 304 ? [] : await BodyAsync(headers, ct);
            return new RawAnswer(status, headers, body);
        }
    }

    private async Task<byte[]> BodyAsync(Dictionary<string, string> headers, CancellationToken ct)
    {
        using var body = new MemoryStream();
        if (headers.TryGetValue("Content-Length", out var length))
        {
            await CopyAsync(body, long.Parse(length, CultureInfo.InvariantCulture), ct);
        }
        else if (headers.GetValueOrDefault("Transfer-Encoding") == "chunked")
        {
            while (await LineAsync(ct) is { } size && long.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var chunk)
            {
                await CopyAsync(body, chunk, ct);
                await LineAsync(ct);
            }
            await LineAsync(ct);
        }
        else
        {
            await CopyAsync(body, long.MaxValue, ct);
            Close();
        }
        return body.ToArray();
    }

    private async Task CopyAsync(MemoryStream into, long count, CancellationToken ct)
    {
        while (count > 0 && await FillAsync(ct))
        {
            var part = (int)Math.Min(count, _end - _start);
            into.Write(_buffer, _start, part);
            _start += part;
            count -= part;
        }
    }

    private async Task<string?> LineAsync(CancellationToken ct)
    {
        var line = new StringBuilder();
        while (await FillAsync(ct))
        {
            var next = (char)_buffer[_start++];
            if (next == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append(next);
        }
        return null;
    }

    private async Task<bool> FillAsync(CancellationToken ct)
    {
        if (_start < _end)
            return true;
        (_start, _end) = (0, _socket is null ? 0 : await _socket.ReceiveAsync(_buffer, ct));
        return _end > 0;
    }
}
