using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Users;

/// <summary>The organization's agent profiles, by name; <c>search</c> minds no accents.</summary>
internal static class ListAgents
{
    internal sealed record Filter([FromQuery(Name = "search")] string? Search, [FromQuery(Name = "is_active")] bool? IsActive);

    internal static async Task<IResult> Handle([AsParameters] Filter filter, Page page, AccountsDbContext db, HttpContext http, CancellationToken ct)
    {
        var found = db.Agents.AsNoTracking();
        if (filter.IsActive is { } active)
            found = found.Where(a => a.IsActive == active);
        foreach (var word in SearchWords.Of(filter.Search))
            found = found.Where(a => EF.Functions.ILike(EF.Functions.Unaccent(a.Name + " " + (a.Email ?? "")), EF.Functions.Unaccent(word), @"\"));
        var total = await found.LongCountAsync(ct);
        var items = found.OrderBy(a => a.Name).ThenBy(a => a.Id).Skip(page.Offset).Take(page.Limit);
        return page.Of(await AgentDetail.Of(db, items).ToListAsync(ct), total, http);
    }
}

/// <summary>Changes an agent profile; what is left out stays, an empty text removes. One that goes out of use ends its person's sessions.</summary>
internal static class ChangeAgent
{
    /// <summary>What to change.</summary>
    public sealed record Request(
        [StringLength(120), NotBlank] string? Name = null,
        [StringLength(40)] string? Phone = null,
        [StringLength(254)] string? Email = null,
        bool? IsActive = null
    ) : IRequestBody
    {
        /// <summary>For the documentation.</summary>
        public static Request Example => new("João Teste", "+351912345678", "joao.teste@imoveismais.pt", IsActive: true);

        /// <inheritdoc />
        public IEnumerable<(string Field, string Type)> Faults()
        {
            if (Phone is { Length: > 0 } && !new PhoneAttribute().IsValid(Phone))
                yield return ("phone", "phone");
            if (Email is { Length: > 0 } && !new EmailAddressAttribute().IsValid(Email))
                yield return ("email", "email");
        }
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
        var ownerId = await db.Users.Where(u => u.AgentId == id).Select(u => (long?)u.Id).SingleOrDefaultAsync(ct);
        var owner = ownerId is { } user ? await people.LockAsync(user, ct) : null;
        if (await db.Agents.SingleOrDefaultAsync(a => a.Id == id, ct) is not { } agent)
            return Errors.Agent.NotFound(id);
        if (owner is not null && People.Refusal(caller, owner) is { } refusal)
            return refusal;
        var ends = agent.IsActive && request.IsActive is false && owner?.AgentId == id;
        agent.Change(request.Name, request.Email, request.Phone, request.IsActive);
        if (ends)
            owner!.AgentChanged();
        await audit.AddAsync("agent.changed", $"agent:{id}", new { agent.Name, agent.IsActive }, ct);
        await db.SaveChangesAsync(ct);
        if (ends)
            await sessions.EndAsync(new SessionsOf(owner!.Id), SessionEnd.UserChanged, caller.UserId, Origin.Of(http), ct);
        var changed = await AgentDetail.Of(db, db.Agents.AsNoTracking().Where(a => a.Id == id)).SingleAsync(ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(changed);
    }
}
