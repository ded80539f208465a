using System.Globalization;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Aldrava.Inbox.Conversations;

/// <summary>How often something took how long.</summary>
internal sealed record Durations(long Count, double? AverageSeconds, double? MedianSeconds)
{
    public static Durations Example => new(12, 340.5, 180);
}

/// <summary>What one person did.</summary>
internal sealed record AgentMetrics(long UserId, string? Name, Durations FirstResponse, Durations Resolution)
{
    public static AgentMetrics Example => new(7, "Marta Pinto", Durations.Example, Durations.Example);
}

/// <summary>What was done on a day, as the organization's calendar has it.</summary>
internal sealed record DayMetrics(DateOnly Day, Durations FirstResponse, Durations Resolution)
{
    public static DayMetrics Example => new(new DateOnly(2026, 3, 10), Durations.Example, Durations.Example);
}

/// <summary>How the inbox is doing: now, and over some days.</summary>
/// <param name="Open">Not closed.</param>
/// <param name="Waiting">Of these, how many wait for a person and nobody has them.</param>
/// <param name="FirstResponse">From when a customer waited for a person until one wrote.</param>
/// <param name="Resolution">From when a conversation opened until it was closed.</param>
internal sealed record InboxMetrics(
    DateOnly From,
    DateOnly To,
    long Open,
    long Waiting,
    Durations FirstResponse,
    Durations Resolution,
    IReadOnlyList<AgentMetrics> ByAgent,
    IReadOnlyList<DayMetrics> ByDay
)
{
    public static InboxMetrics Example =>
        new(new DateOnly(2026, 2, 9), new DateOnly(2026, 3, 10), 24, 3, Durations.Example, Durations.Example, [AgentMetrics.Example], [DayMetrics.Example]);
}

/// <summary>GET /api/v1/conversations/metrics: open and waiting now; first answers and resolutions from one day to another. An agent's are their own.</summary>
internal static class ShowMetrics
{
    private const int DefaultDays = 30;
    private const int MostDays = 366;

    // $1 organization, $2 whose (null: everybody's).
    private const string Now = """
        select count(*) filter (where $2::bigint is null or c.assigned_to = $2),
          count(*) filter (where c.status = 'pending' and c.assigned_to is null)
        from inbox.conversations c where c.organization_id = $1 and c.status <> 'closed'
        """;

    // $3 and $4 the period, $5 the time zone its days are in.
    private const string Done = """
        with done as (
          select e.answered_by as who, e.answered_at as at, extract(epoch from e.answered_at - e.waited_from)::float8 as first, null::float8 as whole
          from inbox.conversation_episodes e
          where e.organization_id = $1 and e.answered_at >= $3 and e.answered_at < $4 and ($2::bigint is null or e.answered_by = $2)
          union all
          select e.closed_by, e.closed_at, null, extract(epoch from e.closed_at - e.opened_at)::float8
          from inbox.conversation_episodes e
          where e.organization_id = $1 and e.closed_at >= $3 and e.closed_at < $4 and ($2::bigint is null or e.closed_by = $2))
        select grouping(who, (at at time zone $5)::date), who, (at at time zone $5)::date,
          count(first), avg(first), percentile_cont(0.5) within group (order by first),
          count(whole), avg(whole), percentile_cont(0.5) within group (order by whole)
        from done group by grouping sets ((), (who), ((at at time zone $5)::date)) order by 1, 2, 3
        """;

    // What grouping() says of each set: a bit for what is not grouped by.
    private const int ByAgent = 1;
    private const int ByDay = 2;

    internal sealed record Filter([FromQuery(Name = "from")] DateOnly? From, [FromQuery(Name = "to")] DateOnly? To);

    internal static async Task<IResult> Handle(
        [AsParameters] Filter filter,
        CurrentUser user,
        NpgsqlDataSource dataSource,
        IUserDirectory users,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var to = filter.To ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), user.TimeZone).DateTime);
        if (to.Year is < 2000 or > 9000)
            return FieldErrors.One(http, "query.to", "value_error");
        var from = filter.From ?? to.AddDays(1 - DefaultDays);
        if (from > to || to.DayNumber - from.DayNumber >= MostDays)
            return FieldErrors.One(http, "query.from", "value_error");

        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(Command(Now, user));
        batch.BatchCommands.Add(Command(Done, user));
        AddPeriod(batch.BatchCommands[1].Parameters, from, to, user.TimeZone);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (open, waiting) = (reader.GetInt64(0), reader.GetInt64(1));
        await reader.NextResultAsync(ct);
        var (all, agents, days) = await ReadAsync(reader, ct);
        await reader.CloseAsync();
        var names = (await users.FindAsync([.. agents.Select(a => a.UserId)], ct)).ToDictionary(u => u.Id, u => u.Name);
        return TypedResults.Ok(
            new InboxMetrics(from, to, open, waiting, all.First, all.Whole, [.. agents.Select(a => a with { Name = names.GetValueOrDefault(a.UserId) })], days)
        );
    }

    private static NpgsqlBatchCommand Command(string sql, CurrentUser user)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user.OrganizationId });
        command.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = user.SeesAll ? null : user.UserId });
        return command;
    }

    private static void AddPeriod(NpgsqlParameterCollection parameters, DateOnly from, DateOnly to, TimeZoneInfo zone)
    {
        parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = StartOf(from, zone) });
        parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = StartOf(to.AddDays(1), zone) });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = zone.Id });
    }

    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone) =>
        ClientTime.Parse(day.ToString("yyyy-MM-dd'T00:00:00'", CultureInfo.InvariantCulture), provider: null).In(zone);

    private static async Task<((Durations First, Durations Whole) All, List<AgentMetrics> Agents, List<DayMetrics> Days)> ReadAsync(
        NpgsqlDataReader reader,
        CancellationToken ct
    )
    {
        var none = new Durations(0, null, null);
        var (all, agents, days) = ((none, none), new List<AgentMetrics>(), new List<DayMetrics>());
        while (await reader.ReadAsync(ct))
        {
            var (first, whole) = (DurationsAt(reader, 3), DurationsAt(reader, 6));
            switch (reader.GetInt32(0))
            {
                // What nobody had when it was closed is nobody's merit.
                case ByAgent when !reader.IsDBNull(1):
                    agents.Add(new AgentMetrics(reader.GetInt64(1), null, first, whole));
                    break;
                case ByAgent:
                    break;
                case ByDay:
                    days.Add(new DayMetrics(reader.GetFieldValue<DateOnly>(2), first, whole));
                    break;
                default:
                    all = (first, whole);
                    break;
            }
        }
        return (all, agents, days);
    }

    private static Durations DurationsAt(NpgsqlDataReader reader, int column) =>
        new(reader.GetInt64(column), Seconds(reader, column + 1), Seconds(reader, column + 2));

    private static double? Seconds(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : Math.Round(reader.GetDouble(column), 1);
}
