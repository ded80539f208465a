using System.Collections.Concurrent;
using System.Text.Json;

namespace Aldrava.InboxBench;

/// <summary>Takes every message as Meta would and tells when the next one to a customer came.</summary>
internal sealed class GraphSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private long _accepted;

    private GraphSink(WebApplication app) => _app = app;

    public long Accepted => Interlocked.Read(ref _accepted);

    public static async Task<GraphSink> StartAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var sink = new GraphSink(app);
        app.Run(sink.TakeAsync);
        await app.StartAsync();
        return sink;
    }

    public Task NextTo(string phone)
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[phone] = next;
        return next.Task;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        var to = body.RootElement.TryGetProperty("to", out var phone) ? phone.GetString()! : "";
        if (_waiting.TryRemove(to, out var waiting))
            waiting.TrySetResult();
        var number = Interlocked.Increment(ref _accepted);
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            http.Response.Body,
            new
            {
                messaging_product = "whatsapp",
                contacts = new[] { new { input = to, wa_id = to } },
                messages = new[] { new { id = $"wamid.BENCH{number}" } },
            }
        );
    }
}
