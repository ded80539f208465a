using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm.Diary;

/// <summary>PUT /mobile/working-hours: sets them: administrators anybody's, agents with <c>agent_id</c> their own. Without <c>hours</c> one follows the organization again.</summary>
internal static class SetWorkingHours
{
    private const int MostOpenings = 42;

    public sealed record Hours([Required] DayOfWeek? Day, [Required] string From, [Required] string To)
    {
        internal Opening Opening => new(Day ?? DayOfWeek.Monday, From, To);
    }

    public sealed record Request([property: MaxLength(MostOpenings)] IReadOnlyList<Hours>? Hours = null) : IRequestBody
    {
        public static Request Example => new([new(DayOfWeek.Monday, "09:00", "13:00"), new(DayOfWeek.Monday, "14:30", "19:00")]);

        IEnumerable<(string Field, string Type)> IRequestBody.Faults()
        {
            for (var i = 0; i < (Hours?.Count ?? 0); i++)
            {
                if (Hours![i]?.Opening.Minutes() is not { } minutes || Hours.Take(i).Any(other => Overlaps(other, Hours[i], minutes)))
                    yield return ($"hours[{i}]", "value_error");
            }
        }

        private static bool Overlaps(Hours other, Hours hours, (int From, int To) minutes) =>
            other?.Day == hours.Day && other?.Opening.Minutes() is { } known && known.From < minutes.To && minutes.From < known.To;
    }

    internal static async Task<IResult> Handle(
        [FromQuery(Name = "agent_id")] long? agentId,
        Request request,
        CurrentUser user,
        CrmDbContext db,
        DbSession session,
        IAgentDirectory agents,
        AgentDiary diary,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await agents.UnknownAsync(agentId, ct) is { } unknown)
            return unknown;
        if (!user.ManagesAll && (agentId is null || agentId != user.AgentId))
            return CommonErrors.Permission.Denied();

        var owner = agentId ?? WorkingHours.Everybody;
        await using var work = await session.BeginAsync(ct);
        await db.LockAsync($"crm.working_hours:{user.OrganizationId}:{owner}", ct);
        var known = await db.WorkingHours.SingleOrDefaultAsync(h => h.AgentId == owner, ct);
        if (request.Hours is { } hours)
        {
            Opening[] openings = [.. hours.Select(h => h.Opening)];
            if (known is null)
                db.Add(WorkingHours.Of(user.OrganizationId, owner, openings, clock.GetUtcNow()));
            else
                known.Become(openings, clock.GetUtcNow());
        }
        else if (known is not null)
        {
            db.Remove(known);
        }
        await db.SaveChangesAsync(ct);
        var view = await ShowWorkingHours.ViewAsync(agentId, db, diary, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(view);
    }
}
