using System.Linq.Expressions;
using System.Text.Json;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Leads;

/// <summary>A lead as clients see it.</summary>
internal sealed record LeadView(
    long Id,
    string Name,
    string? Email,
    string? Phone,
    string? Source,
    string? Notes,
    LeadStatus Status,
    long? AssignedAgentId,
    long? PropertyId,
    decimal? Budget,
    JsonElement? Wishes,
    Guid? ConversationId,
    Guid? ClientId,
    DateTimeOffset? OccurredAt,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
) : IVersioned
{
    public static readonly Expression<Func<Lead, LeadView>> Of = l => new LeadView(
        l.Id,
        l.Name,
        l.Email,
        l.Phone,
        l.Source,
        l.Notes,
        l.Status,
        l.AssignedAgentId,
        l.PropertyId,
        l.Budget,
        l.Wishes,
        l.ConversationId,
        l.ClientId,
        l.OccurredAt,
        l.Version,
        l.CreatedAt,
        l.UpdatedAt
    );

    /// <summary>A lead that is at hand, as <see cref="Of"/> would read it.</summary>
    public static readonly Func<Lead, LeadView> Show = Of.Compile();

    public static LeadView Example =>
        new(
            128,
            "Marta Figueiredo",
            "marta.figueiredo@example.pt",
            "+351 912 345 678",
            "whatsapp",
            "Procura perto do mar, com elevador.",
            LeadStatus.New,
            3,
            12,
            450_000m,
            Leads.Wishes.Example.Store(),
            null,
            null,
            null,
            1,
            new DateTimeOffset(2026, 3, 9, 18, 4, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 3, 9, 18, 4, 0, TimeSpan.Zero)
        );
}

internal static class LeadAccess
{
    public const long Nobody = 0;

    /// <summary>An agent sees their own leads; unassigned ones and those of colleagues are for who sees all.</summary>
    public static IQueryable<Lead> VisibleTo(this IQueryable<Lead> leads, CurrentUser user)
    {
        if (user.SeesAll)
            return leads;
        var agentId = user.AgentId ?? Nobody;
        return leads.Where(l => l.AssignedAgentId == agentId);
    }
}
