using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Crm;

/// <summary>A server with two agencies and their people, and no listings, leads or visits yet.</summary>
public sealed class Agencies : IAsyncLifetime
{
    public AldravaApp App { get; private set; } = null!;

    public Person Agent { get; private set; } = null!;

    public Person Colleague { get; private set; } = null!;

    public Person Admin { get; private set; } = null!;

    public Person Viewer { get; private set; } = null!;

    public Person WithoutAgent { get; private set; } = null!;

    public Person Rival { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await AldravaApp.StartAsync(demo: true);
        await EmptyAsync();
        Agent = await SignInAsync("agente@imoveismais.pt");
        Colleague = await SignInAsync("joao.teste@imoveismais.pt");
        Admin = await SignInAsync("admin@imoveismais.pt");
        Viewer = await SignInAsync("viewer@imoveismais.pt");
        WithoutAgent = await SignInAsync("back@imoveismais.pt");
        Rival = await SignInAsync("agente@casarival.pt");
    }

    public Task EmptyAsync() =>
        // The running workers read the events: only rows of those may be locked, or they and the truncation wait for each other.
        App.ExecuteAsync(
            "delete from platform.events; truncate crm.properties, crm.leads, crm.visits, crm.activities, crm.departures, crm.reference_counters, crm.lead_turns cascade"
        );

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Does something for the first agency as another module would.</summary>
    internal Task<T> InAgencyAsync<TService, T>(Func<TService, Task<T>> work)
        where TService : notnull => App.InScopeAsync(Agent.OrganizationId, scope => work(scope.GetRequiredService<TService>()));

    /// <summary>What devices were told of one kind, oldest first.</summary>
    public async Task<JsonElement[]> SignalsAsync(string type) =>
        JsonSerializer.Deserialize<JsonElement[]>(
            await App.ScalarAsync<string>(
                $"select coalesce(jsonb_agg(jsonb_build_object('data', signal_data, 'audience', audience) order by seq), '[]')::text from platform.events where signal_type = '{type}'"
            ) ?? "[]"
        )!;

    private async Task<Person> SignInAsync(string email)
    {
        using var anonymous = App.Anonymous();
        var pair = (await anonymous.PostAsync("/api/auth/login", new { email, password = "senha123" })).Expect(HttpStatusCode.OK);
        var client = new TestClient(App, pair["access_token"].GetString());
        var me = (await client.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
        var agent = me["agent_id"];
        return new Person(client, me["organization_id"].GetInt64(), agent.ValueKind == JsonValueKind.Null ? 0 : agent.GetInt64());
    }
}

/// <summary>Somebody who is signed in.</summary>
public sealed record Person(TestClient Client, long OrganizationId, long AgentId)
{
    public Task<Answer> GetAsync(string path) => Client.GetAsync(path);

    public Task<Answer> PostAsync(string path, object body, params (string Name, string Value)[] headers) => Client.PostAsync(path, body, headers);

    public Task<Answer> PatchAsync(string path, object body, params (string Name, string Value)[] headers) => Client.PatchAsync(path, body, headers);

    public async Task<long> ListsPropertyAsync(string title = "Apartamento T2 em Alvalade") => await IdOf("/mobile/properties", new { title });

    public async Task<long> NotesLeadAsync(string name = "Marta Figueiredo") => await IdOf("/mobile/leads", new { name });

    public async Task<long> BooksAsync(long propertyId, string scheduledAt, int minutes = 60, long? leadId = null) =>
        await IdOf(
            "/mobile/visits",
            new
            {
                property_id = propertyId,
                scheduled_at = scheduledAt,
                duration_minutes = minutes,
                lead_id = leadId,
            }
        );

    /// <summary>The ids of a list, in its order.</summary>
    public async Task<long[]> IdsAsync(string path) =>
        [.. (await Client.GetAsync(path)).Expect(HttpStatusCode.OK).Json.EnumerateArray().Select(e => e.GetProperty("id").GetInt64())];

    private async Task<long> IdOf(string path, object body) => (await Client.PostAsync(path, body)).Expect(HttpStatusCode.Created)["id"].GetInt64();
}

internal static class Shapes
{
    public static void ShouldHaveFields(this JsonElement record, string names)
    {
        var present = record.EnumerateObject().Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        names.Split(' ').Where(n => !present.Contains(n)).ShouldBeEmpty();
    }
}
