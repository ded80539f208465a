using Aldrava.Flows.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Security;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Secrets;

/// <summary>What stands for <c>{{secret.name}}</c> in calls to an agency's own systems.</summary>
internal sealed class FlowSecret : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }

    /// <summary>As it is written in flows: lower case.</summary>
    public required string Name { get; init; }

    /// <summary>Sealed with <see cref="SecretBox"/>.</summary>
    public required string Value { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Opens secrets for a call.</summary>
internal sealed class SecretReader(FlowsDbContext db, SecretBox box)
{
    public async Task<Dictionary<string, string>> ReadAsync(string[] names, CancellationToken ct)
    {
        var known = await db.Secrets.Where(s => names.Contains(s.Name)).Select(s => new { s.Name, s.Value }).ToListAsync(ct);
        return known.ToDictionary(s => s.Name, s => box.Open(s.Value), StringComparer.Ordinal);
    }
}
