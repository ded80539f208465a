using System.Diagnostics.Metrics;
using System.Globalization;

namespace Aldrava.Realtime;

/// <summary>What an operator watches.</summary>
internal sealed class RealtimeMetrics
{
    internal const string MeterName = "Aldrava.Realtime";

    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _replayed;
    private readonly Counter<long> _dropped;

    public RealtimeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _connections = meter.CreateUpDownCounter<long>("aldrava.realtime.connections", description: "Devices connected to this node");
        _sent = meter.CreateCounter<long>("aldrava.realtime.messages.sent", description: "Messages written to sockets");
        _replayed = meter.CreateCounter<long>("aldrava.realtime.events.replayed", description: "Events sent again to devices that were away");
        _dropped = meter.CreateCounter<long>("aldrava.realtime.connections.dropped", description: "Connections the server ended, by close code");
    }

    public void Opened() => _connections.Add(1);

    public void Closed() => _connections.Add(-1);

    public void Sent() => _sent.Add(1);

    public void Replayed(int events) => _replayed.Add(events);

    public void Dropped(int closeCode) => _dropped.Add(1, new KeyValuePair<string, object?>("code", closeCode.ToString(CultureInfo.InvariantCulture)));
}
