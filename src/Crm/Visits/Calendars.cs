using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm.Visits;

/// <summary>
/// How visits are written. Whoever writes one holds its agent's calendar first: two that wait for each other's row would end in a deadlock instead of
/// an answer.
/// </summary>
internal static class Calendars
{
    internal const string Overlaps = "visits_no_overlap";

    /// <summary>Nobody else writes visits of these agents until the open transaction ends.</summary>
    public static async Task LockCalendarsAsync(this CrmDbContext db, CancellationToken ct, params long[] agentIds)
    {
        foreach (var agentId in agentIds.Distinct().Order())
            await db.LockAsync($"crm.calendar:{agentId}", ct);
    }

    /// <summary>Puts a new visit into the calendar that is held, with its history and event; the constraint that refuses it.</summary>
    public static async Task<ConstraintViolation?> BookAsync(this CrmDbContext db, Visit visit, VisitNames names, Moment moment, CancellationToken ct)
    {
        await db.AddAsync(visit, ct);
        await db.AddAsync(visit.Booked(moment, names.PropertyTitle, names.LeadName), ct);
        db.Publish(
            new VisitScheduled(
                visit.OrganizationId,
                visit.Id,
                visit.AgentId,
                visit.PropertyId!.Value,
                names.PropertyTitle,
                visit.LeadId,
                names.LeadName,
                visit.StartsAt
            )
        );
        return await db.SaveAsync(ct);
    }

    /// <summary>The visit, to be changed by somebody who may see it; perhaps into another agent's calendar.</summary>
    public static async Task<Visit?> VisitToChangeAsync(this CrmDbContext db, RecordKey id, CurrentUser user, CancellationToken ct, long? newAgentId = null)
    {
        if (await db.Visits.VisibleTo(user).WithKey(id).Select(v => (long?)v.AgentId).SingleOrDefaultAsync(ct) is not { } agentId)
            return null;
        await db.LockCalendarsAsync(ct, agentId, newAgentId ?? agentId);
        var visit = await db.ForUpdate<Visit>(id).VisibleTo(user).Include(v => v.Property).Include(v => v.Lead).SingleOrDefaultAsync(ct);
        if (visit is not null)
        {
            // Comes to stand in visit.Reminder. Locked, so that a visit is not called off and reminded of at once.
            await db
                .Reminders.FromSql(
                    $"select * from crm.visit_reminders where organization_id = {visit.OrganizationId} and visit_id = {visit.Id} for no key update"
                )
                .LoadAsync(ct);
        }
        return visit;
    }

    /// <summary>What its property and lead are called.</summary>
    public static VisitNames NamesOf(this ErrorMessages messages, Visit visit) =>
        new(visit.Property?.Title ?? messages.Get("visit.property_unknown", Languages.Default), visit.Lead?.Name);

    /// <summary>Makes the visit what is planned and saves it with its history and events; a refusal when it may not be so.</summary>
    public static async Task<Error?> ChangeAsync(
        this CrmDbContext db,
        Visit visit,
        VisitPlan plan,
        VisitNames names,
        string? note,
        Moment moment,
        CancellationToken ct
    )
    {
        if (visit.Refuses(plan) is { } refusal)
            return refusal;
        var before = visit.Plan;
        var activities = visit.Apply(plan, names, note, moment);
        if (activities.Count == 0)
            return null;
        foreach (var activity in activities)
            await db.AddAsync(activity, ct);
        if (plan.MovesFrom(before))
            db.Publish(Rescheduled(visit, names, before));
        db.PublishStatus(visit, before.Status, moment);
        return (await db.SaveAsync(ct))?.Constraint switch
        {
            null => null,
            Overlaps => await db.OverlapAsync(visit, ct),
            _ => CommonErrors.Record.Exists(),
        };
    }

    /// <summary>Tells that its status changed, if it did.</summary>
    public static void PublishStatus(this CrmDbContext db, Visit visit, VisitStatus before, Moment moment)
    {
        if (visit.Status == before)
            return;
        var (was, isNow) = (before.Written(), visit.Status.Written());
        db.Publish(new VisitStatusChanged(visit.OrganizationId, visit.Id, visit.AgentId, visit.LeadId, was, isNow, moment.By!.UserId));
    }

    /// <summary>409 that names the visit which is in the way.</summary>
    public static async Task<Error> OverlapAsync(this CrmDbContext db, Visit visit, CancellationToken ct)
    {
        var (id, agentId, start, end) = (visit.Id, visit.AgentId, visit.StartsAt, visit.EndsAt);
        var inTheWay = await db
            .Visits.Where(v => v.Id != id && v.AgentId == agentId && v.StartsAt < end && v.EndsAt > start)
            .Where(v => v.Status == VisitStatus.Scheduled || v.Status == VisitStatus.Confirmed || v.Status == VisitStatus.InProgress)
            .OrderBy(v => v.StartsAt)
            .Select(v => new { v.Id, v.StartsAt })
            .FirstAsync(ct);
        return Errors.Visit.Overlap(inTheWay.Id, inTheWay.StartsAt);
    }

    private static VisitRescheduled Rescheduled(Visit visit, VisitNames names, VisitPlan before) =>
        new(
            visit.OrganizationId,
            visit.Id,
            visit.AgentId,
            visit.PropertyId,
            names.PropertyTitle,
            visit.LeadId,
            names.LeadName,
            before.StartsAt,
            visit.StartsAt
        );
}
