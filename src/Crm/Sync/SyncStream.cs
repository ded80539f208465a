using System.Data;
using System.Runtime.InteropServices;
using Aldrava.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Aldrava.Crm.Sync;

/// <summary>
/// Everything that may matter to a phone as one stream, ordered by the transaction that wrote it last: the records it may see, and those that left its
/// sight. Only says which records; what has become of them is looked up afterwards.
/// </summary>
internal sealed class SyncStream(DbSession session)
{
    private const string Moment = """
        select pg_snapshot_xmin(snapshot), pg_snapshot_xmax(snapshot),
          hashtextextended(concat_ws('/', cluster.system_identifier, checkpoint.timeline_id, database.oid, 'crm.departures'::regclass::oid), 0)
        from pg_current_snapshot() snapshot, pg_control_system() cluster, pg_control_checkpoint() checkpoint, pg_database database
        where database.datname = current_database()
        """;

    private const string Organization = "organization_id = $1";
    private const int FirstPlace = 5;

    /// <summary>What an agent sees: $4 is theirs. Of what went away they hear what was theirs, and listings, which everybody sees.</summary>
    private static readonly Source[] OfAgent =
    [
        new("leads", "assigned_agent_id = $4"),
        new("properties"),
        new("visits", "agent_id = $4"),
        new("tasks", "agent_id = $4"),
        new("departures", "agent_id = $4 and kind <> 'properties'"),
        new("departures", "kind = 'properties'"),
    ];

    /// <summary>What the others see. A record that goes from one agent to another stays in their sight.</summary>
    private static readonly Source[] OfAll = [new("leads"), new("properties"), new("visits"), new("tasks"), new("departures", "is_gone")];

    private static readonly string AgentsRecords = Sql(OfAgent, withDepartures: false);
    private static readonly string AgentsChanges = Sql(OfAgent, withDepartures: true);
    private static readonly string AllRecords = Sql(OfAll, withDepartures: false);
    private static readonly string AllChanges = Sql(OfAll, withDepartures: true);

    /// <summary>Which transactions have ended by now. Asked before anything is read, so that what they wrote is seen.</summary>
    public async Task<SyncMoment> LookAsync(CancellationToken ct)
    {
        if (session.Connection.State != ConnectionState.Open)
            await session.Connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(Moment, session.Connection, session.Transaction);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new SyncMoment(reader.GetFieldValue<ulong>(0), reader.GetFieldValue<ulong>(1), reader.GetInt64(2));
    }

    /// <summary>The next <paramref name="count"/> entries.</summary>
    public async Task<List<SyncEntry>> ReadAsync(SyncCursor round, SyncScope scope, SyncMoment moment, int count, CancellationToken ct)
    {
        var sources = scope.AgentId is null ? OfAll : OfAgent;
        var sql = (scope.AgentId is null, round.IsFirstRound) switch
        {
            (true, true) => AllRecords,
            (true, false) => AllChanges,
            (false, true) => AgentsRecords,
            (false, false) => AgentsChanges,
        };
        await using var command = new NpgsqlCommand(sql, session.Connection, session.Transaction);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = scope.OrganizationId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        command.Parameters.Add(Transaction(round.Position?.ChangedIn ?? round.Low));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = scope.AgentId ?? 0 });
        for (var stream = 1; stream <= sources.Length; stream++)
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = PlaceIn(stream, round.Position) });
        // Rows of a restored backup may bear transactions that this database has yet to come to. They are not news.
        command.Parameters.Add(Transaction(round.IsFirstRound ? ulong.MaxValue : moment.Next));
        return await ReadAsync(command, ct);
    }

    private static async Task<List<SyncEntry>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var entries = new List<SyncEntry>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var position = new SyncPosition(reader.GetFieldValue<ulong>(0), reader.GetInt32(1), reader.GetInt64(2));
            entries.Add(new SyncEntry(position, reader.GetString(3), reader.GetInt64(4)));
        }
        return entries;
    }

    private static NpgsqlParameter<ulong> Transaction(ulong id) => new() { TypedValue = id, NpgsqlDbType = NpgsqlDbType.Xid8 };

    // Of one transaction, a stream before the position's is done with, one after it is still to come. Ids begin at 1.
    private static long PlaceIn(int stream, SyncPosition? position) =>
        position is not { } last || stream > last.Stream ? 0
        : stream < last.Stream ? long.MaxValue
        : last.Place;

    private static string Sql(Source[] sources, bool withDepartures)
    {
        var ceiling = FirstPlace + sources.Length;
        var parts = sources
            .Select((source, i) => (source, i))
            .Where(s => withDepartures || !s.source.IsDeparture)
            .Select(s => s.source.Sql(stream: s.i + 1, place: FirstPlace + s.i, ceiling));
        return $"{string.Join("\nunion all\n", parts)}\norder by changed_in, stream, place limit $2";
    }

    private sealed record Source(string Table, string? Filter = null)
    {
        public bool IsDeparture => Table == "departures";

        public string Sql(int stream, int place, int ceiling)
        {
            var record = IsDeparture ? "kind, record_id" : $"'{Table}' as kind, id as record_id";
            return $"""
                (select changed_in, {stream} as stream, id as place, {record} from crm.{Table}
                where {Organization}{(Filter is null ? "" : $" and {Filter}")} and (changed_in, id) > ($3, ${place}) and changed_in < ${ceiling}
                order by changed_in, id limit $2)
                """;
        }
    }
}

/// <summary>A record that may have changed, or be gone.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SyncEntry(SyncPosition Position, string Kind, long Id);
