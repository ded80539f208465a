using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aldrava.Tests.Media;

/// <summary>What the stand-in for Cloudinary does with a request.</summary>
public enum CloudMood
{
    Fine,
    Fails,
    Refuses,

    /// <summary>Never answers.</summary>
    Hangs,

    /// <summary>Takes it, and the line breaks before the answer.</summary>
    DropsAfterTaking,
}

/// <summary>Cloudinary on a real socket: checks signatures by itself, keeps pictures, delivers them, and misbehaves when told to.</summary>
public sealed class FakeCloudinary : IAsyncDisposable
{
    public const string Cloud = "Demo-Cloud";
    public const string Key = "8675309";
    public const string Secret = "the api secret";
    private readonly WebApplication _app;

    private FakeCloudinary(WebApplication app) => _app = app;

    public ConcurrentDictionary<string, byte[]> Pictures { get; } = new();

    /// <summary>The moods of the next requests; then it is fine.</summary>
    public ConcurrentQueue<CloudMood> Next { get; } = new();

    public ConcurrentQueue<string> Requests { get; } = new();

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<FakeCloudinary> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var cloud = new FakeCloudinary(app);
        app.MapPost("/v1_1/" + Cloud + "/image/{action}", cloud.AnswerAsync);
        app.MapMethods("/" + Cloud + "/image/upload/{**picture}", ["GET", "HEAD"], cloud.Deliver);
        await app.StartAsync();
        return cloud;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http, string action)
    {
        var mood = Next.TryDequeue(out var next) ? next : CloudMood.Fine;
        Requests.Enqueue($"{action} {mood}");
        if (mood == CloudMood.Hangs)
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }
        var form = await http.Request.ReadFormAsync();
        if (mood != CloudMood.Fine && mood != CloudMood.DropsAfterTaking)
        {
            http.Response.StatusCode = mood == CloudMood.Fails ? 500 : 400;
            await http.Response.WriteAsJsonAsync(new { error = new { message = "no" } });
            return;
        }
        if (!IsSigned(form))
        {
            http.Response.StatusCode = 401;
            await http.Response.WriteAsJsonAsync(new { error = new { message = "Invalid Signature" } });
            return;
        }
        var id = form["public_id"].ToString();
        if (action == "destroy")
        {
            await http.Response.WriteAsJsonAsync(new { result = Pictures.TryRemove(id, out _) ? "ok" : "not found" });
            return;
        }
        using var copy = new MemoryStream();
        await form.Files["file"]!.CopyToAsync(copy);
        var isNew = Pictures.TryAdd(id, copy.ToArray());
        if (mood == CloudMood.DropsAfterTaking)
        {
            http.Abort();
            return;
        }
        await http.Response.WriteAsJsonAsync(new { public_id = id, existing = !isNew });
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "It is what Cloudinary checks.")]
    private static bool IsSigned(IFormCollection form)
    {
        var signed = form.Keys.Where(k => k is not ("api_key" or "signature" or "file" or "cloud_name" or "resource_type")).Order(StringComparer.Ordinal);
        var text = Encoding.UTF8.GetBytes(string.Join("&", signed.Select(k => $"{k}={form[k]}")) + Secret);
        var signature = form["signature"].ToString();
        var right = signature.Length == 64 ? Convert.ToHexStringLower(SHA256.HashData(text)) : Convert.ToHexStringLower(SHA1.HashData(text));
        return form["api_key"] == Key && form["timestamp"].ToString().Length == 10 && signature == right;
    }

    private IResult Deliver(string picture) =>
        Pictures.TryGetValue(Path.ChangeExtension(picture, null), out var content)
            ? Results.Bytes(content, "image/jpeg", enableRangeProcessing: true)
            : Results.NotFound();
}
