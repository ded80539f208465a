using Aldrava.Accounts.Contracts;
using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Contracts;
using Aldrava.Flows.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Demo;

/// <summary>The chatbot "Recepção" of Imóveis Mais, with its main flow published.</summary>
internal sealed class FlowsDemoData(
    FlowsDbContext db,
    DbSession session,
    Tenant tenant,
    IOrganizations organizations,
    FlowPublishing publishing,
    TimeProvider clock
) : IDemoData
{
    private static readonly Guid FlowId = new("0199a000-0000-7000-8000-000000000002");

    public async Task SeedAsync(CancellationToken ct)
    {
        if (await organizations.FindByPrefixAsync("IMV", ct) is not { } organization)
            return;
        tenant.Enter(organization.Id);
        await using var work = await session.BeginAsync(ct);
        // Several nodes may start on an empty database at once.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('flows.demo', 0))", ct);
        if (await db.Chatbots.AnyAsync(c => c.Id == DemoChatbot.Id, ct))
            return;

        Add(organization.Id, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        var publication = await publishing.PublishAsync(FlowId, new Publisher(UserId: null), ct);
        if (publication is not { Version: not null })
            throw new InvalidOperationException("The demo flow has faults.");
        await work.CommitAsync(ct);
        db.ChangeTracker.Clear();
    }

    private void Add(long organizationId, DateTimeOffset now)
    {
        db.Add(
            new Chatbot
            {
                Id = DemoChatbot.Id,
                OrganizationId = organizationId,
                Name = "Recepção",
                Description = "Recebe quem escreve pelo WhatsApp, pergunta o que procura e entrega o contacto a um agente.",
                CreatedAt = now,
                UpdatedAt = now,
            }
        );
        db.Add(
            new Flow
            {
                Id = FlowId,
                OrganizationId = organizationId,
                ChatbotId = DemoChatbot.Id,
                Name = "Acolhimento",
                Description = "Nome, interesse, orçamento e zona; depois o contacto é entregue a um agente.",
                IsMain = true,
                CanvasData = DemoFlow.ReceptionCanvas(),
                CreatedAt = now,
                UpdatedAt = now,
            }
        );
    }
}
