using System.Text.Json;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Properties;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Leads;

/// <summary>Somebody who is interested.</summary>
internal sealed class Lead : IRecord
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
    public DateTimeOffset? OccurredAt { get; private set; }
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
            Budget = Cents(facts.Budget),
            Wishes = facts.Wishes,
            ConversationId = facts.ConversationId,
            ExternalKey = facts.ExternalKey,
            ClientId = facts.ClientId,
            OccurredAt = facts.OccurredAt,
            SearchText = SearchTextOf(facts),
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
        };

    // As the database keeps it, so that a lead looks the same right after it was made.
    private static decimal? Cents(decimal? amount) => amount is { } a ? decimal.Round(a, 2, MidpointRounding.AwayFromZero) + 0.00m : null;

    /// <summary>Gives it its id, where EF Core does not.</summary>
    public void Number(long id) => Id = id;

    public LeadCreated Created() => new(OrganizationId, Id, Name, AssignedAgentId, PropertyId, Source, ConversationId, CreatedAt);

    /// <summary>What its history begins with.</summary>
    public Activity Born(CurrentUser? by) =>
        Activity.Of(ActivityType.LeadCreated, Subject, new Moment(by, OccurredAt ?? CreatedAt, CreatedAt), new { Name, Source });

    /// <summary>Moves it on; null when it is there already.</summary>
    public Activity? MoveTo(LeadStatus status, string? note, Moment moment)
    {
        if (status == Status)
            return null;
        var step = new LeadStep(Name, Status, status, note);
        (Status, Version, UpdatedAt) = (status, Version + 1, moment.Now);
        return Activity.Of(ActivityType.LeadStatusChanged, Subject, moment, step);
    }

    /// <summary>Changes what is known of them; null when nothing is new.</summary>
    public Activity? Change(LeadFacts facts, Moment moment)
    {
        var changes = new Changes();
        Name = changes.Note("name", Name, facts.Name.Trim());
        Email = changes.Note("email", Email, facts.Email);
        Phone = changes.Note("phone", Phone, facts.Phone);
        Source = changes.Note("source", Source, facts.Source);
        Notes = changes.Note("notes", Notes, facts.Notes);
        PropertyId = changes.Note("property_id", PropertyId, facts.PropertyId);
        Budget = changes.Note("budget", Budget, facts.Budget);
        Wishes = changes.Note("wishes", Wishes, facts.Wishes);
        if (!changes.Any)
            return null;
        SearchText = SearchTextOf(facts);
        (Version, UpdatedAt) = (Version + 1, moment.Now);
        return Activity.Of(ActivityType.LeadUpdated, Subject, moment, new { Name, Changes = changes.Fields });
    }

    /// <summary>Notes the conversation they speak in, unless one is noted already.</summary>
    public bool Join(Guid conversationId)
    {
        if (ConversationId is not null)
            return false;
        ConversationId = conversationId;
        return true;
    }

    /// <summary>Gives it to another agent; null when it is theirs already. Its tasks and visits stay with whom they are.</summary>
    public Activity? AssignTo(long agentId, LeadHandover handover, Moment moment)
    {
        if (agentId == AssignedAgentId)
            return null;
        (AssignedAgentId, Version, UpdatedAt) = (agentId, Version + 1, moment.Now);
        return Activity.Of(ActivityType.LeadAssigned, Subject, moment, handover);
    }

    /// <summary>What somebody wants remembered about them.</summary>
    public Activity Remark(string text, Guid? clientId, Moment moment) =>
        Activity.Of(ActivityType.LeadNote, Subject, moment, new { Name, Text = text }, clientId);

    private static string SearchTextOf(LeadFacts facts) =>
        Listing.SearchText.Of(facts.Name, facts.Email, facts.Phone, Listing.SearchText.Digits(facts.Phone), facts.Notes);

    private Subject Subject => new(OrganizationId, EntityType.Lead, Id, Id, AssignedAgentId);
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
    public DateTimeOffset? OccurredAt { get; init; }
}

/// <summary>One step of a lead, as its history keeps it.</summary>
internal sealed record LeadStep(string Name, LeadStatus OldStatus, LeadStatus NewStatus, string? Note);

/// <summary>A lead changes hands, as its history keeps it.</summary>
internal sealed record LeadHandover(string Name, long? FromAgentId, string? FromAgent, long ToAgentId, string ToAgent, string? Note);
