using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Visits;

/// <summary>
/// Reminds agents of their visits. A reminder is marked as told in the transaction that writes its event, and the event goes to every device that is
/// there or comes back, and to every other channel: so it is told once, whichever node does it and whenever that dies.
/// </summary>
internal sealed class VisitReminders(IServiceScopeFactory scopes, ErrorMessages messages, TimeProvider clock, Wakeups wakeups, ILogger<VisitReminders> logger)
    : PeriodicWorker(TimeSpan.FromSeconds(2), wakeups, logger)
{
    internal const int AtOnce = 50;

    private sealed record Due(
        long Id,
        long AgentId,
        string? PropertyTitle,
        string? LeadName,
        Guid? ConversationId,
        DateTimeOffset StartsAt,
        VisitStatus Status
    );

    /// <summary>Works off what is due; true when there may be more.</summary>
    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDbContext>();
        await using var work = await scope.ServiceProvider.GetRequiredService<DbSession>().BeginAsync(ct);
        var now = clock.GetUtcNow();
        var reminders = await db
            .Reminders.FromSql($"select * from crm.visit_reminders where due_at <= {now} order by due_at limit {AtOnce} for update skip locked")
            .IgnoreQueryFilters()
            .ToListAsync(ct);
        if (reminders.Count == 0)
            return false;

        var visits = await FindAsync(db, [.. reminders.Select(r => r.VisitId)], ct);
        foreach (var organization in reminders.GroupBy(r => r.OrganizationId))
        {
            scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization.Key);
            foreach (var reminder in organization)
                Remind(reminder, visits[reminder.VisitId], db, now);
            await db.SaveChangesAsync(ct);
        }
        await work.CommitAsync(ct);
        return reminders.Count == AtOnce;
    }

    private void Remind(VisitReminder reminder, Due visit, CrmDbContext db, DateTimeOffset now)
    {
        if (visit.Status is not (VisitStatus.Scheduled or VisitStatus.Confirmed))
        {
            reminder.Silence();
            return;
        }
        if (visit.StartsAt <= now)
        {
            reminder.Missed(now);
            Log.ReminderMissed(logger, visit.Id);
            return;
        }
        var minutes = (int)Math.Ceiling((visit.StartsAt - now).TotalMinutes);
        var title = visit.PropertyTitle ?? messages.Get("visit.property_unknown", Languages.Default);
        reminder.Told(now);
        db.Publish(
            new VisitReminderDue(reminder.OrganizationId, visit.Id, visit.AgentId, title, visit.LeadName, visit.StartsAt, minutes, visit.ConversationId)
        );
        Log.Reminded(logger, visit.AgentId, visit.Id, minutes);
    }

    private static Task<Dictionary<long, Due>> FindAsync(CrmDbContext db, long[] ids, CancellationToken ct) =>
        db
            .Visits.IgnoreQueryFilters()
            .Where(v => ids.Contains(v.Id))
            .Select(v => new Due(v.Id, v.AgentId, v.Property!.Title, v.Lead!.Name, v.Lead!.ConversationId, v.StartsAt, v.Status))
            .ToDictionaryAsync(v => v.Id, ct);
}
