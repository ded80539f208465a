namespace Aldrava.Platform.Events;

/// <summary>
/// Something that happened, told in the transaction in which it happened (<see cref="Data.ModuleDbContext.Publish"/>). Stored as JSON, so members are
/// plain values. Its stored name is <c>{module}.{type_in_snake_case}</c> and must never change.
/// </summary>
public abstract record DomainEvent
{
    /// <summary>The organization it happened in.</summary>
    public abstract long OrganizationId { get; init; }

    /// <summary>Events of one key reach each subscriber in order: <c>lead:12</c>, <c>conversation:…</c>.</summary>
    public abstract string Key { get; }

    /// <summary>What connected devices hear of it, if anything.</summary>
    public virtual Signal? Signal => null;
}

/// <summary>What devices are told (realtime.md).</summary>
/// <param name="Type">The event's name on the wire.</param>
/// <param name="Data">Its <c>data</c>.</param>
/// <param name="Audience">Whose devices.</param>
public sealed record Signal(string Type, object Data, params string[] Audience);

/// <summary>Names of audiences.</summary>
public static class Audience
{
    /// <summary>All devices of an agent.</summary>
    public static string Agent(long agentId) => $"agent:{agentId}";

    /// <summary>All devices of a user.</summary>
    public static string User(long userId) => $"user:{userId}";

    /// <summary>All devices of everybody in an organization: only for what each of them may see.</summary>
    public static string Organization(long organizationId) => $"organization:{organizationId}";
}

/// <summary>Does something about an event: once, in the same transaction that marks it done, and in order per key.</summary>
public interface IEventHandler<in TEvent>
    where TEvent : DomainEvent
{
    /// <summary>Handles it. Throwing means: again later, after a back-off; everything written meanwhile is undone.</summary>
    Task HandleAsync(TEvent domainEvent, CancellationToken ct);
}
