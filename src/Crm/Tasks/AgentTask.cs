using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;

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

    /// <summary>When its agent was told that it is due, or need not be told any more; null while that is to come.</summary>
    public DateTimeOffset? DueToldAt { get; private set; }
    public TaskPriority Priority { get; private set; }
    public TaskState Status { get; private set; }
    public long? LeadId { get; private set; }
    public long? PropertyId { get; private set; }
    public long? VisitId { get; private set; }
    public DateTimeOffset? CompletedAt { get; private set; }
    public Guid? ClientId { get; private set; }
    public DateTimeOffset? OccurredAt { get; private set; }
    public string SearchText { get; private set; } = "";
    public int Version { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    public static AgentTask Of(long organizationId, TaskFacts facts, Guid? clientId, Moment moment)
    {
        var task = new AgentTask
        {
            OrganizationId = organizationId,
            Status = TaskState.Open,
            ClientId = clientId,
            OccurredAt = moment.OccurredAt,
            Version = 1,
            CreatedAt = moment.Now,
            UpdatedAt = moment.Now,
        };
        task.Describe(facts, new Changes());
        task.Arm(moment.Now);
        return task;
    }

    /// <summary>What its history begins with.</summary>
    public Activity Born(Moment moment) => Activity.Of(ActivityType.TaskCreated, Subject, moment, new { Name = Title, DueAt });

    public TaskCreated Created(long createdBy, bool isOwn) => new(OrganizationId, Id, Title, AgentId, LeadId, DueAt, createdBy, isOwn);

    /// <summary>Changes what is to be done and how it stands; what its history keeps of that, nothing when nothing is new.</summary>
    public IReadOnlyList<Activity> Change(TaskFacts facts, TaskState status, Moment moment)
    {
        var (told, before, dueBefore) = (new List<Activity>(), Status, DueAt);
        var changes = new Changes();
        Describe(facts, changes);
        if (changes.Any)
            told.Add(Activity.Of(ActivityType.TaskUpdated, Subject, moment, new { Name = Title, Changes = changes.Fields }));
        if (status != before)
        {
            (Status, CompletedAt) = (status, status == TaskState.Done ? moment.OccurredAt : null);
            told.Add(Activity.Of(ActivityType.TaskStatusChanged, Subject, moment, new TaskStep(Title, before, status)));
        }
        if (told.Count == 0)
            return told;
        if (DueAt != dueBefore || (before != TaskState.Open && status == TaskState.Open))
            Arm(moment.Now);
        (Version, UpdatedAt) = (Version + 1, moment.Now);
        return told;
    }

    /// <summary>Its agent is told now; never again unless it becomes due anew.</summary>
    public TaskDue Announce(DateTimeOffset now)
    {
        DueToldAt = now;
        return new TaskDue(OrganizationId, Id, AgentId!.Value, Title, DueAt!.Value, LeadId);
    }

    private Subject Subject => new(OrganizationId, EntityType.Task, Id, LeadId, AgentId);

    private void Describe(TaskFacts facts, Changes changes)
    {
        Title = changes.Note("title", Title, facts.Title.Trim());
        Description = changes.Note("description", Description, facts.Description);
        DueAt = changes.Note("due_at", DueAt, facts.DueAt);
        Priority = changes.Note("priority", Priority, facts.Priority);
        AgentId = changes.Note("agent_id", AgentId, facts.AgentId);
        LeadId = changes.Note("lead_id", LeadId, facts.LeadId);
        PropertyId = changes.Note("property_id", PropertyId, facts.PropertyId);
        VisitId = changes.Note("visit_id", VisitId, facts.VisitId);
        SearchText = Listing.SearchText.Of(Title, Description);
    }

    // Who writes down what should have been done already knows it.
    private void Arm(DateTimeOffset now) => DueToldAt = DueAt <= now ? now : null;
}

/// <summary>All that is said about a task.</summary>
internal sealed record TaskFacts(string Title)
{
    public string? Description { get; init; }
    public DateTimeOffset? DueAt { get; init; }
    public TaskPriority Priority { get; init; } = TaskPriority.Normal;
    public long? AgentId { get; init; }
    public long? LeadId { get; init; }
    public long? PropertyId { get; init; }
    public long? VisitId { get; init; }
}

/// <summary>One step of a task, as its history keeps it.</summary>
internal sealed record TaskStep(string Name, TaskState OldStatus, TaskState NewStatus);

/// <summary>How much fits.</summary>
internal static class TaskLimits
{
    public const int Title = 200;
    public const int Description = 10_000;
}
