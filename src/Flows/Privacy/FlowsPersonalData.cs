using Aldrava.Accounts.Contracts;
using Aldrava.Flows.Data;
using Aldrava.Flows.History;
using Aldrava.Flows.Runs;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Privacy;

/// <summary>A person in the flows: what they answered, question by question.</summary>
internal sealed class FlowsPersonalData(FlowsDbContext db, NodeCounters counters, LocalTime time) : IPersonalData
{
    private const string Reason = "person.erased";

    public Task FindAsync(PersonKeys person, CancellationToken ct) => Task.CompletedTask;

    public async Task ExportAsync(PersonKeys person, IPersonalDataWriter writer, CancellationToken ct)
    {
        Guid[] conversations = [.. person.ConversationIds];
        await writer.WriteAsync(
            "answers.json",
            db.Database.SqlQuery<string>(
                    $"""
                    select jsonb_build_object('conversation_id', r.conversation_id, 'started_at', r.started_at, 'ended_at', r.ended_at, 'state', r.state,
                      'steps', (select jsonb_agg(jsonb_build_object('node', s.node_id, 'input', s.input, 'output', s.output, 'at', s.at) order by s.seq)
                        from flows.steps s where s.organization_id = r.organization_id and s.run_id = r.id))::text as "Value"
                    from flows.runs r where r.organization_id = {db.TenantId} and r.conversation_id = any ({conversations}) order by r.started_at, r.id
                    """
                )
                .AsAsyncEnumerable(),
            ct
        );
        await writer.WriteAsync(
            "consents.json",
            db.Database.SqlQuery<string>(
                    $"""
                    select jsonb_build_object('purpose', c.purpose, 'version', c.version, 'text', c.text, 'given', c.is_given, 'at', c.at)::text as "Value"
                    from flows.consents c where c.organization_id = {db.TenantId} and c.conversation_id = any ({conversations}) order by c.at, c.id
                    """
                )
                .AsAsyncEnumerable(),
            ct
        );
    }

    /// <summary>A run that still waits for an answer is over: the state it would go on from is gone.</summary>
    public async Task<IReadOnlyDictionary<string, int>> EraseAsync(PersonKeys person, Erasure erasure, CancellationToken ct)
    {
        Guid[] conversations = [.. person.ConversationIds];
        await DropAsync(conversations, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            update flows.steps s set input = null, output = null, error = null from flows.runs r
            where r.organization_id = {db.TenantId} and r.conversation_id = any ({conversations}) and s.organization_id = r.organization_id and s.run_id = r.id
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync($"delete from flows.api_calls where organization_id = {db.TenantId} and conversation_id = any ({conversations})", ct);
        return new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["consents"] = await db.Database.ExecuteSqlAsync(
                $"delete from flows.consents where organization_id = {db.TenantId} and conversation_id = any ({conversations})",
                ct
            ),
            ["runs"] = await db.Database.ExecuteSqlAsync(
                $$"""
                update flows.runs set state = '{}', deadline = null, reason = case when status = 'waiting' then {{Reason}} else reason end,
                  ended_at = coalesce(ended_at, {{erasure.At}}), status = case when status = 'waiting' then 'ended' else status end
                where organization_id = {{db.TenantId}} and conversation_id = any ({{conversations}})
                """,
                ct
            ),
        };
    }

    // The counters say of no one who it was.
    private async Task DropAsync(Guid[] conversations, CancellationToken ct)
    {
        var runs = await db
            .Database.SqlQuery<Guid>(
                $"""
                select id as "Value" from flows.runs
                where organization_id = {db.TenantId} and conversation_id = any ({conversations}) and status = 'waiting' order by id for update
                """
            )
            .ToListAsync(ct);
        await counters.DropAsync(runs, await time.NowAsync(db.TenantId, ct), ct);
    }
}
