using Aldrava.Crm.Leads;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Aldrava.Platform.Text;
using Npgsql;
using NpgsqlTypes;

namespace Aldrava.Crm.Bulk;

/// <summary>
/// The lines of one import, in a temporary table of the open transaction: the server's memory holds one line at a time, whatever their number, and
/// what belongs together is found by a few statements.
/// </summary>
internal sealed class ImportTable(DbSession session)
{
    private const int Patience = 600;

    public async Task CreateAsync(CancellationToken ct) =>
        await RunAsync(
            """
            create temp table lead_import (
              line int not null, result text, errors text, agent_id bigint, name text, email text, phone text, email_key text, phone_key text, source text,
              notes text, status text, budget numeric, reference text, property_id bigint, wishes jsonb, search_text text,
              root int, duplicate_of bigint, lead_id bigint) on commit drop
            """,
            ct
        );

    /// <summary>Takes all lines in.</summary>
    public async Task CopyAsync(IAsyncEnumerable<LeadLine> lines, long organizationId, DateTimeOffset now, CancellationToken ct)
    {
        await using (
            var copy = await session.Connection.BeginBinaryImportAsync(
                """
                copy lead_import (line, result, errors, agent_id, name, email, phone, email_key, phone_key, source, notes, status, budget, reference, wishes,
                  search_text) from stdin (format binary)
                """,
                ct
            )
        )
        {
            copy.Timeout = TimeSpan.FromSeconds(Patience);
            await foreach (var line in lines.WithCancellation(ct))
            {
                if (line.Faults.Count > 0)
                    await CopyFaultsAsync(copy, line, ct);
                else
                    await CopyLeadAsync(copy, line, Lead.Of(organizationId, line.AgentId, line.Facts, now), ct);
            }
            await copy.CompleteAsync(ct);
        }
        await RunAsync("analyze lead_import", ct);
    }

    /// <summary>Finds out what each line would become.</summary>
    public async Task JudgeAsync(long organizationId, FieldError unknownReference, CancellationToken ct)
    {
        await RunAsync(
            "update lead_import i set property_id = p.id from crm.properties p where p.organization_id = $1 and p.reference = upper(i.reference)",
            ct,
            organizationId
        );
        await RunAsync(
            "update lead_import set result = 'invalid', errors = $1 where result is null and reference is not null and property_id is null",
            ct,
            System.Text.Json.JsonSerializer.Serialize<FieldError[]>([unknownReference], Json.Options)
        );
        await FindDuplicatesAsync(organizationId, ct);
    }

    /// <summary>Makes leads of the lines that are to become some.</summary>
    public async Task WriteAsync(long organizationId, CurrentUser user, DateTimeOffset now, long count, CancellationToken ct)
    {
        // A value of the sequence stands for 32 ids, as the server's other writers take them.
        await RunAsync(
            """
            with blocks as materialized (
              select row_number() over () - 1 as block, nextval('crm.leads_id_seq') as first from generate_series(1, ($1 + 31) / 32)),
            numbered as (select line, row_number() over (order by line) - 1 as n from lead_import where result = 'created')
            update lead_import i set lead_id = b.first + n.n % 32 from numbered n join blocks b on b.block = n.n / 32 where n.line = i.line
            """,
            ct,
            count
        );
        await RunAsync(
            """
            insert into crm.leads (id, organization_id, name, email, phone, source, notes, status, assigned_agent_id, property_id, budget, wishes, search_text,
              version, created_at, updated_at, occurred_at)
            select lead_id, $1, name, email, phone, source, notes, status, agent_id, property_id, budget, wishes, search_text, 1, $2, $2, $2
            from lead_import where result = 'created' order by line
            """,
            ct,
            organizationId,
            now
        );
        await RunAsync(
            """
            with blocks as materialized (
              select row_number() over () - 1 as block, nextval('crm.activities_id_seq') as first from generate_series(1, ($5 + 31) / 32)),
            numbered as (select *, row_number() over (order by line) - 1 as n from lead_import where result = 'created')
            insert into crm.activities (id, organization_id, type, entity_type, entity_id, lead_id, agent_id, actor_id, actor_name, data, occurred_at, recorded_at)
            select b.first + n.n % 32, $1, 'lead_created', 'lead', lead_id, lead_id, agent_id, $3, $4, jsonb_build_object('name', name, 'source', source), $2, $2
            from numbered n join blocks b on b.block = n.n / 32
            """,
            ct,
            organizationId,
            now,
            user.UserId,
            (object?)user.FullName ?? DBNull.Value,
            count
        );
    }

