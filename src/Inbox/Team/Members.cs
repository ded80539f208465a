using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Who belongs to a department; in the open transaction, with the department held.</summary>
internal sealed class Members(InboxDbContext db, IUserDirectory users, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Makes these people, and nobody else, its members. Only who joins has to be able to answer customers.</summary>
    public async Task<Error?> SetAsync(Department department, IReadOnlyList<long> userIds, CancellationToken ct)
    {
        long[] wanted = [.. userIds.Distinct()];
        var known = await users.FindAsync(wanted, ct);
        if (wanted.Except(known.Select(u => u.Id)).ToList() is [var unknown, ..])
            return Errors.RelatedMissing("member_ids", unknown);
        var present = await db.DepartmentMembers.Where(m => m.DepartmentId == department.Id).ToListAsync(ct);
        foreach (var user in known.Where(u => present.TrueForAll(m => m.UserId != u.Id)))
        {
            if (await AddAsync(department, user, ct) is { } refusal)
                return refusal;
        }
        foreach (var member in present.Where(m => !wanted.Contains(m.UserId)))
            await RemoveAsync(member, ct);
        await db.SaveChangesAsync(ct);
        return null;
    }

    public async Task<Error?> AddAsync(Department department, UserInfo user, CancellationToken ct)
    {
        if (!user.CanWork)
            return Errors.Department.CannotAnswer(user.Id);
        db.Add(
            new DepartmentMember
            {
                OrganizationId = department.OrganizationId,
                DepartmentId = department.Id,
                UserId = user.Id,
                AddedAt = clock.GetUtcNow(),
            }
        );
        await audit.WriteAsync("department.member_added", $"department:{department.Id}", new { user_id = user.Id }, ct);
        return null;
    }

    public async Task RemoveAsync(DepartmentMember member, CancellationToken ct)
    {
        db.Remove(member);
        await audit.WriteAsync("department.member_removed", $"department:{member.DepartmentId}", new { user_id = member.UserId }, ct);
    }
}

/// <summary>Takes somebody into a department; harmless when they are there.</summary>
internal static class AddMember
{
    internal static async Task<IResult> Handle(
        Guid id,
        [FromRoute(Name = "user_id")] long userId,
        InboxDbContext db,
        DbSession session,
        IUserDirectory users,
        Members members,
        DepartmentViews views,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockDepartmentAsync(id, ct) is not { } department)
            return Errors.Department.NotFound(id);
        if (await users.FindAsync([userId], ct) is not [var user])
            return Errors.Department.NoSuchUser(userId);
        if (
            !await db.DepartmentMembers.AnyAsync(m => m.DepartmentId == id && m.UserId == userId, ct)
            && await members.AddAsync(department, user, ct) is { } refusal
        )
            return refusal;
        await db.SaveChangesAsync(ct);
        var view = await views.FindAsync(id, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(view);
    }
}

/// <summary>Lets somebody leave a department; harmless when they are not there. What they have stays theirs until it is released.</summary>
internal static class RemoveMember
{
    internal static async Task<IResult> Handle(
        Guid id,
        [FromRoute(Name = "user_id")] long userId,
        InboxDbContext db,
        DbSession session,
        IUserDirectory users,
        Members members,
        DepartmentViews views,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockDepartmentAsync(id, ct) is null)
            return Errors.Department.NotFound(id);
        if (await users.FindAsync([userId], ct) is not [_])
            return Errors.Department.NoSuchUser(userId);
        if (await db.DepartmentMembers.SingleOrDefaultAsync(m => m.DepartmentId == id && m.UserId == userId, ct) is { } member)
            await members.RemoveAsync(member, ct);
        await db.SaveChangesAsync(ct);
        var view = await views.FindAsync(id, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(view);
    }
}
