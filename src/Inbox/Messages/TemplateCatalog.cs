using Aldrava.Platform.Data;
using Npgsql;

namespace Aldrava.Inbox.Messages;

/// <summary>Reads the templates that Meta approved for the account of a number.</summary>
internal sealed class TemplateCatalog(NpgsqlDataSource dataSource, Tenant tenant) : ITemplateCatalog
{
    private const string Approved = """
        select t.name, t.language, lower(t.category),
          (select part ->> 'text' from jsonb_array_elements(t.components) part where upper(part ->> 'type') = 'BODY' limit 1)
        from inbox.templates t
        join inbox.numbers n on n.organization_id = t.organization_id and n.business_account_id = t.business_account_id
        where t.organization_id = $1 and n.id = $2 and upper(t.status) = 'APPROVED'
        order by t.name, t.language limit 50
        """;

    /// <inheritdoc />
    public async Task<IReadOnlyList<SuggestedTemplate>> ApprovedAsync(Guid numberId, CancellationToken ct)
    {
        if (!await ThereAreTemplatesAsync(ct))
            return [];
        await using var command = dataSource.CreateCommand(Approved);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = tenant.OrganizationId ?? 0 });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = numberId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var templates = new List<SuggestedTemplate>();
        while (await reader.ReadAsync(ct))
        {
            var body = reader.IsDBNull(3) ? null : reader.GetString(3);
            templates.Add(new SuggestedTemplate(reader.GetString(0), reader.GetString(1), reader.GetString(2), body));
        }
        return templates;
    }

    private async Task<bool> ThereAreTemplatesAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select to_regclass('inbox.templates') is not null");
        return await command.ExecuteScalarAsync(ct) is true;
    }
}
