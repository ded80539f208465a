using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Users;

/// <summary>Changes a person's name or role, shuts them out or lets them in again; what is left out stays. Another role or being shut out ends their sessions.</summary>
internal static class ChangeUser
{
    /// <summary>What to change.</summary>
    public sealed record Request([StringLength(120), NotBlank] string? FullName = null, Role? Role = null, bool? IsActive = null) : IRequestBody
    {
        /// <summary>For the documentation.</summary>
        public static Request Example => new("João Teste", Platform.Http.Role.Agent, IsActive: true);
    }

    internal static async Task<IResult> Handle(
        long id,
        Request request,
        CurrentUser caller,
        People people,
        AccountsDbContext db,
        DbSession session,
        SessionEnder sessions,
        AuditLog audit,
        HttpContext http,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await people.LockAsync(id, ct) is not { } user)
            return Errors.User.NotFound(id);
        var change = Change.Of(user, request);
        if (await RefusalAsync(change, user, caller, people, ct) is { } refusal)
            return refusal;
        var worked = CanWork(user);
        await ApplyAsync(change, user, audit, ct);
        if (worked && !CanWork(user))
            db.Publish(new UserStoppedWorking(user.OrganizationId, id));
        await db.SaveChangesAsync(ct);
        // After the user's row: a sign-in either sees the change, or has its session ended here.
        if (change.EndsSessions)
            await sessions.EndAsync(new SessionsOf(id), SessionEnd.UserChanged, caller.UserId, Origin.Of(http), ct);
        var changed = await UserDetail.ReadAsync(db, id, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(changed);
    }

    private static async Task<Error?> RefusalAsync(Change change, User user, CurrentUser caller, People people, CancellationToken ct)
    {
        if (People.Refusal(caller, user) is { } refusal)
            return refusal;
        if (change.Role == Platform.Http.Role.SuperAdmin && caller.Role != Platform.Http.Role.SuperAdmin)
            return Errors.User.SuperAdminsOnly();
        if (user.Id == caller.UserId && change.Role is not null)
            return Errors.User.OwnRole();
        if (user.Id == caller.UserId && change.IsActive is false)
            return Errors.User.OwnAccount();
        return change.EndsSessions && await people.IsLastAdminAsync(user, ct) ? Errors.User.LastAdmin() : null;
    }

    private static bool CanWork(User user) => user.IsActive && user.Role != Platform.Http.Role.Viewer;

    private static async Task ApplyAsync(Change change, User user, AuditLog audit, CancellationToken ct)
    {
        var subject = $"user:{user.Id}";
        if (change.FullName is { } name)
        {
            await audit.AddAsync("user.renamed", subject, new { From = user.FullName, To = name }, ct);
            user.Rename(name);
        }
        if (change.Role is { } role)
        {
            await audit.AddAsync("user.role_changed", subject, new { From = user.Role, To = role }, ct);
            user.ChangeRole(role);
        }
        if (change.IsActive is { } active)
        {
            await audit.AddAsync(active ? "user.activated" : "user.deactivated", subject, details: null, ct);
            user.SetActive(active);
        }
    }

    /// <summary>What is really different.</summary>
    private sealed record Change(string? FullName, Role? Role, bool? IsActive)
    {
        public bool EndsSessions => Role is not null || IsActive is false;

        public static Change Of(User user, Request request) =>
            new(
                request.FullName?.Trim() is { } name && name != user.FullName ? name : null,
                request.Role is { } role && role != user.Role ? role : null,
                request.IsActive is { } active && active != user.IsActive ? active : null
            );
    }
}
