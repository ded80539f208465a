using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Says which departments and queues there are.</summary>
internal sealed class TeamDirectory(InboxDbContext db) : ITeamDirectory
{
    public async Task<IReadOnlyList<Guid>> DepartmentsAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        ids.Count == 0 ? [] : await db.Departments.Where(d => ids.Contains(d.Id)).Select(d => d.Id).ToListAsync(ct);

    public async Task<IReadOnlyList<Guid>> QueuesAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        ids.Count == 0 ? [] : await db.Queues.Where(q => ids.Contains(q.Id)).Select(q => q.Id).ToListAsync(ct);
}
