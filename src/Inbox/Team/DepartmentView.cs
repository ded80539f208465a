using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>A department and its people.</summary>
public sealed record DepartmentView(
    Guid Id,
    string Name,
    string? Description,
    Guid? DefaultQueueId,
    IReadOnlyList<MemberView> Members,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    /// <summary>For the documentation.</summary>
    public static DepartmentView Example =>
        new(
            new Guid("0199a000-0000-7000-8000-000000000020"),
            "Arrendamento",
            "Casas para arrendar e contratos em curso.",
            new Guid("0199a000-0000-7000-8000-000000000021"),
            [new MemberView(34, "João Teste", IsActive: true)],
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch
        );
}

/// <summary>Somebody of a department.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Name">What they are called.</param>
/// <param name="IsActive">Whether they are given conversations: not when they were shut out, or only read.</param>
public sealed record MemberView(long UserId, string Name, bool IsActive);

/// <summary>Puts departments together with the names of their people.</summary>
internal sealed class DepartmentViews(InboxDbContext db, IUserDirectory users)
{
    public async Task<DepartmentView?> FindAsync(Guid id, CancellationToken ct) =>
        (await OfAsync(await db.Departments.AsNoTracking().Where(d => d.Id == id).ToListAsync(ct), ct)).SingleOrDefault();

    public async Task<IReadOnlyList<DepartmentView>> OfAsync(IReadOnlyList<Department> departments, CancellationToken ct)
    {
        Guid[] ids = [.. departments.Select(d => d.Id)];
        var members = await db.DepartmentMembers.AsNoTracking().Where(m => ids.Contains(m.DepartmentId)).ToListAsync(ct);
        var queues = await db.Queues.Where(q => ids.Contains(q.DepartmentId) && q.IsDefault).ToDictionaryAsync(q => q.DepartmentId, q => q.Id, ct);
        var people = (await users.FindAsync([.. members.Select(m => m.UserId).Distinct()], ct)).ToDictionary(u => u.Id);
        var membersOf = members.Where(m => people.ContainsKey(m.UserId)).ToLookup(m => m.DepartmentId, m => people[m.UserId]);
        return
        [
            .. departments.Select(d => new DepartmentView(
                d.Id,
                d.Name,
                d.Description,
                queues.TryGetValue(d.Id, out var queue) ? queue : null,
                [.. membersOf[d.Id].OrderBy(u => u.Name, StringComparer.Ordinal).ThenBy(u => u.Id).Select(u => new MemberView(u.Id, u.Name, u.CanWork))],
                d.CreatedAt,
                d.UpdatedAt
            )),
        ];
    }
}
