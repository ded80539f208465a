using Aldrava.Flows.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Secrets;

/// <summary>GET /api/v1/flow-secrets: the names of the secrets that calls of flows may use.</summary>
internal static class ListSecrets
{
    private const int AtMost = 500;

    internal static async Task<IResult> Handle(FlowsDbContext db, CancellationToken ct)
    {
        var secrets = await db.Secrets.AsNoTracking().OrderBy(s => s.Name).Take(AtMost).ToListAsync(ct);
        return TypedResults.Ok(secrets.Select(SecretView.Of).ToArray());
    }
}
