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
    public DateTimeOffset? DeletedAt { get; set; }

    public FlowVersion Freeze(int version, long? publishedBy, DateTimeOffset now) =>
        new()
        {
            OrganizationId = OrganizationId,
            FlowId = Id,
            Version = version,
            CanvasData = CanvasData,
            PublishedAt = now,
            PublishedBy = publishedBy,
        };

    public void Offer(FlowVersion version) => (PublishedVersion, UpdatedAt) = (version.Version, version.PublishedAt);
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
}
