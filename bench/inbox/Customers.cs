using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Aldrava.InboxBench;

/// <summary>Customers of the demo agency's number, and Meta, which posts what they say.</summary>
internal sealed class Customers(int port, GraphSink graph)
{
    public const string AppSecret = "sandbox-app-secret";
    public const string PhoneNumberId = "100000000000001";
    private static readonly string[] Talk = ["Olá", "Maria Costa", "comprar", "250 mil"];
    private static int _last;

    /// <summary>A request that brings the first word of a customer nobody has met.</summary>
    public static byte[] FirstWord() => Request(NewPhone(), Talk[0]);

    /// <summary>Conversations side by side, each customer waiting for the answer before going on. How long each answer took to come to Graph.</summary>
    public async Task<LoadResult> TalkAsync(int sideBySide, TimeSpan time, TimeSpan pause)
    {
        var (times, started, lost) = (new ConcurrentBag<double>(), Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(
            Enumerable
                .Range(0, sideBySide)
                .Select(async _ =>
                {
                    while (Stopwatch.GetElapsedTime(started) < time)
                        Interlocked.Add(ref lost, await TalkOnceAsync(times, pause));
                })
        );
        var sorted = times.Order().ToArray();
        return new LoadResult(sorted.Length / Stopwatch.GetElapsedTime(started).TotalSeconds, Load.At(sorted, 0.5), Load.At(sorted, 0.99), sorted.Length, lost);
    }

    private async Task<int> TalkOnceAsync(ConcurrentBag<double> times, TimeSpan pause)
    {
        var phone = NewPhone();
        foreach (var said in Talk)
        {
            var answered = graph.NextTo(phone);
            var sent = Stopwatch.GetTimestamp();
            await Load.SendOnceAsync(port, Request(phone, said));
            try
            {
                await answered.WaitAsync(TimeSpan.FromSeconds(20));
            }
            catch (TimeoutException)
            {
                return 1;
            }
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            await Task.Delay(pause);
        }
        return 0;
    }

    private static string NewPhone() => string.Create(CultureInfo.InvariantCulture, $"3519{Interlocked.Increment(ref _last):D8}");

    private static byte[] Request(string phone, string text)
    {
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var body = Encoding.UTF8.GetBytes(
            $$$"""{"object":"whatsapp_business_account","entry":[{"id":"300000000000003","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"351210000001","phone_number_id":"{{{PhoneNumberId}}}"},"contacts":[{"profile":{"name":"Maria"},"wa_id":"{{{phone}}}"}],"messages":[{"from":"{{{phone}}}","id":"wamid.{{{Guid.CreateVersion7()}}}","timestamp":"{{{at}}}","type":"text","text":{"body":"{{{text}}}"}}]}}]}]}"""
        );
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AppSecret), body));
        var head =
            $"POST /api/v1/whatsapp/webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Hub-Signature-256: sha256={signature}\r\nContent-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
