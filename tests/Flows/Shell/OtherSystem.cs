using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aldrava.Tests.Flows.Shell;

/// <summary>An agency's own system.</summary>
internal sealed class OtherSystem : IAsyncDisposable
{
    private readonly WebApplication _app;
    private TaskCompletionSource _gate = new();

    private OtherSystem(WebApplication app) => _app = app;

    public ConcurrentQueue<int> Next { get; } = new();

    public ConcurrentQueue<string> Keys { get; } = new();

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<OtherSystem> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var system = new OtherSystem(app);
        system.Release();
        app.Map("/a", system.AnswerAsync);
        await app.StartAsync();
        return system;
    }

    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _gate.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        Keys.Enqueue(http.Request.Headers["Idempotency-Key"].ToString());
        await _gate.Task;
        http.Response.StatusCode = Next.TryDequeue(out var status) ? status : 200;
        if (http.Response.StatusCode == 302)
            http.Response.Headers.Location = "http://127.0.0.1/secret";
        else
            await http.Response.WriteAsync("""{"people":[{"name":"Rui"}]}""");
    }
}
