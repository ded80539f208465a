using Aldrava.Crm.Data;

namespace Aldrava.Crm.Tasks;

internal enum TaskPriority
{
    Low,
    Normal,
    High,
}

/// <summary>How a task stands.</summary>
internal enum TaskState
{
    Open,
    Done,
    Cancelled,
}

/// <summary>Something an agent has to do.</summary>
internal sealed class AgentTask : IRecord
{
    private AgentTask() { }

    public long Id { get; private set; }
    public long OrganizationId { get; private set; }

    /// <summary>Who has to do it; null when it is the back office's.</summary>
    public long? AgentId { get; private set; }
    public string Title { get; private set; } = "";
    public string? Description { get; private set; }
    public DateTimeOffset? DueAt { get; private set; }
    public TaskPriority Priority { get; private set; }
    public TaskState Status { get; private set; }
    public long? LeadId { get; private set; }
    public long? PropertyId { get; private set; }
    public long? VisitId { get; private set; }
    public DateTimeOffset? CompletedAt { get; private set; }
    public Guid? ClientId { get; private set; }
    public DateTimeOffset? OccurredAt { get; private set; }
    public int Version { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }
}
