using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aldrava.Tests.Accounts;

/// <summary>A mail server on a real socket (as much of RFC 5321 as a client needs), which refuses when it is told to.</summary>
internal sealed class SmtpListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public SmtpListener()
    {
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>What came, as it came: envelope and message.</summary>
    public ConcurrentQueue<(string From, string To, string Text)> Mails { get; } = new();

    /// <summary>Answers to the next RCPT commands; then everything is taken.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    /// <summary>What clients signed in with.</summary>
    public ConcurrentQueue<string> SignedInAs { get; } = new();

    /// <summary>Takes connections and never says a word.</summary>
    public bool IsSilent { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url(string userInfo = "") => $"smtp://{userInfo}127.0.0.1:{Port}?from=Aldrava%20%3Cno-reply@aldrava.test%3E&starttls=false";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var (from, to) = ("", "");
        if (IsSilent)
        {
            await reader.ReadLineAsync(_stop.Token);
            return;
        }
        await SayAsync(stream, "220 test");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(stream, "250-test\r\n250-AUTH LOGIN\r\n250 SMTPUTF8");
                    break;
                case "AUTH":
                    var user = line.Split(' ').ElementAtOrDefault(2);
                    if (user is null)
                    {
                        await SayAsync(stream, "334 VXNlcm5hbWU6");
                        user = await reader.ReadLineAsync(_stop.Token);
                    }
                    await SayAsync(stream, "334 UGFzc3dvcmQ6");
                    var password = await reader.ReadLineAsync(_stop.Token);
                    SignedInAs.Enqueue($"{Plain(user)}:{Plain(password)}");
                    await SayAsync(stream, "235 welcome");
                    break;
                case "MAIL":
                    from = line;
                    await SayAsync(stream, "250 ok");
                    break;
                case "RCPT":
                    to = line;
                    await SayAsync(stream, Refusals.TryDequeue(out var refusal) ? refusal : "250 ok");
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go on");
                    var text = new StringBuilder();
                    while (await reader.ReadLineAsync(_stop.Token) is { } part && part != ".")
                        text.AppendLine(part);
                    Mails.Enqueue((from, to, text.ToString()));
                    await SayAsync(stream, "250 taken");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return;
                default:
                    await SayAsync(stream, "250 ok");
                    break;
            }
        }
    }

    private static string Plain(string? base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64 ?? ""));

    private static async Task SayAsync(NetworkStream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
}
