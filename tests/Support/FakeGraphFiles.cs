using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Aldrava.Tests.Support;

/// <summary>What the stand-in for Graph does with a request for the bytes of a file.</summary>
public enum FileMood
{
    Serve,

    /// <summary>The address is no longer good.</summary>
    NotFound,

    /// <summary>Half of it, then the line breaks.</summary>
    Truncate,

    /// <summary>Nothing, for as long as anybody waits.</summary>
    Stall,

    /// <summary>Other bytes of the same length.</summary>
    Other,

    /// <summary>To another address.</summary>
    Redirect,
}

/// <summary>The files that Graph keeps: an id, an address for it, the bytes.</summary>
public sealed class FakeGraphFiles
{
    private sealed record Kept(byte[] Bytes, string MimeType, string? Url, long? Size);

    private readonly ConcurrentDictionary<string, Kept> _files = new(StringComparer.Ordinal);
    private int _located;
    private int _asked;

    /// <summary>The moods of the next requests for bytes; then it serves.</summary>
    public ConcurrentQueue<FileMood> Next { get; } = new();

    /// <summary>What came as authorization.</summary>
    public ConcurrentQueue<string> Tokens { get; } = new();

    /// <summary>How often an address was asked for.</summary>
    public int Located => Volatile.Read(ref _located);

    /// <summary>How often bytes were asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Keeps a file. <paramref name="url"/>, <paramref name="size"/>: what is said of it instead of the truth.</summary>
    public void Keep(string id, byte[] bytes, string mimeType, string? url = null, long? size = null) => _files[id] = new(bytes, mimeType, url, size);

    public static string Base64Hash(byte[] bytes) => Convert.ToBase64String(SHA256.HashData(bytes));

    /// <param name="app">Where.</param>
    /// <param name="showNumber">Answers for an id that is a number's: such a request names the fields it wants.</param>
    internal void Map(WebApplication app, Func<HttpContext, string, Task> showNumber)
    {
        app.MapGet("/v25.0/{id}", (string id, HttpContext http) => http.Request.Query.ContainsKey("fields") ? showNumber(http, id) : LocateAsync(id, http));
        app.MapGet("/files/{id}", ServeAsync);
    }

    private async Task LocateAsync(string id, HttpContext http)
    {
        Interlocked.Increment(ref _located);
        Tokens.Enqueue(http.Request.Headers.Authorization.ToString());
        if (!_files.TryGetValue(id, out var file))
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsJsonAsync(
                new
                {
                    error = new
                    {
                        message = "Unsupported get request.",
                        code = 100,
                        error_subcode = 33,
                    },
                }
            );
            return;
        }
        await http.Response.WriteAsJsonAsync(
            new
            {
                messaging_product = "whatsapp",
                url = file.Url ?? $"http://{http.Request.Host}/files/{id}",
                mime_type = file.MimeType,
                sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Bytes)),
                file_size = (file.Size ?? file.Bytes.Length).ToString(System.Globalization.CultureInfo.InvariantCulture),
                id,
            }
        );
    }

    private async Task ServeAsync(string id, HttpContext http)
    {
        Interlocked.Increment(ref _asked);
        Tokens.Enqueue(http.Request.Headers.Authorization.ToString());
        var bytes = _files[id].Bytes;
        switch (Next.TryDequeue(out var mood) ? mood : FileMood.Serve)
        {
            case FileMood.NotFound:
                http.Response.StatusCode = 404;
                return;
            case FileMood.Redirect:
                http.Response.Redirect("http://127.0.0.1:9/elsewhere");
                return;
            case FileMood.Stall:
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            case FileMood.Truncate:
                http.Response.ContentLength = bytes.Length;
                await http.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
                await http.Response.Body.FlushAsync();
                http.Abort();
                return;
            case FileMood.Other:
                bytes = [.. bytes.Select(b => (byte)(b ^ 1))];
                break;
        }
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes);
    }
}
