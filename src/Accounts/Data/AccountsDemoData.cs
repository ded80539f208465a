using Aldrava.Accounts.Organizations;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Data;

/// <summary>The two agencies of the demo data and their people.</summary>
internal sealed class AccountsDemoData(AccountsDbContext db, Tenant tenant, Passwords passwords, TimeProvider clock) : IDemoData
{
    private const string Password = "senha123";

    private static readonly Agency[] Agencies =
    [
        new(
            "Imóveis Mais",
            "IMV",
            [
                new("admin@imoveismais.pt", "Ana Sousa", Role.OrgAdmin),
                new("agente@imoveismais.pt", "Sofia Almeida", Role.Agent, "+351912000101"),
                new("joao.teste@imoveismais.pt", "João Teste", Role.Agent, "+351912000102"),
                new("viewer@imoveismais.pt", "Rui Carvalho", Role.Viewer),
                new("back@imoveismais.pt", "Teresa Lopes", Role.Agent),
            ]
        ),
        new(
            "Casa Rival",
            "RIV",
            [new("admin@casarival.pt", "Miguel Ferreira", Role.OrgAdmin), new("agente@casarival.pt", "Inês Martins", Role.Agent, "+351912000201")]
        ),
    ];

    /// <inheritdoc />
    public async Task SeedAsync(CancellationToken ct)
    {
        var hash = new Lazy<string>(() => passwords.Hash(Password));
        foreach (var agency in Agencies)
        {
            if (!await db.Organizations.AnyAsync(o => o.ReferencePrefix == agency.Prefix, ct))
                await MakeAsync(agency, hash.Value, ct);
        }
    }

    private async Task MakeAsync(Agency agency, string hash, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var organization = Organization.Found(agency.Name, agency.Prefix, now);
        await db.AddAsync(organization, ct);
        tenant.Enter(organization.Id);
        foreach (var person in agency.People)
        {
            var agent = person.AgentPhone is null ? null : Agent.Of(organization.Id, person.Name, person.Email, person.AgentPhone, now);
            if (agent is not null)
                await db.AddAsync(agent, ct);
            await db.AddAsync(User.Of(organization.Id, person.Email, person.Name, hash, person.Role, agent?.Id, now), ct);
        }
        await db.SaveChangesAsync(ct);
    }

    private sealed record Agency(string Name, string Prefix, Person[] People);

    /// <summary>Somebody with a phone is an agent; back@ has the role without the profile, which the phone app refuses.</summary>
    private sealed record Person(string Email, string Name, Role Role, string? AgentPhone = null);
}
