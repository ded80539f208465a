using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Platform.Http;

/// <summary>A server with one agency: an agent and a colleague.</summary>
public sealed class OneAgency : IAsyncLifetime
{
    private int _keys;

    public AldravaApp App { get; private set; } = null!;

    public Agency Agency { get; private set; } = null!;

    public Person Agent { get; private set; } = null!;

    public Person Colleague { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await AldravaApp.StartAsync(new() { ["LOG_LEVEL"] = "Trace", ["MOBILE_ACCESS_TOKEN_EXPIRE_MINUTES"] = "10080" });
        Agency = await Agency.FoundAsync(App);
        Agent = await Agency.AgentAsync();
        Colleague = await Agency.AgentAsync("Rui Lopes");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>An idempotency key that was never used.</summary>
    public string NewKey() => $"01890000-0000-7000-8000-{Interlocked.Increment(ref _keys):d12}";

    public async Task<long> CountAsync(string name) => await App.ScalarAsync<long>($"select count(*) from crm.leads where name = '{name}'");

    /// <summary>Something that nobody foresaw happens to leads while <paramref name="work"/> runs.</summary>
    public async Task<T> WithBrokenLeadsAsync<T>(Func<Task<T>> work)
    {
        await App.ExecuteAsync("alter table crm.leads rename column notes to internal_secret_column");
        try
        {
            return await work();
        }
        finally
        {
            await App.ExecuteAsync("alter table crm.leads rename column internal_secret_column to notes");
        }
    }
}

internal static class Refusals
{
    /// <summary>Field and type of each fault of a 422.</summary>
    public static IEnumerable<string> Faults(this Answer answer) =>
        answer
            .Expect(HttpStatusCode.UnprocessableEntity)["details"]
            .EnumerateArray()
            .Select(f => $"{f.GetProperty("field").GetString()} {f.GetProperty("type").GetString()}");
}