    /// <summary>How many lines became what.</summary>
    public async Task<ImportTotals> TotalsAsync(CancellationToken ct)
    {
        await using var command = Command(
            """
            select count(*), count(*) filter (where result = 'created'), count(*) filter (where result = 'duplicate'), count(*) filter (where result = 'invalid')
            from lead_import
            """
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new ImportTotals(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }

    /// <summary>How many leads each agent gets; nobody's come under null.</summary>
    public async Task<List<(long? AgentId, long Count)>> PerAgentAsync(CancellationToken ct)
    {
        await using var command = Command("select agent_id, count(*) from lead_import where result = 'created' group by agent_id order by agent_id nulls last");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new List<(long?, long)>();
        while (await reader.ReadAsync(ct))
            counts.Add((await reader.IsDBNullAsync(0, ct) ? null : reader.GetInt64(0), reader.GetInt64(1)));
        return counts;
    }

    /// <summary>Every line in the order of the file. Leads the caller may not see are not named.</summary>
    public async IAsyncEnumerable<(int Line, string Result, long? LeadId, long? DuplicateOf, int? DuplicateOfLine, string? Errors)> LinesAsync(
        long? visibleTo,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        await using var command = Command(
            """
            select i.line, i.result, i.lead_id, case when i.result = 'duplicate' and ($1 is null or l.assigned_agent_id = $1) then l.id end,
              case when i.result = 'duplicate' and i.root < i.line then i.root end, i.errors
            from lead_import i
            left join crm.leads l on l.id = i.duplicate_of and i.result = 'duplicate'
            order by i.line
            """
        );
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)visibleTo ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return (
                reader.GetInt32(0),
                reader.GetString(1),
                await reader.IsDBNullAsync(2, ct) ? null : reader.GetInt64(2),
                await reader.IsDBNullAsync(3, ct) ? null : reader.GetInt64(3),
                await reader.IsDBNullAsync(4, ct) ? null : reader.GetInt32(4),
                await reader.IsDBNullAsync(5, ct) ? null : reader.GetString(5)
            );
        }
    }

    /// <summary>Names the lead that the first line of a person became to the later lines of the same person.</summary>
    public Task NameNewLeadsAsync(CancellationToken ct) =>
        RunAsync(
            """
            update lead_import i set duplicate_of = first.lead_id from lead_import first
            where first.line = i.root and first.lead_id is not null and i.result = 'duplicate' and i.duplicate_of is null
            """,
            ct
        );

    private async Task FindDuplicatesAsync(long organizationId, CancellationToken ct)
    {
        // In the file: the first line with the same phone or e-mail, and from there on to the first of that one.
        await RunAsync(
            """
            update lead_import i set root = f.root from (
              select line, least(
                case when phone_key is null then line else min(line) over (partition by phone_key) end,
                case when email_key is null then line else min(line) over (partition by email_key) end) as root
              from lead_import where result is null) f
            where f.line = i.line
            """,
            ct
        );
        while (await RunAsync("update lead_import i set root = first.root from lead_import first where first.line = i.root and first.root < i.root", ct) > 0)
        { }

        foreach (var key in new[] { "phone_key", "email_key" })
        {
            await RunAsync(
                $"""
                update lead_import i set duplicate_of = known.id from (
                  select l.{key}, min(l.id) as id from crm.leads l where l.organization_id = $1 and l.{key} in (select {key} from lead_import) group by l.{key}) known
                where i.{key} = known.{key} and i.result is null and i.duplicate_of is null
                """,
                ct,
                organizationId
            );
        }
        await RunAsync(
            """
            update lead_import i set duplicate_of = first.duplicate_of from lead_import first
            where first.line = i.root and i.root < i.line and i.duplicate_of is null and first.duplicate_of is not null
            """,
            ct
        );
        await RunAsync(
            "update lead_import set result = case when duplicate_of is not null or root < line then 'duplicate' else 'created' end where result is null",
            ct
        );
    }

    private static async Task CopyFaultsAsync(NpgsqlBinaryImporter copy, LeadLine line, CancellationToken ct)
    {
        await copy.StartRowAsync(ct);
        await copy.WriteAsync(line.Number, NpgsqlDbType.Integer, ct);
        await copy.WriteAsync("invalid", NpgsqlDbType.Text, ct);
        await copy.WriteAsync(System.Text.Json.JsonSerializer.Serialize(line.Faults, Json.Options), NpgsqlDbType.Text, ct);
        for (var rest = 0; rest < 13; rest++)
            await copy.WriteNullAsync(ct);
    }

    private static async Task CopyLeadAsync(NpgsqlBinaryImporter copy, LeadLine line, Lead lead, CancellationToken ct)
    {
        await copy.StartRowAsync(ct);
        await copy.WriteAsync(line.Number, NpgsqlDbType.Integer, ct);
        await copy.WriteNullAsync(ct);
        await copy.WriteNullAsync(ct);
        await WriteAsync(copy, lead.AssignedAgentId, NpgsqlDbType.Bigint, ct);
        string? emailKey = lead.Email?.ToLowerInvariant();
        foreach (var text in new[] { lead.Name, lead.Email, lead.Phone, emailKey, PhoneNumbers.Key(lead.Phone), lead.Source, lead.Notes, Status(line) })
            await WriteAsync(copy, text, NpgsqlDbType.Text, ct);
        await WriteAsync(copy, lead.Budget, NpgsqlDbType.Numeric, ct);
        await WriteAsync(copy, line.PropertyReference, NpgsqlDbType.Text, ct);
        await WriteAsync(copy, lead.Wishes?.GetRawText(), NpgsqlDbType.Jsonb, ct);
        await WriteAsync(copy, lead.SearchText, NpgsqlDbType.Text, ct);
    }

    private static string Status(LeadLine line) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(line.Status.ToString());

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken ct) =>
        value is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(value, type, ct);

    private async Task<int> RunAsync(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Command(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value is DateTimeOffset at ? at.ToUniversalTime() : value });
        return await command.ExecuteNonQueryAsync(ct);
    }

    private NpgsqlCommand Command(string sql) => new(sql, session.Connection, session.Transaction) { CommandTimeout = Patience };
}
