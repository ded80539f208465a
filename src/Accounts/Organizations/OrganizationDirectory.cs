using System.Collections.Concurrent;
using Aldrava.Accounts.Contracts;
using Npgsql;

namespace Aldrava.Accounts.Organizations;

/// <summary>Organizations change hardly ever and are asked for all the time; what was found is good for half a minute.</summary>
internal sealed class OrganizationDirectory(NpgsqlDataSource dataSource, TimeProvider clock) : IOrganizations
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<long, (OrganizationInfo Organization, DateTimeOffset At)> _byId = new();
    private readonly ConcurrentDictionary<string, (OrganizationInfo Organization, DateTimeOffset At)> _byPrefix = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public ValueTask<OrganizationInfo?> FindAsync(long id, CancellationToken ct) =>
        _byId.TryGetValue(id, out var kept) && IsFresh(kept.At)
            ? ValueTask.FromResult<OrganizationInfo?>(kept.Organization)
            : new(LoadAsync("select id, name, reference_prefix, time_zone from accounts.organizations where id = $1", new NpgsqlParameter<long>("", id), ct));

    /// <inheritdoc />
    public ValueTask<OrganizationInfo?> FindByPrefixAsync(string prefix, CancellationToken ct) =>
        _byPrefix.TryGetValue(prefix, out var kept) && IsFresh(kept.At)
            ? ValueTask.FromResult<OrganizationInfo?>(kept.Organization)
            : new(
                LoadAsync(
                    "select id, name, reference_prefix, time_zone from accounts.organizations where reference_prefix = $1",
                    new NpgsqlParameter<string>("", prefix),
                    ct
                )
            );

    private bool IsFresh(DateTimeOffset at) => clock.GetUtcNow() - at < Kept;

    private async Task<OrganizationInfo?> LoadAsync(string sql, NpgsqlParameter key, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(key);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(reader.GetString(3));
        var organization = new OrganizationInfo(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), zone);
        _byId[organization.Id] = _byPrefix[organization.ReferencePrefix] = (organization, clock.GetUtcNow());
        return organization;
    }
}
