using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Aldrava.InboxBench;

/// <summary>
/// The least work for an answer over WhatsApp with Kestrel, Npgsql and HttpClient: the signature, the message inserted and the answer inserted in one
/// statement, 200, the request to Graph. No contacts, no order, no flow, nothing that survives a crash in between.
/// </summary>
internal sealed class Limit(NpgsqlDataSource db, HttpClient graph, string graphUrl)
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes(Customers.AppSecret);

    public static async Task ServeAsync()
    {
        await using var source = LimitHost.Database();
        await using (
            var create = source.CreateCommand(
                "create table if not exists limit_messages (wamid text primary key, phone text not null, body text not null, answer text)"
            )
        )
            await create.ExecuteNonQueryAsync();
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 32 });
        await using var app = LimitHost.Server();
        app.Run(new Limit(source, http, Environment.GetEnvironmentVariable("WHATSAPP_GRAPH_URL")!).HandleAsync);
        await app.RunAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        var body = new byte[http.Request.ContentLength ?? 0];
        await http.Request.Body.ReadExactlyAsync(body);
        var signature = http.Request.Headers["X-Hub-Signature-256"].ToString();
        if (signature.Length < 7 || !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Secret, body), Convert.FromHexString(signature[7..])))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        using var document = JsonDocument.Parse(body);
        var message = document.RootElement.GetProperty("entry")[0].GetProperty("changes")[0].GetProperty("value").GetProperty("messages")[0];
        var from = message.GetProperty("from").GetString()!;
        var words = message.GetProperty("text").GetProperty("body").GetString()!;
        await using (var insert = db.CreateCommand("insert into limit_messages (wamid, phone, body, answer) values ($1, $2, $3, $4)"))
        {
            foreach (var text in new[] { message.GetProperty("id").GetString()!, from, words, "Obrigado. " + words })
                insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
            await insert.ExecuteNonQueryAsync();
        }
        http.Response.ContentLength = 0;
        await http.Response.CompleteAsync();
        if (!string.Equals(Environment.GetEnvironmentVariable("LIMIT_SILENT"), "1", StringComparison.Ordinal))
            await AnswerAsync(from, words);
    }

    private async Task AnswerAsync(string to, string words)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                messaging_product = "whatsapp",
                to,
                type = "text",
                text = new { body = "Obrigado. " + words },
                biz_opaque_callback_data = to.ToString(CultureInfo.InvariantCulture),
            }
        );
        using var content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await graph.PostAsync(new Uri($"{graphUrl}/{Customers.PhoneNumberId}/messages"), content);
        answer.EnsureSuccessStatusCode();
    }
}
