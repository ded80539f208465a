using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Events;
using Aldrava.Platform.Http;
using Aldrava.Realtime.Connections;
using Microsoft.Extensions.Options;

namespace Aldrava.Realtime.Gateway;

/// <summary>
/// The devices of this node by whom they hear for. Joining, fan-out and the position they share are under one lock, so a device that joins misses
/// nothing after the position it is told. Nothing in here waits: a signal is serialised once and put into queues.
/// </summary>
internal sealed class SignalGateway : ISignalListener, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<DeviceConnection>> _byKey = new(StringComparer.Ordinal);
    private readonly RealtimeOptions _options;
    private readonly IDisposable _revocations;
    private long _position = -1;

    public SignalGateway(IOptions<RealtimeOptions> options, ISessionRevocations revocations)
    {
        _options = options.Value;
        _revocations = revocations.Subscribe(OnRevoked);
    }

    /// <inheritdoc />
    public void OnSignals(IReadOnlyList<PlacedSignal> signals)
    {
        lock (_lock)
        {
            foreach (var signal in signals)
            {
                // A batch comes again when another listener failed on it.
                if (signal.Position <= _position)
                    continue;
                _position = signal.Position;
                FanOut(signal);
            }
        }
    }

    /// <summary>
    /// Lets a device hear: everything after <paramref name="lastHeard"/>, or else from here on. <paramref name="tail"/> is how far the node had read
    /// when it started; <paramref name="hello"/> is queued before anything else.
    /// </summary>
    public void Join(DeviceConnection device, CurrentUser user, long tail, long? lastHeard, Func<long, ReadOnlyMemory<byte>> hello)
    {
        lock (_lock)
        {
            var position = Math.Max(_position, tail);
            device.Send(hello(lastHeard ?? position));
            device.Feed.Begin(position);
            if (lastHeard is { } heard)
                device.Feed.TryRewind(heard);
            MakeRoom(user);
            foreach (var key in KeysOf(user))
                Add(key, device);
        }
    }

    /// <summary>A device goes on under a newer token, perhaps of another session.</summary>
    public void Move(DeviceConnection device, CurrentUser from, CurrentUser to)
    {
        lock (_lock)
        {
            if (_byKey.TryGetValue(SessionKey(from.SessionId), out var devices) && devices.Contains(device))
            {
                Remove(SessionKey(from.SessionId), device);
                Add(SessionKey(to.SessionId), device);
            }
        }
    }

    public void Leave(DeviceConnection device, CurrentUser user)
    {
        lock (_lock)
        {
            foreach (var key in KeysOf(user))
                Remove(key, device);
        }
    }

    public void Dispose() => _revocations.Dispose();

    /// <summary>Whose signals a user's devices hear.</summary>
    public static string[] AudiencesOf(CurrentUser user) =>
        user.AgentId is { } agent
            ? [Audience.Agent(agent), Audience.User(user.UserId), Audience.Organization(user.OrganizationId)]
            : [Audience.User(user.UserId), Audience.Organization(user.OrganizationId)];

    private void FanOut(PlacedSignal signal)
    {
        ReadOnlyMemory<byte>? message = null;
        foreach (var audience in signal.Audience)
        {
            if (!_byKey.TryGetValue(audience, out var devices))
                continue;
            var bytes = message ??= Frames.Event(signal);
            // A device of two audiences takes it once: its feed knows the position.
            foreach (var device in devices)
            {
                if (!device.Feed.Offer(signal.Position, bytes))
                    device.End(Close.TooSlow);
            }
        }
    }

    private void OnRevoked(IReadOnlyList<long> sessions)
    {
        lock (_lock)
        {
            foreach (var session in sessions)
            {
                if (!_byKey.TryGetValue(SessionKey(session), out var devices))
                    continue;
                foreach (var device in devices)
                    device.End(Close.SessionRevoked);
            }
        }
    }

    private void MakeRoom(CurrentUser user)
    {
        if (!_byKey.TryGetValue(Audience.User(user.UserId), out var devices))
            return;
        var open = devices.Where(d => d.Ended is null).ToList();
        foreach (var oldest in open.Take(open.Count - _options.MaxConnectionsPerUser + 1))
            oldest.End(Close.TooManyConnections);
    }

    private void Add(string key, DeviceConnection device)
    {
        if (!_byKey.TryGetValue(key, out var devices))
            _byKey[key] = devices = [];
        devices.Add(device);
    }

    private void Remove(string key, DeviceConnection device)
    {
        if (_byKey.TryGetValue(key, out var devices) && devices.Remove(device) && devices.Count == 0)
            _byKey.Remove(key);
    }

    private static string[] KeysOf(CurrentUser user) => [.. AudiencesOf(user), SessionKey(user.SessionId)];

    private static string SessionKey(long sessionId) => $"session:{sessionId}";
}
