using Aldrava.Platform.Data;

namespace Aldrava.Flows.Chatbots;

/// <summary>Answers on the numbers it is linked to, by its main flow.</summary>
internal sealed class Chatbot : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required string Name { get; set; }
    public string? Description { get; set; }
    public bool IsActive { get; set; } = true;

    /// <summary>JSON: language, fallback, business hours, hand-over.</summary>
    public string Settings { get; set; } = "{}";
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Counts its changes, for <c>If-Match</c>.</summary>
    public int Revision { get; private set; } = 1;
    public DateTimeOffset? DeletedAt { get; private set; }

    public void Touch(DateTimeOffset now) => (Revision, UpdatedAt) = (Revision + 1, now);

    public void Delete(DateTimeOffset now) => (IsActive, DeletedAt, UpdatedAt) = (false, now, now);
}
