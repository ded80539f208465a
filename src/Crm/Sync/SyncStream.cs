using System.Data;
using System.Runtime.InteropServices;
using Aldrava.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Aldrava.Crm.Sync;

/// <summary>
/// Everything that may matter to a phone as one stream, ordered by the transaction that wrote it last: the records it may see, and those that left its
/// sight, and what became of names that visits show. Only says which records; what has become of them is looked up afterwards.
/// </summary>
internal sealed class SyncStream(DbSession session)
{
    private const string Moment = """
        select pg_snapshot_xmin(snapshot), pg_snapshot_xmax(snapshot),
          hashtextextended(concat_ws('/', cluster.system_identifier, checkpoint.timeline_id, database.oid, 'crm.departures'::regclass::oid), 0)
        from pg_current_snapshot() snapshot, pg_control_system() cluster, pg_control_checkpoint() checkpoint, pg_database database
        where database.datname = current_database()
        """;

    private const int FirstPlace = 5;
    private static readonly Source Properties = new("properties");
    private static readonly Source NewTitles = new("properties", "renamed_in is not null", SyncKinds.VisitsOfProperty, ChangedIn: "renamed_in");
    private static readonly Source NewNames = new("leads", "renamed_in is not null", SyncKinds.VisitsOfLead, ChangedIn: "renamed_in");

    /// <summary>What an agent sees: $4 is theirs. Of what went away they hear what was theirs, and listings, which everybody sees.</summary>
    private static readonly Source[] OfAgent =
    [
        new("leads", "assigned_agent_id = $4"),
        Properties,
        new("visits", "agent_id = $4"),
        new("tasks", "agent_id = $4"),
        new("departures", "agent_id = $4 and kind <> 'properties'"),
        new("departures", "kind = 'properties'"),
        NewTitles,
        NewNames,
    ];

    /// <summary>What the others see. A record that goes from one agent to another stays in their sight.</summary>
    private static readonly Source[] OfAll = [new("leads"), Properties, new("visits"), new("tasks"), new("departures", "is_gone"), NewTitles, NewNames];

    private static readonly string AgentsRecords = Sql(OfAgent, isFirstRound: true);
    private static readonly string AgentsChanges = Sql(OfAgent, isFirstRound: false);
    private static readonly string AllRecords = Sql(OfAll, isFirstRound: true);
    private static readonly string AllChanges = Sql(OfAll, isFirstRound: false);

    /// <summary>What is asked, for the test that reads the plans. $3 and the last parameter are transactions, all others numbers.</summary>
    internal static (string Sql, int Parameters)[] Statements =>
        [
            (AgentsRecords, FirstPlace + OfAgent.Length),
            (AgentsChanges, FirstPlace + OfAgent.Length),
            (AllRecords, FirstPlace + OfAll.Length),
            (AllChanges, FirstPlace + OfAll.Length),
        ];

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

    // In the first round every record is read; there is nothing else to be told.
    private static string Sql(Source[] sources, bool isFirstRound)
    {
        var ceiling = FirstPlace + sources.Length;
        var parts = sources
            .Select((source, i) => (source, Sql: source.Sql(stream: i + 1, place: FirstPlace + i, ceiling)))
            .Where(s => s.source.HoldsRecords || !isFirstRound)
            .Select(s => s.Sql);
        return $"{string.Join("\nunion all\n", parts)}\norder by changed_in, stream, place limit $2";
    }

    private sealed record Source(string Table, string? Filter = null, string? Kind = null, string ChangedIn = "changed_in")
    {
        private const string Departures = "departures";

        public bool HoldsRecords => Table != Departures && Kind is null;

        public string Sql(int stream, int place, int ceiling)
        {
            var record = Table == Departures ? "kind, record_id" : $"'{Kind ?? Table}' as kind, id as record_id";
            return $"""
                (select {ChangedIn} as changed_in, {stream} as stream, id as place, {record} from crm.{Table}
                where organization_id = $1{(Filter is null ? "" : $" and {Filter}")} and ({ChangedIn}, id) > ($3, ${place}) and {ChangedIn} < ${ceiling}
                order by {ChangedIn}, id limit $2)
                """;
        }
    }
}

/// <summary>What an entry of the stream is about: the table of a record, or a name that visits show.</summary>
internal static class SyncKinds
{
    public const string Leads = "leads";
    public const string Properties = "properties";
    public const string Visits = "visits";
    public const string Tasks = "tasks";
    public const string VisitsOfProperty = "visits_of_property";
    public const string VisitsOfLead = "visits_of_lead";
}

/// <summary>A record that may have changed, or be gone.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SyncEntry(SyncPosition Position, string Kind, long Id);
