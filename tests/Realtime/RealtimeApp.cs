using Aldrava.Accounts.Contracts;
using Aldrava.Platform;
using Aldrava.Platform.Data;
using Aldrava.Platform.Events;
using Aldrava.Platform.Http;
using Aldrava.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aldrava.Tests.Realtime;

/// <summary>Something that rings on devices.</summary>
internal sealed record Rang(long OrganizationId, long? AgentId, long? UserId, int Number, int Padding) : DomainEvent
{
    public override long OrganizationId { get; init; } = OrganizationId;

    public override string Key => $"agent:{AgentId}";

    public override Signal Signal =>
        new(
            "new_lead",
            new { LeadId = Number, Name = "Ção 🏠 " + new string('x', Padding) },
            [.. AgentId is { } agent ? [Audience.Agent(agent)] : Array.Empty<string>(), .. UserId is { } user ? [Audience.User(user)] : Array.Empty<string>()]
        );
}

internal sealed class RangDbContext(DbContextOptions<RangDbContext> options, ModuleDbServices services) : ModuleDbContext(options, services, "rang")
{
    protected override void Map(ModelBuilder model) { }
}

/// <summary>A server whose accounts are the test's, and who can ring.</summary>
public sealed class RealtimeApp : IAsyncLifetime
{
    internal AldravaApp App { get; private set; } = null!;

    internal FakeAccounts Accounts { get; private set; } = null!;

    internal static async Task<RealtimeApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var clock = new TestClock();
        var accounts = new FakeAccounts(clock);
        return new RealtimeApp { Accounts = accounts, App = await AldravaApp.StartAsync(Settings(settings), s => Add(s, accounts), clock: clock) };
    }

    /// <summary>Another node on the same database, with the same accounts.</summary>
    internal async Task<RealtimeApp> StartNodeAsync(params (string Name, string Value)[] settings) =>
        new() { Accounts = Accounts, App = await App.StartNodeAsync(Settings(settings), s => Add(s, Accounts)) };

    public async ValueTask InitializeAsync()
    {
        var started = await StartAsync();
        (App, Accounts) = (started.App, started.Accounts);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    internal Task<Device> ConnectAsync(CurrentUser user, string? lastEventId = null) => ConnectAsync(Accounts.TokenOf(user), lastEventId);

    internal Task<Device> ConnectAsync(string token, string? lastEventId = null) =>
        Device.ConnectAsync(App, $"?token={token}{(lastEventId is null ? "" : $"&last_event_id={lastEventId}")}");

    /// <summary>Rings on all devices of a user's agent, once for each number, in one transaction.</summary>
    internal Task RingAsync(CurrentUser user, params IEnumerable<int> numbers) =>
        PublishAsync(numbers.Select(n => new Rang(1, user.AgentId, UserId: null, n, Padding: 0)));

    internal Task PublishAsync(params IEnumerable<Rang> events) =>
        App.InScopeAsync(
            1,
            async scope =>
            {
                var db = scope.GetRequiredService<RangDbContext>();
                foreach (var published in events)
                    db.Publish(published);
                return await db.SaveChangesAsync();
            }
        );

    /// <summary>A change that ends in a rollback.</summary>
    internal Task PublishAndUndoAsync(Rang published) =>
        App.InScopeAsync(
            1,
            async scope =>
            {
                await using var work = await scope.GetRequiredService<DbSession>().BeginAsync(CancellationToken.None);
                var db = scope.GetRequiredService<RangDbContext>();
                db.Publish(published);
                return await db.SaveChangesAsync();
            }
        );

    /// <summary>The node has told its devices everything up to here.</summary>
    internal Task HasToldAsync(long position) =>
        Eventually.BecomesTrueAsync(
            () => Task.FromResult(App.Services.GetRequiredService<SignalTail>().Position >= position),
            $"the node is at position {position}"
        );

    private static Dictionary<string, string?> Settings((string Name, string Value)[] settings) => settings.ToDictionary(s => s.Name, s => (string?)s.Value);

    private static void Add(IServiceCollection services, FakeAccounts accounts)
    {
        services.Replace(ServiceDescriptor.Singleton<ITokenChecker>(accounts));
        services.Replace(ServiceDescriptor.Singleton<ISessionRevocations>(accounts));
        services.AddModuleDb<RangDbContext>();
    }
}
