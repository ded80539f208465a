using System.Globalization;
using System.Text.Json.Nodes;
using Aldrava.Inbox.Templates;
using Npgsql;

namespace Aldrava.Inbox.Sandbox;

/// <summary>A template as the stand-in for Meta has it.</summary>
internal sealed record SandboxTemplate(string Id, string Name, string Language, string Category, string ParameterFormat, string Components)
{
    internal JsonNode ToJson() =>
        new JsonObject
        {
            ["name"] = Name,
            ["parameter_format"] = ParameterFormat,
            ["components"] = JsonNode.Parse(Components),
            ["language"] = Language,
            ["status"] = Template.Approved,
            ["category"] = Category,
            ["id"] = Id,
        };
}

/// <summary>The templates the stand-in remembers.</summary>
internal sealed class SandboxTemplates(NpgsqlDataSource dataSource)
{
    internal async Task<IReadOnlyList<SandboxTemplate>> ListAsync(string account, long after, int limit, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            select id, name, language, category, parameter_format, components from inbox.sandbox_templates
            where business_account_id = $1 and id > $2 order by id limit $3
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = account });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var templates = new List<SandboxTemplate>();
        while (await reader.ReadAsync(ct))
            templates.Add(
                new(
                    reader.GetInt64(0).ToString(CultureInfo.InvariantCulture),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.GetString(4),
                    reader.GetString(5)
                )
            );
        return templates;
    }

    /// <summary>Its id; null when there is one of this name in this language.</summary>
    internal async Task<string?> AddAsync(string account, SandboxTemplate template, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            insert into inbox.sandbox_templates (business_account_id, name, language, category, status, parameter_format, components)
            values ($1, $2, $3, $4, 'APPROVED', $5, $6) on conflict do nothing returning id
            """
        );
        foreach (var value in new[] { account, template.Name, template.Language, template.Category, template.ParameterFormat, template.Components })
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        return (await command.ExecuteScalarAsync(ct) as long?)?.ToString(CultureInfo.InvariantCulture);
    }

    internal async Task<bool> RemoveAsync(string account, string name, long? id, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            "delete from inbox.sandbox_templates where business_account_id = $1 and name = $2 and ($3::bigint is null or id = $3)"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = account });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }
}
