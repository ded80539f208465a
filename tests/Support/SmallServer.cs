using System.Net.Http.Json;
using System.Text.Json;

namespace Aldrava.Tests.Support;

/// <summary>A server over the demo data that may hold little at once: what does not fit ends it, so whatever is larger and goes through was streamed.</summary>
internal sealed class SmallServer : IAsyncDisposable
{
    /// <summary>In bytes; one that was just started holds a third of it.</summary>
    public const long HeapLimit = 96 * 1024 * 1024;

    private readonly ServerProcess _process;

    private SmallServer(ServerProcess process, HttpClient admin) => (_process, Admin) = (process, admin);

    /// <summary>The first agency's administrator.</summary>
    public HttpClient Admin { get; }

    public static async Task<SmallServer> StartAsync()
    {
        var database = await TestPostgres.CreateDatabaseAsync(demo: true);
        var settings = new Dictionary<string, string?>
        {
            ["ENVIRONMENT"] = "production",
            ["MEDIA_FOLDER"] = TestPostgres.FilesOf(database),
            ["DOTNET_GCHeapHardLimit"] = $"0x{HeapLimit:x}",
        };
        var process = await ServerProcess.StartAsync(database, settings);
        var admin = new HttpClient { BaseAddress = process.Address, Timeout = Timeout.InfiniteTimeSpan };
        var answer = await admin.PostAsJsonAsync("/api/auth/login", new { email = "admin@imoveismais.pt", password = "senha123" });
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        admin.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return new SmallServer(process, admin);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await _process.DisposeAsync();
    }
}
