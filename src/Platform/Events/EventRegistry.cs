using System.Collections.Frozen;
using System.Text.Json;

namespace Aldrava.Platform.Events;

/// <summary>A durable subscription: a handler under a name that the deliveries are stored by.</summary>
/// <param name="Name">Stable: <c>{module}.{what_it_does}</c>.</param>
/// <param name="EventType">What it hears.</param>
/// <param name="HandleAsync">Resolves the handler in a scope and calls it.</param>
internal sealed record Subscription(string Name, Type EventType, Func<IServiceProvider, DomainEvent, CancellationToken, Task> HandleAsync);

/// <summary>Knows the events by their stored names and who hears them.</summary>
internal sealed class EventRegistry
{
    private readonly FrozenDictionary<Type, Subscription[]> _byEvent;
    private readonly FrozenDictionary<string, Subscription> _byName;

    public EventRegistry(IEnumerable<Subscription> subscriptions)
    {
        var all = subscriptions.ToList();
        _byEvent = all.GroupBy(s => s.EventType).ToFrozenDictionary(g => g.Key, g => g.ToArray());
        _byName = all.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);
        Subscribers = [.. _byName.Keys];
    }

    public string[] Subscribers { get; }

    public IReadOnlyList<Subscription> HearersOf(Type eventType) => _byEvent.TryGetValue(eventType, out var hearers) ? hearers : [];

    public Subscription Find(string name) => _byName[name];

    /// <summary>The stored name: the module and the type, in snake_case.</summary>
    public static string NameOf(Type eventType)
    {
        var module = eventType.Namespace!.Split('.')[1];
        return $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(module)}.{JsonNamingPolicy.SnakeCaseLower.ConvertName(eventType.Name)}";
    }

    public static DomainEvent Read(Subscription subscription, string payload) =>
        (DomainEvent)JsonSerializer.Deserialize(payload, subscription.EventType, EventJson.Options)!;
}
