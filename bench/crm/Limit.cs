using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Aldrava.CrmBench;

/// <summary>
/// The least work that Kestrel and Npgsql can do for such answers: no routing, no middleware, no validation, no history, no events, bare tables. What
/// the product is measured against.
/// </summary>
internal sealed class Limit(NpgsqlDataSource db)
{
    private const string LeadColumns =
        "id, name, email, phone, source, notes, status, assigned_agent_id, property_id, budget::float8 as budget, version, created_at, updated_at";

    private readonly ConcurrentDictionary<int, ConcurrentDictionary<WebSocket, SemaphoreSlim>> _sockets = new();
    private readonly ConcurrentDictionary<string, int> _agents = new(StringComparer.Ordinal);

    public static async Task ServeAsync()
    {
        await using var source = LimitHost.Database();
        await using var app = LimitHost.Server();
        app.UseWebSockets();
        app.Run(new Limit(source).Handle);
        await app.RunAsync();
    }

    private Task Handle(HttpContext http)
    {
        var path = http.Request.Path.Value;
        if (path == "/mobile/ws")
            return ListenAsync(http);
        var token = http.Request.Headers.Authorization.ToString();
        var agent = token.Length > 7 ? _agents.GetOrAdd(token, static t => Tokens.AgentOf(t[7..])) : 0;
        return (agent, path, http.Request.Method) switch
        {
            (0, _, _) => Fail(http, StatusCodes.Status401Unauthorized),
            (_, "/mobile/leads", "GET") => PageAsync(http, agent, "limit_of.leads", "assigned_agent_id", LeadColumns),
            (_, "/mobile/properties", "GET") => PageAsync(http, agent, "limit_of.properties", "agent_id", "*"),
            (_, "/mobile/visits/upcoming", "GET") => UpcomingAsync(http, agent),
            (_, "/mobile/leads", "POST") => CreateAsync(http, agent),
            _ => Fail(http, StatusCodes.Status404NotFound),
        };
    }

    private static Task Fail(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "Constants of this file.")]
    private async Task PageAsync(HttpContext http, int agent, string table, string owner, string columns)
    {
        var json = new ArrayBufferWriter<byte>(16 * 1024);
        await using (var batch = db.CreateBatch())
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"select count(*) from {table} where {owner} = $1") { Parameters = { Value((long)agent) } });
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand($"select {columns} from {table} where {owner} = $1 order by created_at desc, id desc limit $2 offset $3")
                {
                    Parameters = { Value((long)agent), Value(20), Value(0) },
                }
            );
            await using var reader = await batch.ExecuteReaderAsync();
            await reader.ReadAsync();
            http.Response.Headers["X-Total-Count"] = reader.GetInt64(0).ToString(CultureInfo.InvariantCulture);
            await reader.NextResultAsync();
            await WriteRowsAsync(json, reader);
        }
        await SendAsync(http, json, StatusCodes.Status200OK);
    }

    private async Task UpcomingAsync(HttpContext http, int agent)
    {
        var json = new ArrayBufferWriter<byte>(4 * 1024);
        await using (
            var command = db.CreateCommand(
                """
                select v.id, p.title as property_title, v.starts_at as scheduled_at, l.name as lead_name, p.reference as property_reference, v.status
                from limit_of.visits v left join limit_of.properties p on p.id = v.property_id left join limit_of.leads l on l.id = v.lead_id
                where v.agent_id = $1 and v.starts_at > $2 and v.status in ('scheduled', 'confirmed') order by v.starts_at limit 5
                """
            )
        )
        {
            command.Parameters.Add(Value((long)agent));
            command.Parameters.Add(Value(TimeProvider.System.GetUtcNow().UtcDateTime));
            await using var reader = await command.ExecuteReaderAsync();
            await WriteRowsAsync(json, reader);
        }
        await SendAsync(http, json, StatusCodes.Status200OK);
    }

    private async Task CreateAsync(HttpContext http, int agent)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        string? Text(string name) => body.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        var json = new ArrayBufferWriter<byte>(1024);
        await using (
            var command = db.CreateCommand(
                $"""
                insert into limit_of.leads (organization_id, name, email, phone, source, notes, status, assigned_agent_id, version, created_at, updated_at)
                values (1, $1, $2, $3, $4, $5, 'new', $6, 1, now(), now()) returning {LeadColumns}
                """
            )
        )
        {
            foreach (var field in new[] { "name", "email", "phone", "source", "notes" })
                command.Parameters.Add(new NpgsqlParameter { Value = (object?)Text(field) ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
            command.Parameters.Add(Value((long)agent));
            await using var reader = await command.ExecuteReaderAsync();
            await WriteRowsAsync(json, reader);
        }
        await TellAsync(agent, json.WrittenMemory);
        await SendAsync(http, json, StatusCodes.Status201Created);
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static async Task WriteRowsAsync(ArrayBufferWriter<byte> into, NpgsqlDataReader reader)
    {
        await using var json = new Utf8JsonWriter(into, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartArray();
        while (await reader.ReadAsync())
        {
            json.WriteStartObject();
            for (var i = 0; i < reader.FieldCount; i++)
            {
                json.WritePropertyName(reader.GetName(i));
                Write(json, reader, i);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int column)
    {
        var type = reader.GetFieldType(column);
        if (reader.IsDBNull(column))
            json.WriteNullValue();
        else if (type == typeof(long))
            json.WriteNumberValue(reader.GetInt64(column));
        else if (type == typeof(int))
            json.WriteNumberValue(reader.GetInt32(column));
        else if (type == typeof(double))
            json.WriteNumberValue(reader.GetDouble(column));
        else if (type == typeof(decimal))
            json.WriteNumberValue(reader.GetDecimal(column));
        else if (type == typeof(DateTime))
            json.WriteStringValue(reader.GetDateTime(column));
        else
            json.WriteStringValue(reader.GetString(column));
    }

    private static async Task SendAsync(HttpContext http, ArrayBufferWriter<byte> json, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(json.WrittenMemory);
    }

    private async Task TellAsync(int agent, ReadOnlyMemory<byte> lead)
    {
        if (!_sockets.TryGetValue(agent, out var own))
            return;
        byte[] message = [.. """{"type":"new_lead","data":"""u8, .. lead.Span, .. "}"u8];
        foreach (var (socket, turn) in own)
        {
            await turn.WaitAsync();
            await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            turn.Release();
        }
    }

    private async Task ListenAsync(HttpContext http)
    {
        var agent = Tokens.AgentOf(http.Request.Query["token"].ToString());
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var own = _sockets.GetOrAdd(agent, static _ => new());
        own[socket] = new SemaphoreSlim(1);
        await socket.SendAsync(
            Encoding.UTF8.GetBytes("""{"type":"connected"}""").AsMemory(),
            WebSocketMessageType.Text,
            endOfMessage: true,
            CancellationToken.None
        );
        try
        {
            await socket.ReceiveAsync(new byte[64].AsMemory(), CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // It left without a goodbye.
        }
        own.TryRemove(socket, out _);
    }
}
