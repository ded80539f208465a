using Aldrava.Platform.Data;

namespace Aldrava.Flows.Chatbots;

/// <summary>A flow as its author draws it. What customers get are its published versions.</summary>
internal sealed class Flow : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required Guid ChatbotId { get; init; }
    public required string Name { get; set; }
    public string? Description { get; set; }

    /// <summary>Begins conversations; one flow of a chatbot does.</summary>
    public bool IsMain { get; set; }

    /// <summary>JSON: what else begins it.</summary>
    public string Trigger { get; set; } = "{}";

    /// <summary>React Flow's canvas, byte for byte as it came.</summary>
    public required string CanvasData { get; set; }

    /// <summary>The version new conversations begin with.</summary>
    public int? PublishedVersion { get; private set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Counts the changes of its author, for <c>If-Match</c>; publishing changes nothing of the draft.</summary>
    public int Revision { get; private set; } = 1;

    public FlowVersion Freeze(int version, string canvas, Publisher publisher, DateTimeOffset now) =>
        new()
        {
            OrganizationId = OrganizationId,
            FlowId = Id,
            Version = version,
            CanvasData = canvas,
            PublishedAt = now,
            PublishedBy = publisher.UserId,
            PublishedByName = publisher.Name,
            Note = publisher.Note,
            RestoredFrom = publisher.RestoredFrom,
        };

    public void Offer(FlowVersion version) => (PublishedVersion, UpdatedAt) = (version.Version, version.PublishedAt);

    public void Touch(DateTimeOffset now) => (Revision, UpdatedAt) = (Revision + 1, now);

    /// <summary>Conversations that are going through it come to its end.</summary>
    public void Delete(DateTimeOffset now) => (IsMain, DeletedAt, UpdatedAt) = (false, now, now);
}

/// <summary>What was published, and never changes.</summary>
internal sealed class FlowVersion : ITenantOwned
{
    public required long OrganizationId { get; init; }
    public required Guid FlowId { get; init; }
    public required int Version { get; init; }
    public required string CanvasData { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
    public long? PublishedBy { get; init; }

    /// <summary>What they were called then.</summary>
    public string? PublishedByName { get; init; }
    public string? Note { get; init; }

    /// <summary>The older version whose canvas it brought back.</summary>
    public int? RestoredFrom { get; init; }
}
