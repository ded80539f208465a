using System.Text.Json;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Leads;

/// <summary>GET /mobile/leads/{id}/timeline: all that was said and done about a lead, newest first; the <c>next</c> link goes on.</summary>
internal static class ShowTimeline
{
    internal const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const string UserPrefix = "user:";

    private sealed record Entry(TimelinePlace Place, ActivityView View);

    internal static async Task<IResult> Handle(RecordKey id, CurrentUser user, CrmDbContext db, ILeadMessages messages, HttpContext http, CancellationToken ct)
    {
        var query = new QueryFields(http);
        var limit = query.Integer("limit", DefaultLimit, 1, MaxLimit);
        query.ThrowIfBad();
        var written = http.Request.Query["before"].ToString();
        var before = written.Length == 0 ? null : TimelinePlace.Parse(written);
        if (written.Length > 0 && before is null)
            return FieldErrors.One(http, "query.before", "value_error");
        var lead = await db
            .Leads.VisibleTo(user)
            .WithKey(id)
            .Select(l => new
            {
                l.Id,
                l.Name,
                l.ConversationId,
            })
            .SingleOrDefaultAsync(ct);
        if (lead is null)
            return Errors.Lead.NotFound(id.Identifier);

        var text = ActivityText.For(http, user);
        // One more than is shown tells whether there is a next page.
        var done = await DoneAsync(db, lead.Id, before, limit + 1, text, ct);
        var said = lead.ConversationId is { } conversation ? await SaidAsync(messages, conversation, lead.Name, before, limit + 1, text, ct) : [];
        var entries = done.Concat(said)
            .OrderByDescending(e => e.Place.At)
            .ThenBy(e => e.Place.IsMessage)
            .ThenByDescending(e => e.Place.Id)
            .Take(limit + 1)
            .ToList();
        if (entries.Count > limit)
            http.Response.Headers.Link = $"<{http.Request.PathBase}{http.Request.Path}?before={entries[limit - 1].Place}&limit={limit}>; rel=\"next\"";
        return TypedResults.Ok(entries.Take(limit).Select(e => e.View));
    }

    private static async Task<IEnumerable<Entry>> DoneAsync(
        CrmDbContext db,
        long leadId,
        TimelinePlace? before,
        int limit,
        ActivityText text,
        CancellationToken ct
    )
    {
        var activities = db.Activities.AsNoTracking().Where(a => a.LeadId == leadId);
        if (before is not null)
        {
            // What was done comes first in its moment: after a message of that moment, none of it is left.
            var (at, id) = (before.At, before.IsMessage ? 0 : before.Id);
            activities = activities.Where(a => EF.Functions.LessThan(ValueTuple.Create(a.OccurredAt, a.Id), ValueTuple.Create(at, id)));
        }
        var rows = await activities.OrderByDescending(a => a.OccurredAt).ThenByDescending(a => a.Id).Take(limit).ToListAsync(ct);
        return rows.Select(a => new Entry(new TimelinePlace(a.OccurredAt, IsMessage: false, a.Id), ActivityView.Of(a, text)));
    }

    private static async Task<IEnumerable<Entry>> SaidAsync(
        ILeadMessages messages,
        Guid conversationId,
        string name,
        TimelinePlace? before,
        int limit,
        ActivityText text,
        CancellationToken ct
    )
    {
        var place = before is null ? null : new LeadMessagePlace(before.At, before.IsMessage ? before.Id : long.MaxValue);
        var said = await messages.ReadAsync(conversationId, place, limit, ct);
        return said.Select(m => new Entry(new TimelinePlace(m.At, IsMessage: true, m.Seq), View(m, conversationId, text, name)));
    }

    private static ActivityView View(LeadMessage message, Guid conversationId, ActivityText text, string name)
    {
        var type = message.IsInbound ? "message_received" : "message_sent";
        var data = new
        {
            name,
            conversationId,
            message.Kind,
            message.Status,
            message.SentBy,
        };
        return new ActivityView(
            $"message-{message.Id}",
            type,
            text.Title(type, name),
            message.Text,
            "message",
            JsonSerializer.SerializeToElement(message.Id),
            message.At,
            message.At,
            Author(message.SentBy),
            JsonSerializer.SerializeToElement(data, Json.Options)
        );
    }

    private static ActivityActor? Author(string sentBy) =>
        sentBy.StartsWith(UserPrefix, StringComparison.Ordinal) && long.TryParse(sentBy.AsSpan(UserPrefix.Length), out var userId)
            ? new ActivityActor(userId, Name: null)
            : null;
}
