using System.Text.Json;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Aldrava.Platform.Http;

namespace Aldrava.Platform.Events;

/// <summary>Turns published events into the rows that the same save writes.</summary>
public sealed class EventPublisher
{
    private readonly EventRegistry _registry;
    private readonly Wakeups _wakeups;
    private readonly TimeProvider _clock;

    internal EventPublisher(EventRegistry registry, Wakeups wakeups, TimeProvider clock) => (_registry, _wakeups, _clock) = (registry, wakeups, clock);

    internal Outbox Prepare(IReadOnlyList<DomainEvent> events)
    {
        if (events.Count == 0)
            return new Outbox([], static _ => { });

        var rows = new List<object>();
        var (signals, deliveries) = (false, false);
        var now = _clock.GetUtcNow();
        foreach (var published in events)
        {
            var stored = Store(published, now);
            rows.Add(stored);
            signals |= stored.Audience is not null;
            foreach (var hearer in _registry.HearersOf(published.GetType()))
            {
                deliveries = true;
                rows.Add(
                    new PendingDelivery
                    {
                        EventId = stored.Id,
                        Subscriber = hearer.Name,
                        Key = stored.Key,
                        DueAt = now,
                    }
                );
            }
        }
        return new Outbox(rows, isTold => Announce(signals, isTold, deliveries));
    }

    private void Announce(bool signals, bool isTold, bool deliveries)
    {
        if (signals && isTold)
            _wakeups.RaiseElsewhere(Topics.Signals);
        else if (signals)
            _wakeups.Raise(Topics.Signals);
        if (deliveries)
            _wakeups.Raise(Topics.Deliveries);
    }

    private static StoredEvent Store(DomainEvent published, DateTimeOffset now)
    {
        var signal = published.Signal;
        return new StoredEvent
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = published.OrganizationId,
            Type = EventRegistry.NameOf(published.GetType()),
            Key = published.Key,
            Payload = JsonSerializer.Serialize(published, published.GetType(), EventJson.Options),
            OccurredAt = now,
            Audience = signal?.Audience,
            SignalType = signal?.Type,
            SignalData = signal is null ? null : JsonSerializer.Serialize(signal.Data, Json.Options),
        };
    }
}

/// <summary>What a save writes besides the change, and what to do once it is committed.</summary>
/// <param name="Rows">What is written.</param>
/// <param name="AnnounceTo">Wakes who works on it; true when the devices of this node have been told already.</param>
internal sealed record Outbox(IReadOnlyList<object> Rows, Action<bool> AnnounceTo)
{
    public void Announce() => AnnounceTo(false);
}
