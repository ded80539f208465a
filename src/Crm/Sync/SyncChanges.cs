using Aldrava.Crm.Data;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Properties;
using Aldrava.Crm.Tasks;
using Aldrava.Crm.Visits;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Sync;

/// <summary>GET /mobile/sync: what changed and what left the caller's sight since a cursor; without one, all they may see. <c>limit</c> records a page.</summary>
internal static class SyncChanges
{
    internal const int DefaultLimit = 500;
    private const int MaxLimit = 1000;

    /// <summary>A page.</summary>
    /// <param name="Changes">Records as they are now, in the shape of the lists. Whether they are new to the phone or not.</param>
    /// <param name="Deleted">Ids of records that the caller does not see any more. The phone may never have had them.</param>
    /// <param name="NextCursor">To ask with the next time; at once when there is more.</param>
    /// <param name="HasMore">Whether the next page can be asked for at once.</param>
    /// <param name="Reset">The cursor could not be gone on from: the phone forgets all it was told before, this page begins anew.</param>
    internal sealed record Answer(Records Changes, Departed Deleted, string NextCursor, bool HasMore, bool Reset)
    {
        public static Answer Example =>
            new(
                new Records([LeadView.Example], [PropertyView.Example], [VisitView.Example], [TaskView.Example]),
                new Departed([129], [], [78], []),
                "MS8xOjMvNDcxMS83NjIvMC8wLzAvMA",
                HasMore: false,
                Reset: false
            );
    }

    internal sealed record Records(
        IReadOnlyList<LeadView> Leads,
        IReadOnlyList<PropertyView> Properties,
        IReadOnlyList<VisitView> Visits,
        IReadOnlyList<TaskView> Tasks
    );

    internal sealed record Departed(IReadOnlyList<long> Leads, IReadOnlyList<long> Properties, IReadOnlyList<long> Visits, IReadOnlyList<long> Tasks);

    internal static async Task<IResult> Handle(
        [FromQuery(Name = "since")] string? since,
        CurrentUser user,
        CrmDbContext db,
        SyncStream stream,
        ErrorMessages messages,
        HttpContext http,
        CancellationToken ct
    )
    {
        var query = new QueryFields(http);
        var limit = query.Integer("limit", DefaultLimit, 1, MaxLimit);
        query.ThrowIfBad();
        var known = string.IsNullOrEmpty(since) ? null : SyncCursor.Read(since);
        if (known is null && !string.IsNullOrEmpty(since))
            return FieldErrors.One(http, "query.since", "value_error");

        var (scope, moment) = (SyncScope.Of(user), await stream.LookAsync(ct));
        var goesOn = known?.Fits(scope, moment) == true;
        var round = (goesOn ? known! : SyncCursor.Everything(scope, moment)).Begun(moment);
        var entries = await stream.ReadAsync(round, scope, moment, limit + 1, ct);
        var hasMore = entries.Count > limit;
        if (hasMore)
            entries.RemoveAt(limit);

        var (changes, deleted) = await FindAsync(entries, db, user, messages.UnknownProperty(http), ct);
        var next = hasMore ? round with { Position = entries[^1].Position } : round.Ended();
        return TypedResults.Ok(new Answer(changes, deleted, next.ToString(), hasMore, Reset: known is not null && !goesOn));
    }

    // Each record is judged by what it is now, not by what the stream said of it: seen, it is a change; else it is gone. So it makes no difference what
    // happens to it while the page is read, and one that left and came back is there.
    private static async Task<(Records Changes, Departed Deleted)> FindAsync(
        List<SyncEntry> entries,
        CrmDbContext db,
        CurrentUser user,
        string unknownProperty,
        CancellationToken ct
    )
    {
        var ids = entries.ToLookup(e => e.Kind, e => e.Id, StringComparer.Ordinal);
        var (leads, noLeads) = await SplitAsync(
            ids[SyncKinds.Leads],
            some => db.Leads.VisibleTo(user).Where(l => some.Contains(l.Id)).Select(LeadView.Of),
            v => v.Id,
            ct
        );
        var (properties, noProperties) = await SplitAsync(
            ids[SyncKinds.Properties],
            some => db.Properties.Where(p => some.Contains(p.Id)).Select(PropertyView.Of),
            v => v.Id,
            ct
        );
        var renamed = await ShowingAsync(ids[SyncKinds.VisitsOfProperty], ids[SyncKinds.VisitsOfLead], db.Visits.VisibleTo(user), ct);
        var (visits, noVisits) = await SplitAsync(
            ids[SyncKinds.Visits].Concat(renamed),
            some => db.Visits.VisibleTo(user).Where(v => some.Contains(v.Id)).Select(VisitView.Of(unknownProperty)),
            v => v.Id,
            ct
        );
        var (tasks, noTasks) = await SplitAsync(
            ids[SyncKinds.Tasks],
            some => db.Tasks.VisibleTo(user).Where(t => some.Contains(t.Id)).Select(TaskView.Of),
            v => v.Id,
            ct
        );
        return (new Records(leads, properties, visits, tasks), new Departed(noLeads, noProperties, noVisits, noTasks));
    }

    /// <summary>The visits that show what listings and leads are called. Names change seldom.</summary>
    private static async Task<List<long>> ShowingAsync(IEnumerable<long> properties, IEnumerable<long> leads, IQueryable<Visit> visible, CancellationToken ct)
    {
        var (ofProperties, ofLeads) = (properties.Cast<long?>().ToArray(), leads.Cast<long?>().ToArray());
        var found = new List<long>();
        if (ofProperties.Length > 0)
            found.AddRange(await visible.Where(v => ofProperties.Contains(v.PropertyId)).Select(v => v.Id).ToListAsync(ct));
        if (ofLeads.Length > 0)
            found.AddRange(await visible.Where(v => ofLeads.Contains(v.LeadId)).Select(v => v.Id).ToListAsync(ct));
        return found;
    }

    private static async Task<(IReadOnlyList<T> Seen, IReadOnlyList<long> Gone)> SplitAsync<T>(
        IEnumerable<long> ids,
        Func<long[], IQueryable<T>> find,
        Func<T, long> idOf,
        CancellationToken ct
    )
    {
        long[] some = [.. ids.Distinct()];
        if (some.Length == 0)
            return ([], []);
        var seen = await find(some).ToListAsync(ct);
        return (seen, [.. some.Except(seen.Select(idOf))]);
    }
}
