namespace Aldrava.Inbox.Sandbox;

/// <summary>Which requests a fault is for.</summary>
internal enum GraphFaultOn
{
    Message,

    /// <summary>Read receipts, with or without "typing…".</summary>
    Receipt,

    /// <summary>Where a file is.</summary>
    Media,

    /// <summary>The bytes of a file.</summary>
    MediaFile,
}

/// <summary>One way in which the stand-in misbehaves for one request.</summary>
/// <param name="Status">Answer with this status.</param>
/// <param name="Code">Answer with this error of Meta's.</param>
/// <param name="DropAfterAccept">Take the message, deliver it, and close the connection without an answer.</param>
/// <param name="AfterAccept">Take the message, answer as if all were well, and tell of the error in a receipt.</param>
/// <param name="DropBeforeAccept">Close the connection, and take nothing; of a file's bytes half have come.</param>
/// <param name="Malformed">Take the message, deliver it, and answer 200 with what makes no sense.</param>
/// <param name="Hang">Take the message, deliver it, and never answer.</param>
internal sealed record GraphFault(
    int? Status = null,
    int? Code = null,
    bool DropAfterAccept = false,
    bool AfterAccept = false,
    bool DropBeforeAccept = false,
    bool Malformed = false,
    bool Hang = false
)
{
    /// <summary>Whether the message is taken all the same.</summary>
    internal bool Accepts => DropAfterAccept || AfterAccept || Malformed || Hang;
}

/// <summary>
/// What the stand-in was told to do wrong: faults are used up one a request of their kind; latency, and whether Meta's limit for one person holds, stay until they are
/// set again. Safe for any number of callers.
/// </summary>
internal sealed class GraphFaults
{
    internal const int MostAtOnce = 10_000;
    internal static readonly TimeSpan LongestLatency = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<GraphFaultOn, Queue<GraphFault>> _queues = Enum.GetValues<GraphFaultOn>().ToDictionary(on => on, _ => new Queue<GraphFault>());
    private TimeSpan _latency;
    private bool _pairLimit;

    /// <summary>The body of <c>POST /_sandbox/graph/faults</c>; only what stays, only a fault, or both.</summary>
    internal sealed record Request(
        int? Next = null,
        int? Status = null,
        int? Code = null,
        bool? DropAfterAccept = null,
        int? LatencyMs = null,
        bool? AfterAccept = null,
        bool? PairLimit = null,
        bool? DropBeforeAccept = null,
        bool? Malformed = null,
        bool? Hang = null,
        GraphFaultOn On = GraphFaultOn.Message
    )
    {
        private int Kinds =>
            (Status is null ? 0 : 1) + (Code is null ? 0 : 1) + new[] { DropAfterAccept, DropBeforeAccept, Malformed, Hang }.Count(kind => kind is true);

        internal bool IsFault => Kinds > 0;

        internal GraphFault Fault => new(Status, Code, DropAfterAccept is true, AfterAccept is true, DropBeforeAccept is true, Malformed is true, Hang is true);

        /// <summary>The name of the first member that makes no sense; null when all do.</summary>
        internal string? Invalid()
        {
            if (Next is < 0 or > MostAtOnce || (Next is > 0 && !IsFault))
                return "next";
            if (Kinds > 1 || Status is < 400 or > 599)
                return "status";
            if (Code is < 0)
                return "code";
            if (LatencyMs is < 0 || LatencyMs > LongestLatency.TotalMilliseconds)
                return "latency_ms";
            if (AfterAccept is true && Code is null)
                return "after_accept";
            if (On != GraphFaultOn.Message && Fault.Accepts)
                return "on";
            return !IsFault && LatencyMs is null && PairLimit is null && Next is null ? "next" : null;
        }
    }

    internal int Pending
    {
        get
        {
            lock (_lock)
                return _queues.Values.Sum(queue => queue.Count);
        }
    }

    internal TimeSpan Latency
    {
        get
        {
            lock (_lock)
                return _latency;
        }
    }

    /// <summary>Whether more than Meta's share for one person is refused: off at first, for load tests write to few.</summary>
    internal bool PairLimit
    {
        get
        {
            lock (_lock)
                return _pairLimit;
        }
    }

    /// <summary>Takes a valid request; <c>next: 0</c> forgets what is pending, and <c>next</c> unsaid is one.</summary>
    internal void Add(Request request)
    {
        lock (_lock)
        {
            if (request.LatencyMs is { } milliseconds)
                _latency = TimeSpan.FromMilliseconds(milliseconds);
            _pairLimit = request.PairLimit ?? _pairLimit;
            if (request.Next is 0)
                Forget();
            if (!request.IsFault)
                return;
            var queue = _queues[request.On];
            for (var count = Math.Min(request.Next ?? 1, MostAtOnce - queue.Count); count > 0; count--)
                queue.Enqueue(request.Fault);
        }
    }

    /// <summary>The fault of the request that is being answered; null to answer as Meta would.</summary>
    internal GraphFault? Take(GraphFaultOn on = GraphFaultOn.Message)
    {
        lock (_lock)
            return _queues[on].TryDequeue(out var fault) ? fault : null;
    }

    internal void Clear()
    {
        lock (_lock)
        {
            Forget();
            _latency = TimeSpan.Zero;
            _pairLimit = false;
        }
    }

    private void Forget()
    {
        foreach (var queue in _queues.Values)
            queue.Clear();
    }
}
