using System.Text.Json;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.History;

/// <summary>What kind of record an activity is about.</summary>
internal enum EntityType
{
    Lead,
    Property,
    Visit,
    Task,
}

/// <summary>What can be done. Its snake_case name is stored and shown, and is the key of its sentence in the resources (<c>activity.{type}</c>).</summary>
internal enum ActivityType
{
    LeadCreated,
    LeadUpdated,
    LeadAssigned,
    LeadStatusChanged,
    LeadNote,
    PropertyCreated,
    PropertyUpdated,
    PropertyPhotosChanged,
    VisitScheduled,
    VisitRescheduled,
    VisitUpdated,
    VisitStatusChanged,
    VisitCheckedIn,
    VisitCheckedOut,
    TaskCreated,
    TaskUpdated,
    TaskStatusChanged,
}

/// <summary>
/// One thing that was done, kept for good: the history of each record, the timeline of a lead and the stream of recent activity are made of these.
/// Added to the context next to the deed, so that both are one transaction.
/// </summary>
internal sealed class Activity : ITenantOwned
{
    private Activity() { }

    public long Id { get; private set; }
    public long OrganizationId { get; private set; }
    public ActivityType Type { get; private set; }
    public EntityType EntityType { get; private set; }
    public long EntityId { get; private set; }

    /// <summary>In whose timeline it stands.</summary>
    public long? LeadId { get; private set; }

    /// <summary>Whose stream it stands in.</summary>
    public long? AgentId { get; private set; }

    /// <summary>The user who did it; null when the server did (a chatbot, an import).</summary>
    public long? ActorId { get; private set; }

    /// <summary>What they were called then.</summary>
    public string? ActorName { get; private set; }

    /// <summary>What there is to tell: <c>name</c> (of the record), and what changed.</summary>
    public JsonElement Data { get; private set; }

    /// <summary>What a device calls it that made it offline; notes have one.</summary>
    public Guid? ClientId { get; private set; }

    /// <summary>When it was done, as the device says.</summary>
    public DateTimeOffset OccurredAt { get; private set; }

    /// <summary>When the server heard of it.</summary>
    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>Gives it its id, where EF Core does not.</summary>
    public void Number(long id) => Id = id;

    public static Activity Of(ActivityType type, Subject subject, Moment moment, object data, Guid? clientId = null) =>
        new()
        {
            OrganizationId = subject.OrganizationId,
            Type = type,
            EntityType = subject.Type,
            EntityId = subject.Id,
            LeadId = subject.LeadId,
            AgentId = subject.AgentId,
            ActorId = moment.By?.UserId,
            ActorName = moment.ActorName,
            Data = JsonSerializer.SerializeToElement(data, Json.Options),
            ClientId = clientId,
            OccurredAt = moment.OccurredAt,
            RecordedAt = moment.Now,
        };
}

/// <summary>The record an activity is about.</summary>
/// <param name="LeadId">In whose timeline it stands.</param>
/// <param name="AgentId">Whose stream it stands in.</param>
internal sealed record Subject(long OrganizationId, EntityType Type, long Id, long? LeadId, long? AgentId);

/// <summary>Who does something, and when: by their device's clock and by ours.</summary>
/// <param name="By">Null when the server does it by itself.</param>
/// <param name="OccurredAt">As the device says; never later than now.</param>
/// <param name="Now">As the server says.</param>
internal sealed record Moment(CurrentUser? By, DateTimeOffset OccurredAt, DateTimeOffset Now)
{
    /// <summary>What who does it is called.</summary>
    public string? ActorName { get; init; } = By?.FullName;

    /// <summary>Now, on the server.</summary>
    public static Moment Of(CurrentUser? by, DateTimeOffset now) => new(by, now, now);

    /// <summary>When the device says it happened. A clock that runs ahead is not believed: nothing happens after it was told.</summary>
    public static Moment Of(CurrentUser by, ClientTime? occurredAt, DateTimeOffset now)
    {
        var told = occurredAt?.In(by.TimeZone) ?? now;
        return new Moment(by, told < now ? told : now, now);
    }
}
