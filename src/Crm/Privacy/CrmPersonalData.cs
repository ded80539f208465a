using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Privacy;

/// <summary>A person in the CRM: their leads, and what hangs on them.</summary>
internal sealed class CrmPersonalData(CrmDbContext db) : IPersonalData
{
    private sealed record Known(long Id, string Name, string? Email, string? Phone, Guid? ConversationId);

    public async Task FindAsync(PersonKeys person, CancellationToken ct)
    {
        var leads = await db
            .Database.SqlQuery<Known>(
                $"""
                select id as "Id", name as "Name", email as "Email", phone as "Phone", conversation_id as "ConversationId" from crm.leads
                where organization_id = {db.TenantId} and (id = any ({Ids(person.LeadIds)}) or email_key = any ({Texts(person.Emails)})
                  or phone_key = any ({Texts(person.Phones)}) or conversation_id = any ({person.ConversationIds.ToArray()}))
                """
            )
            .ToListAsync(ct);
        // A number that is nobody's lead here is not known.
        person.LeadIds.IntersectWith(leads.Select(l => l.Id));
        foreach (var lead in leads)
        {
            person.LeadIds.Add(lead.Id);
            person.AddName(lead.Name);
            person.AddEmail(lead.Email);
            person.AddPhone(lead.Phone);
            if (lead.ConversationId is { } conversation)
                person.ConversationIds.Add(conversation);
        }
        var leadIds = Ids(person.LeadIds);
        person.VisitIds.UnionWith(await db.Visits.Where(v => v.LeadId != null && leadIds.Contains(v.LeadId.Value)).Select(v => v.Id).ToListAsync(ct));
        var visitIds = Ids(person.VisitIds);
        person.TaskIds.UnionWith(
            await db
                .Tasks.Where(t => (t.LeadId != null && leadIds.Contains(t.LeadId.Value)) || (t.VisitId != null && visitIds.Contains(t.VisitId.Value)))
                .Select(t => t.Id)
                .ToListAsync(ct)
        );
        person.EventKeys.UnionWith(person.LeadIds.Select(id => $"lead:{id}"));
        person.EventKeys.UnionWith(person.VisitIds.Select(id => $"visit:{id}"));
        person.EventKeys.UnionWith(person.TaskIds.Select(id => $"task:{id}"));
    }

    public async Task ExportAsync(PersonKeys person, IPersonalDataWriter writer, CancellationToken ct)
    {
        var (leads, visits, tasks) = (Ids(person.LeadIds), Ids(person.VisitIds), Ids(person.TaskIds));
        const string about = """
            (lead_id = any ({1}) or (entity_type = 'lead' and entity_id = any ({1})) or (entity_type = 'visit' and entity_id = any ({2}))
              or (entity_type = 'task' and entity_id = any ({3}))) order by occurred_at, id
            """;
        await writer.WriteAsync("leads.json", RowsAsync("leads", "id = any ({1}) order by id", leads), ct);
        await writer.WriteAsync("visits.json", RowsAsync("visits", "id = any ({1}) order by id", visits), ct);
        await writer.WriteAsync("tasks.json", RowsAsync("tasks", "id = any ({1}) order by id", tasks), ct);
        await writer.WriteAsync("activities.json", RowsAsync("activities", about, leads, visits, tasks), ct);
    }

    public async Task<IReadOnlyDictionary<string, int>> EraseAsync(PersonKeys person, Erasure erasure, CancellationToken ct)
    {
        var (organization, leads, visits, tasks) = (db.TenantId, Ids(person.LeadIds), Ids(person.VisitIds), Ids(person.TaskIds));
        var (name, at, found) = (erasure.Name, erasure.At, SearchText.Fold(erasure.Name));
        // As everybody who writes visits: the calendars first.
        await db.Database.ExecuteSqlAsync(
            $"""
            select pg_advisory_xact_lock(hashtextextended('crm.calendar:' || agent_id, 0))
            from (select distinct agent_id from crm.visits where organization_id = {organization} and id = any ({visits}) order by agent_id) agents
            """,
            ct
        );
        return new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["leads"] = await db.Database.ExecuteSqlAsync(
                $"""
                update crm.leads set name = {name}, email = null, phone = null, notes = null, wishes = null, budget = null, search_text = {found},
                  version = version + 1, updated_at = {at}
                where organization_id = {organization} and id = any ({leads})
                """,
                ct
            ),
            ["visits"] = await db.Database.ExecuteSqlAsync(
                $"""
                update crm.visits set notes = null, feedback = null, version = version + 1, updated_at = {at}
                where organization_id = {organization} and id = any ({visits})
                """,
                ct
            ),
            ["tasks"] = await db.Database.ExecuteSqlAsync(
                $"""
                update crm.tasks set title = {erasure.Text}, description = null, version = version + 1, updated_at = {at}
                where organization_id = {organization} and id = any ({tasks})
                """,
                ct
            ),
            ["activities"] = await EraseActivitiesAsync(name, leads, visits, tasks, ct),
        };
    }

    // Of what an activity tells only what is none of the person's stays: from where to where something moved, and when.
    private Task<int> EraseActivitiesAsync(string name, long[] leads, long[] visits, long[] tasks, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            update crm.activities a set data = jsonb_build_object('name', {name}::text) || coalesce((
              select jsonb_object_agg(key, value) from jsonb_each(a.data)
              where key in ('old_status', 'new_status', 'status', 'source', 'scheduled_at', 'old_scheduled_at', 'new_scheduled_at', 'presence', 'rating',
                'old_agent_id', 'new_agent_id', 'priority', 'duration_minutes')), {"{}"}::jsonb)
            where organization_id = {db.TenantId} and (lead_id = any ({leads}) or (entity_type = 'lead' and entity_id = any ({leads}))
              or (entity_type = 'visit' and entity_id = any ({visits})) or (entity_type = 'task' and entity_id = any ({tasks})))
            """,
            ct
        );

    // As it is stored, without what only we look at.
    private IAsyncEnumerable<string> RowsAsync(string table, string which, params object[] values)
    {
        var sql = string.Concat(
            "select (to_jsonb(r) - 'organization_id' - 'search_text' - 'changed_in' - 'phone_key' - 'email_key')::text as \"Value\" from crm.",
            table,
            " r where organization_id = {0} and ",
            which
        );
        return db.Database.SqlQueryRaw<string>(sql, [db.TenantId, .. values]).AsAsyncEnumerable();
    }

    private static long[] Ids(ISet<long> ids) => [.. ids];

    private static string[] Texts(ISet<string> texts) => [.. texts];
}
