using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aldrava.Tests.Support;

/// <summary>What the stand-in for Graph does with a message.</summary>
public enum GraphMood
{
    Accept,

    /// <summary>500 with Meta's body: certainly not accepted.</summary>
    Refuse500,

    /// <summary>Meta's final refusal: the 24 h window is closed.</summary>
    Refuse131047,

    /// <summary>Accepted, and the line breaks before the answer.</summary>
    DropAfterAccept,
}

/// <summary>A message as Graph took it.</summary>
public sealed record AcceptedMessage(string To, string Text, string CallbackData, string Wamid);

/// <summary>Meta's Graph API outside of the server's process, on a real socket: counts what it accepts and misbehaves when told to.</summary>
public sealed class FakeGraph : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _accepted;

    private FakeGraph(WebApplication app) => _app = app;

    /// <summary>Everything accepted, in the order it came.</summary>
    public ConcurrentQueue<AcceptedMessage> Accepted { get; } = new();

    /// <summary>Every body as it came, marks as read and refused ones included.</summary>
    public ConcurrentQueue<JsonElement> Bodies { get; } = new();

    /// <summary>The moods of the next requests; then it accepts.</summary>
    public ConcurrentQueue<GraphMood> Next { get; } = new();

    /// <summary>Meta's code for a message that is refused, by number and recipient; null takes it.</summary>
    public Func<string, string, int?>? Refuses { get; set; }

    /// <summary>The files it keeps.</summary>
    public FakeGraphFiles Files { get; } = new();

    /// <summary>The templates of all accounts.</summary>
    public FakeTemplates Templates { get; } = new();

    /// <summary>The token that is not accepted any more.</summary>
    public string? ExpiredToken { get; set; }

    private int _requests;

    public int Requests => Volatile.Read(ref _requests);

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v25.0";

    public static async Task<FakeGraph> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var graph = new FakeGraph(app);
        app.MapPost("/v25.0/{number}/messages", graph.AnswerAsync);
        graph.Files.Map(app, graph.ShowNumberAsync);
        app.MapGet("/v25.0/{account}/message_templates", graph.Templates.ListAsync);
        app.MapPost("/v25.0/{account}/message_templates", graph.Templates.CreateAsync);
        app.MapDelete("/v25.0/{account}/message_templates", graph.Templates.DeleteAsync);
        await app.StartAsync();
        return graph;
    }

    /// <summary>What one customer was told.</summary>
    public IReadOnlyList<string> TextsTo(string waId) => [.. Accepted.Where(m => m.To == waId).Select(m => m.Text)];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private Task ShowNumberAsync(HttpContext http, string number)
    {
        if (ExpiredToken is { } expired && http.Request.Headers.Authorization == $"Bearer {expired}")
            return FakeTemplates.RefuseAsync(http, 401, 190, "Your access token has expired.");
        return http.Response.WriteAsJsonAsync(
            new
            {
                verified_name = "Jasper's Market",
                display_phone_number = "+1 631-555-5555",
                id = number,
                quality_rating = "GREEN",
            }
        );
    }

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _requests);
        var body = (await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body))!;
        Bodies.Enqueue(body);
        if (body.TryGetProperty("status", out _))
        {
            await http.Response.WriteAsJsonAsync(new { success = true });
            return;
        }
        var mood = Next.TryDequeue(out var next) ? next : GraphMood.Accept;
        var refusal = mood switch
        {
            GraphMood.Refuse500 => 131000,
            GraphMood.Refuse131047 => 131047,
            _ => Refuses?.Invoke((string)http.Request.RouteValues["number"]!, body.GetProperty("to").GetString()!),
        };
        if (refusal is { } code)
        {
            http.Response.StatusCode = code == 131000 ? 500 : 400;
            await http.Response.WriteAsJsonAsync(
                new
                {
                    error = new
                    {
                        message = $"(#{code})",
                        type = "OAuthException",
                        code,
                        error_data = new { details = "no" },
                        fbtrace_id = "A1",
                    },
                }
            );
            return;
        }
        var to = body.GetProperty("to").GetString()!;
        var message = new AcceptedMessage(
            to,
            TextOf(body),
            body.GetProperty("biz_opaque_callback_data").GetString()!,
            $"wamid.FAKE{Interlocked.Increment(ref _accepted)}"
        );
        Accepted.Enqueue(message);
        if (mood == GraphMood.DropAfterAccept)
        {
            http.Abort();
            return;
        }
        await http.Response.WriteAsJsonAsync(
            new
            {
                messaging_product = "whatsapp",
                contacts = new[] { new { input = to, wa_id = to } },
                messages = new[] { new { id = message.Wamid } },
            }
        );
    }

    /// <summary>The words of a message, whatever its kind.</summary>
    private static string TextOf(JsonElement body)
    {
        var type = body.GetProperty("type").GetString()!;
        var content = body.GetProperty(type);
        return type switch
        {
            "text" => content.GetProperty("body").GetString()!,
            "interactive" => content.GetProperty("body").GetProperty("text").GetString()!,
            _ => content.ValueKind == JsonValueKind.Object && content.TryGetProperty("caption", out var caption) ? caption.GetString()! : type,
        };
    }
}
