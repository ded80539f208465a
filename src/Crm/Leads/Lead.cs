using System.Text.Json;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Properties;
using Aldrava.Platform.Data;

namespace Aldrava.Crm.Leads;

/// <summary>Somebody who is interested.</summary>
internal sealed class Lead : ITenantOwned
{
    private Lead() { }

    public long Id { get; private set; }
    public long OrganizationId { get; private set; }
    public string Name { get; private set; } = "";
    public string? Email { get; private set; }
    public string? Phone { get; private set; }
    public string? Source { get; private set; }
    public string? Notes { get; private set; }
    public LeadStatus Status { get; private set; }
    public long? AssignedAgentId { get; private set; }
    public long? PropertyId { get; private set; }
    public Property? Property { get; private set; }
    public decimal? Budget { get; private set; }
    public JsonElement? Wishes { get; private set; }
    public Guid? ConversationId { get; private set; }
    public string? ExternalKey { get; private set; }
    public Guid? ClientId { get; private set; }
    public string SearchText { get; private set; } = "";
    public int Version { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    public static Lead Of(long organizationId, long? agentId, LeadFacts facts, DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            AssignedAgentId = agentId,
            Name = facts.Name.Trim(),
            Email = facts.Email,
            Phone = facts.Phone,
            Source = facts.Source,
            Notes = facts.Notes,
            Status = LeadStatus.New,
            PropertyId = facts.PropertyId,
            Budget = facts.Budget,
            Wishes = facts.Wishes,
            ConversationId = facts.ConversationId,
            ExternalKey = facts.ExternalKey,
            ClientId = facts.ClientId,
            SearchText = Listing.SearchText.Of(facts.Name, facts.Email, facts.Phone, Listing.SearchText.Digits(facts.Phone), facts.Notes),
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
        };

    public LeadCreated Created() => new(OrganizationId, Id, Name, AssignedAgentId, PropertyId, Source, ConversationId, CreatedAt);

    /// <summary>Moves it on; null when it is there already.</summary>
    public LeadStatusChange? MoveTo(LeadStatus status, string? note, long? changedBy, DateTimeOffset now)
    {
        if (status == Status)
            return null;
        var change = new LeadStatusChange(OrganizationId, Id, Status, status, note, changedBy, now);
        (Status, Version, UpdatedAt) = (status, Version + 1, now);
        return change;
    }
}

/// <summary>All that is known of somebody when they become a lead.</summary>
internal sealed record LeadFacts(string Name)
{
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? Source { get; init; }
    public string? Notes { get; init; }
    public long? PropertyId { get; init; }
    public decimal? Budget { get; init; }
    public JsonElement? Wishes { get; init; }
    public Guid? ConversationId { get; init; }
    public string? ExternalKey { get; init; }
    public Guid? ClientId { get; init; }
}

/// <summary>One step of a lead, kept for good.</summary>
internal sealed class LeadStatusChange(
    long organizationId,
    long leadId,
    LeadStatus oldStatus,
    LeadStatus newStatus,
    string? note,
    long? changedBy,
    DateTimeOffset changedAt
) : ITenantOwned
{
    public long Id { get; private set; }
    public long OrganizationId { get; private set; } = organizationId;
    public long LeadId { get; private set; } = leadId;
    public LeadStatus OldStatus { get; private set; } = oldStatus;
    public LeadStatus NewStatus { get; private set; } = newStatus;
    public string? Note { get; private set; } = note;
    public long? ChangedBy { get; private set; } = changedBy;
    public DateTimeOffset ChangedAt { get; private set; } = changedAt;
}
