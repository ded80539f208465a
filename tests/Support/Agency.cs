using Aldrava.Accounts.Data;
using Aldrava.Accounts.Organizations;
using Aldrava.Accounts.Sessions;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Support;

/// <summary>An agency of a test, with people as they are needed. Nobody's password is hashed: they are signed in from the start.</summary>
public sealed class Agency
{
    private static int _people;
    private readonly AldravaApp _app;
    private readonly Organization _organization;

    private Agency(AldravaApp app, Organization organization) => (_app, _organization) = (app, organization);

    public long Id => _organization.Id;

    public string Prefix => _organization.ReferencePrefix;

    public static async Task<Agency> FoundAsync(AldravaApp app, string prefix = "TST", string timeZone = Organization.DefaultTimeZone)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDbContext>();
        var organization = Organization.Found($"Imobiliária {prefix}", prefix, app.Clock.GetUtcNow());
        await db.AddAsync(organization);
        db.Entry(organization).Property(o => o.TimeZone).CurrentValue = timeZone;
        await db.SaveChangesAsync();
        return new Agency(app, organization);
    }

    public Task<Person> AgentAsync(string name = "Marta Pinto", bool withProfile = true) => HireAsync(name, Role.Agent, withProfile);

    public Task<Person> AdminAsync() => HireAsync("Ana Sousa", Role.OrgAdmin, withProfile: false);

    public Task<Person> SuperAdminAsync() => HireAsync("Nuno Tavares", Role.SuperAdmin, withProfile: false);

    public Task<Person> ViewerAsync() => HireAsync("Rui Carvalho", Role.Viewer, withProfile: false);

    private Task<Person> HireAsync(string name, Role role, bool withProfile) =>
        _app.InScopeAsync(
            Id,
            async services =>
            {
                var db = services.GetRequiredService<AccountsDbContext>();
                var now = _app.Clock.GetUtcNow();
                var email = $"pessoa{Interlocked.Increment(ref _people)}@{Prefix.ToLowerInvariant()}.pt";
                var agent = withProfile ? Agent.Of(Id, name, email, "+351912000000", now) : null;
                if (agent is not null)
                    await db.AddAsync(agent);
                var user = User.Of(Id, email, name, "no password", role, agent?.Id, now);
                await db.AddAsync(user);
                var account = new Account(user, _organization, AgentIsActive: agent is not null);
                var profile = agent is null ? SessionProfile.Default : SessionProfile.Mobile;
                var pair = await services
                    .GetRequiredService<SessionTokens>()
                    .OpenAsync(account, profile, "telefone de teste", new Origin("127.0.0.1", "test"), CancellationToken.None);
                await db.SaveChangesAsync();
                return new Person(new TestClient(_app, pair.AccessToken), user.Id, agent?.Id ?? 0, name, pair);
            }
        );
}

/// <summary>Somebody of an agency, signed in on one device.</summary>
public sealed class Person(TestClient http, long userId, long agentId, string name, TokenPair pair) : IDisposable
{
    public TestClient Http { get; } = http;

    public long UserId { get; } = userId;

    public long AgentId { get; } = agentId;

    public string Name { get; } = name;

    public string Token { get; } = pair.AccessToken;

    public string RefreshToken { get; } = pair.RefreshToken;

    public long SessionId { get; } = pair.DeviceId;

    public void Dispose() => Http.Dispose();
}
