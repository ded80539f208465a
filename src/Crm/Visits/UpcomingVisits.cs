using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Npgsql;

namespace Aldrava.Crm.Visits;

/// <summary>GET /mobile/visits/upcoming: the next visits that will take place, soonest first; one query.</summary>
internal static class UpcomingVisits
{
    internal const int DefaultLimit = 5;
    private const int MaxLimit = 20;

    private static readonly RowShape<View> Row = new(
        "v",
        (nameof(View.PropertyTitle), "coalesce(p.title, $1)"),
        (nameof(View.ScheduledAt), "v.starts_at"),
        (nameof(View.LeadName), "l.name"),
        (nameof(View.PropertyReference), "p.reference")
    );

    private static readonly string OfAll = Sql("");
    private static readonly string OfAgent = Sql("and v.agent_id = $5");

    internal sealed record View(long Id, string PropertyTitle, DateTimeOffset ScheduledAt, string? LeadName, string? PropertyReference, VisitStatus Status)
    {
        public static View Example =>
            new(
                77,
                "Moradia V3 com jardim em Cascais",
                new DateTimeOffset(2026, 3, 12, 15, 0, 0, TimeSpan.Zero),
                "Marta Figueiredo",
                "IMV-2026-0012",
                VisitStatus.Scheduled
            );
    }

    internal static async Task<IResult> Handle(
        CurrentUser user,
        NpgsqlDataSource dataSource,
        ErrorMessages messages,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var query = new QueryFields(http);
        var limit = query.Integer("limit", DefaultLimit, 1, MaxLimit);
        query.ThrowIfBad();

        await using var command = dataSource.CreateCommand(user.SeesAll ? OfAll : OfAgent);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = messages.UnknownProperty(http) });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user.OrganizationId });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        if (!user.SeesAll)
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user.AgentId ?? VisitAccess.Nobody });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return new JsonAnswer<List<View>>(await Row.ReadAllAsync(reader, ct));
    }

    private static string Sql(string whose) =>
        $"""
            select {Row.Columns}
            from crm.visits v
            left join crm.properties p on p.organization_id = v.organization_id and p.id = v.property_id
            left join crm.leads l on l.organization_id = v.organization_id and l.id = v.lead_id
            where v.organization_id = $2 and v.starts_at > $3 and v.status in ('scheduled', 'confirmed') {whose}
            order by v.starts_at, v.id limit $4
            """;
}
