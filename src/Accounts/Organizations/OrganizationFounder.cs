using Aldrava.Accounts.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Organizations;

/// <summary>Makes organizations.</summary>
internal sealed class OrganizationFounder(AccountsDbContext db)
{
    private const string PrefixTaken = "organizations_prefix_taken";
    private const int PrefixAttempts = 5;

    /// <summary>The prefix comes from the name; when two agencies begin alike, or are made at once, with a number behind it.</summary>
    public async Task<Organization?> FoundAsync(string name, DateTimeOffset now, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= PrefixAttempts; attempt++)
        {
            var organization = Organization.Found(name.Trim(), ReferencePrefix.Of(name, attempt), now);
            await db.AddAsync(organization, ct);
            if (await db.SaveAsync(ct) is not { } conflict)
                return organization;
            if (conflict.Constraint != PrefixTaken)
                return null;
            db.Entry(organization).State = EntityState.Detached;
        }
        return null;
    }
}
