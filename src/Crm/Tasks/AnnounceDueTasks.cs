using Aldrava.Crm.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Tasks;

/// <summary>
/// Tells agents what falls due. The mark on the task and the event are one transaction and the rows are held meanwhile: each is told once, on
/// whichever node, and one that a server which was down missed is told late.
/// </summary>
internal sealed class AnnounceDueTasks(IServiceScopeFactory scopes, TimeProvider clock, Wakeups wakeups, ILogger<AnnounceDueTasks> logger)
    : PeriodicWorker(TimeSpan.FromSeconds(20), wakeups, logger)
{
    private const int AtOnce = 100;

    /// <summary>Tells of the due tasks of one organization; false when nothing is due.</summary>
    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<DbSession>().BeginAsync(ct);
        var db = scope.ServiceProvider.GetRequiredService<CrmDbContext>();
        var now = clock.GetUtcNow();
        var organizations = await db
            .Database.SqlQuery<long>(
                $"""
                select organization_id as "Value" from crm.tasks
                where status = 'open' and agent_id is not null and due_told_at is null and due_at <= {now}
                order by due_at, id limit 1 for update skip locked
                """
            )
            .ToListAsync(ct);
        if (organizations.Count == 0)
            return false;

        var organizationId = organizations[0];
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organizationId);
        var due = await db
            .Tasks.FromSql(
                $"""
                select * from crm.tasks
                where status = 'open' and agent_id is not null and due_told_at is null and due_at <= {now} and organization_id = {organizationId}
                order by due_at, id limit {AtOnce} for update skip locked
                """
            )
            .ToListAsync(ct);
        foreach (var task in due)
            db.Publish(task.Announce(now));
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        return true;
    }
}
