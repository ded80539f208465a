using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Contract;

/// <summary>A server as it is in production with the people of one agency and the agent of another, spoken to as the old clients do.</summary>
public sealed class Office : IAsyncLifetime
{
    public const string CloudName = "imoveis-mais";
    private int _keys;

    public AldravaApp App { get; private set; } = null!;

    public Agency Agency { get; private set; } = null!;

    public Person Agent { get; private set; } = null!;

    public Person Colleague { get; private set; } = null!;

    public Person Admin { get; private set; } = null!;

    public Person Viewer { get; private set; } = null!;

    /// <summary>Of role agent, without an agent profile.</summary>
    public Person WithoutAgent { get; private set; } = null!;

    public Person Rival { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await AldravaApp.StartAsync(
            new()
            {
                ["CLOUDINARY_CLOUD_NAME"] = CloudName,
                ["CLOUDINARY_UPLOAD_PRESET_MOBILE"] = "mobile-preset",
                ["ACCESS_TOKEN_EXPIRE_MINUTES"] = "10080",
                ["MOBILE_ACCESS_TOKEN_EXPIRE_MINUTES"] = "10080",
            }
        );
        Agency = await Agency.FoundAsync(App, "IMV");
        Agent = await Agency.AgentAsync();
        Colleague = await Agency.AgentAsync("Rui Lopes");
        Admin = await Agency.AdminAsync();
        Viewer = await Agency.ViewerAsync();
        WithoutAgent = await Agency.AgentAsync("Zé Costa", withProfile: false);
        Rival = await (await Agency.FoundAsync(App, "RIV")).AgentAsync("Rita Rival");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>An agent whose lists are empty.</summary>
    public Task<Person> NewAgentAsync() => Agency.AgentAsync("Nuno Novo");

    /// <summary>A UUID that was never used.</summary>
    public string NewUuid() => $"01890000-0000-7000-8000-{Interlocked.Increment(ref _keys):d12}";
}

/// <summary>What old clients do, in a word.</summary>
internal static class OldClient
{
    public static async Task<Answer> CreatedAsync(this Person person, string path, object body) =>
        (await person.Http.PostAsync(path, body)).Expect(HttpStatusCode.Created);

    public static async Task<long> IdOfAsync(this Person person, string path, object body) => (await person.CreatedAsync(path, body))["id"].GetInt64();

    public static Task<long> ListsAsync(this Person person, string title = "Apartamento T2 em Alvalade") =>
        person.IdOfAsync("/mobile/properties", new { title });

    public static Task<long> NotesAsync(this Person person, string name = "Marta Figueiredo") => person.IdOfAsync("/mobile/leads", new { name });

    public static Task<long> BooksAsync(this Person person, long property, string at, long? lead = null) =>
        person.IdOfAsync(
            "/mobile/visits",
            new
            {
                property_id = property,
                scheduled_at = at,
                lead_id = lead,
            }
        );

    public static async Task<Answer> ReadsAsync(this Person person, string path) => (await person.Http.GetAsync(path)).Expect(HttpStatusCode.OK);

    /// <summary>The ids of a list, in its order.</summary>
    public static async Task<long[]> IdsAsync(this Person person, string path) =>
        [.. (await person.ReadsAsync(path)).Json.EnumerateArray().Select(e => e.GetProperty("id").GetInt64())];
}
