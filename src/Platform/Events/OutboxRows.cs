using Microsoft.EntityFrameworkCore;

namespace Aldrava.Platform.Events;

internal sealed class StoredEvent
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required string Type { get; init; }
    public required string Key { get; init; }
    public required string Payload { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public string[]? Audience { get; init; }
    public string? SignalType { get; init; }
    public string? SignalData { get; init; }
}

internal sealed class PendingDelivery
{
    public required Guid EventId { get; init; }
    public required string Subscriber { get; init; }
    public required string Key { get; init; }
    public required DateTimeOffset DueAt { get; init; }
}

internal static class OutboxMapping
{
    /// <summary>Every module's context can write the outbox, so that a change and its event share a transaction.</summary>
    public static void Map(ModelBuilder model)
    {
        model.Entity<StoredEvent>(e =>
        {
            e.ToTable("events", "platform");
            e.HasKey(x => x.Id);
            e.Property(x => x.Payload).HasColumnType("json");
            e.Property(x => x.SignalData).HasColumnType("json");
        });
        model.Entity<PendingDelivery>(e =>
        {
            e.ToTable("deliveries", "platform");
            e.HasKey(x => new { x.EventId, x.Subscriber });
            e.HasOne<StoredEvent>().WithMany().HasForeignKey(x => x.EventId);
        });
    }
}
