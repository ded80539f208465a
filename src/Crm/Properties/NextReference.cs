using System.Globalization;
using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.Listing;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Properties;

/// <summary>Numbers listings: the organization's prefix, the year there, a running number.</summary>
internal sealed class NextReference(CrmDbContext db, IOrganizations organizations, TimeProvider clock)
{
    /// <summary>
    /// The next number, in the transaction that is open: others wait for its end, and get the same number when it is rolled back. So there are neither
    /// gaps nor duplicates.
    /// </summary>
    public async Task<string> TakeAsync(CancellationToken ct)
    {
        var organization =
            await organizations.FindAsync(db.TenantId, ct) ?? throw new InvalidOperationException("The scope works for an organization that does not exist.");
        var year = LocalCalendar.Today(clock, organization.TimeZone).Year;
        var numbers = await db
            .Database.SqlQuery<int>(
                $"""
                insert into crm.reference_counters as counter (organization_id, year, last) values ({db.TenantId}, {year}, 1)
                on conflict (organization_id, year) do update set last = counter.last + 1
                returning last as "Value"
                """
            )
            .ToListAsync(ct);
        return string.Create(CultureInfo.InvariantCulture, $"{organization.ReferencePrefix}-{year}-{numbers[0]:0000}");
    }
}
