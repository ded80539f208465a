using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Listing;
using Aldrava.Crm.Tasks;

namespace Aldrava.Crm.Demo;

/// <summary>What the agents of a demo agency have to do around today; some of it is done, some overdue.</summary>
internal sealed class DemoTasks(CrmDbContext db, TimeZoneInfo zone, TimeProvider clock, Func<long?, DateTimeOffset, Moment> by)
{
    private static readonly (string Title, string? Description)[] Errands =
    [
        ("Ligar a {0} sobre a visita", "Perguntar o que achou e se quer voltar."),
        ("Enviar a planta a {0}", null),
        ("Confirmar o financiamento de {0}", "O banco prometeu resposta esta semana."),
        ("Marcar nova visita com {0}", null),
        ("Enviar proposta a {0}", "Com a caderneta predial e a licença em anexo."),
        ("Pedir os documentos a {0}", "Cartão de cidadão e últimos três recibos."),
        ("Enviar imóveis parecidos a {0}", null),
        ("Ligar a {0}", "Não atendeu ontem."),
        ("Preparar o CPCV de {0}", null),
        ("Lembrar {0} da visita", null),
    ];

    // Days from today and the hour there; no day: no date.
    private static readonly (int? Day, int Hour, TaskState State, TaskPriority Priority)[] Plan =
    [
        (-6, 10, TaskState.Done, TaskPriority.Normal),
        (-3, 17, TaskState.Done, TaskPriority.High),
        (-2, 11, TaskState.Open, TaskPriority.High),
        (-1, 16, TaskState.Cancelled, TaskPriority.Low),
        (-1, 18, TaskState.Open, TaskPriority.Normal),
        (0, 9, TaskState.Done, TaskPriority.Normal),
        (0, 12, TaskState.Open, TaskPriority.Normal),
        (0, 18, TaskState.Open, TaskPriority.High),
        (1, 10, TaskState.Open, TaskPriority.Normal),
        (2, 15, TaskState.Open, TaskPriority.Normal),
        (5, 11, TaskState.Open, TaskPriority.Low),
        (null, 0, TaskState.Open, TaskPriority.Low),
    ];

    public async Task AddAsync(int count, List<Lead> leads, CancellationToken ct)
    {
        var own = leads.Where(l => l.AssignedAgentId is not null).ToArray();
        for (var i = 0; i < count && own.Length > 0; i++)
            await AddAsync(i, own[own.Length - 1 - (i * 7 % own.Length)], ct);
    }

    private async Task AddAsync(int number, Lead lead, CancellationToken ct)
    {
        var (errand, plan, now) = (Errands[number % Errands.Length], Plan[number % Plan.Length], clock.GetUtcNow());
        var due = plan.Day is { } day
            ? LocalCalendar.At(LocalCalendar.Today(clock, zone).AddDays(day), new TimeOnly(plan.Hour, 0), zone)
            : (DateTimeOffset?)null;
        var notedAt = (due < now ? due.Value : now).AddDays(-1).AddMinutes(-17 * number);
        var facts = new TaskFacts(string.Format(System.Globalization.CultureInfo.InvariantCulture, errand.Title, lead.Name))
        {
            Description = errand.Description,
            DueAt = due,
            Priority = plan.Priority,
            AgentId = lead.AssignedAgentId,
            LeadId = lead.Id,
            PropertyId = lead.PropertyId,
        };
        var noted = by(lead.AssignedAgentId, notedAt);
        var task = AgentTask.Of(db.TenantId, facts, clientId: null, noted);
        await db.AddAsync(task, ct);
        await db.AddAsync(task.Born(noted), ct);
        await db.AddRangeAsync(task.Change(facts, plan.State, by(lead.AssignedAgentId, notedAt.AddHours(9))), ct);
        // Nobody's phone rings for what is over.
        if (due <= now)
            task.Announce(now);
    }
}
