using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Leads;

internal sealed class ListingOwners(CrmDbContext db, LeadAssignment assignment) : IListingOwners
{
    /// <inheritdoc />
    public async Task<long?> AgentOfAsync(string reference, CancellationToken ct) => (await assignment.FindListingAsync(reference, ct))?.AgentId;

    /// <inheritdoc />
    public Task<long?> AgentOfConversationAsync(Guid conversationId, CancellationToken ct) =>
        (
            from lead in db.Leads
            join listing in db.Properties on lead.PropertyId equals (long?)listing.Id
            where lead.ConversationId == conversationId
            orderby lead.Id descending
            select listing.AgentId
        ).FirstOrDefaultAsync(ct);
}
