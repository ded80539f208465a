using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Users;

/// <summary>Gives a person an agent profile: a new one, or with <c>agent_id</c> one that is nobody's. Who has one already keeps it, changed as asked.</summary>
internal static class AttachAgent
{
    private const string Taken = "users_agent_taken";

    /// <summary>What customers see (left out: the person's own name and address), or which profile.</summary>
    public sealed record Request(
        [StringLength(120), NotBlank] string? Name = null,
        [StringLength(40), Phone] string? Phone = null,
        [EmailAddress, StringLength(254)] string? Email = null,
        long? AgentId = null
    ) : IRequestBody
    {
        /// <summary>For the documentation.</summary>
        public static Request Example => new("João Teste", "+351912345678", "joao.teste@imoveismais.pt");
    }

    internal static async Task<IResult> Handle(
        long id,
        Request request,
        CurrentUser caller,
        People people,
        AccountsDbContext db,
        DbSession session,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await people.LockAsync(id, ct) is not { } user)
            return Errors.User.NotFound(id);
        if (People.Refusal(caller, user) is { } refusal)
            return refusal;
        if (user.AgentId is { } own && request.AgentId is { } other && own != other)
            return Errors.User.HasAgent(own);
        var agent = await FindOrMakeAsync(user, request, db, clock.GetUtcNow(), ct);
        if (agent is null)
            return Errors.Agent.NotFound(request.AgentId!.Value);
        if (user.AgentId is null)
        {
            if (await db.Users.AnyAsync(u => u.AgentId == agent.Id, ct))
                return Errors.Agent.Taken(agent.Id);
            user.SetAgent(agent.Id);
            await audit.AddAsync("user.agent_attached", $"user:{id}", new { AgentId = agent.Id }, ct);
        }
        else
        {
            await audit.AddAsync("agent.changed", $"agent:{agent.Id}", details: null, ct);
        }
        if (await db.SaveAsync(ct) is { Constraint: Taken })
            return Errors.Agent.Taken(agent.Id);
        var changed = await UserDetail.ReadAsync(db, id, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(changed);
    }

    // A profile that gets a person is in use again.
    private static async Task<Agent?> FindOrMakeAsync(User user, Request request, AccountsDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        if ((request.AgentId ?? user.AgentId) is not { } wanted)
        {
            var made = Agent.Of(user.OrganizationId, request.Name?.Trim() ?? user.FullName, request.Email?.Trim() ?? user.Email, request.Phone?.Trim(), now);
            await db.AddAsync(made, ct);
            return made;
        }
        var found = await db.Agents.SingleOrDefaultAsync(a => a.Id == wanted, ct);
        found?.Change(request.Name, request.Email, request.Phone, user.AgentId is null ? true : null);
        return found;
    }
}

/// <summary>Takes a person's agent profile away and ends their sessions; the profile keeps its leads and visits, gets no new ones, and can be given to somebody else.</summary>
internal static class DetachAgent
{
    internal static async Task<IResult> Handle(
        long id,
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
        if (People.Refusal(caller, user) is { } refusal)
            return refusal;
        if (user.AgentId is { } agentId)
        {
            var agent = await db.Agents.SingleAsync(a => a.Id == agentId, ct);
            user.SetAgent(agentId: null);
            agent.Change(name: null, email: null, phone: null, isActive: false);
            await audit.AddAsync("user.agent_detached", $"user:{id}", new { AgentId = agentId }, ct);
            await db.SaveChangesAsync(ct);
            await sessions.EndAsync(new SessionsOf(id), SessionEnd.UserChanged, caller.UserId, Origin.Of(http), ct);
        }
        var changed = await UserDetail.ReadAsync(db, id, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(changed);
    }
}
