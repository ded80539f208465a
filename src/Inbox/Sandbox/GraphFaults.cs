namespace Aldrava.Inbox.Sandbox;

/// <summary>One way in which the stand-in misbehaves for one request.</summary>
/// <param name="Status">Answer with this status.</param>
/// <param name="Code">Answer with this error of Meta's.</param>
/// <param name="DropAfterAccept">Take the message, deliver it, and close the connection without an answer.</param>
/// <param name="AfterAccept">Take the message, answer as if all were well, and tell of the error in a receipt.</param>
internal sealed record GraphFault(int? Status = null, int? Code = null, bool DropAfterAccept = false, bool AfterAccept = false);

/// <summary>
/// What the stand-in was told to do wrong: faults are used up one a message; latency, and whether Meta's limit for one person holds, stay until they are
/// set again. Safe for any number of callers.
/// </summary>
internal sealed class GraphFaults
{
    internal const int MostAtOnce = 10_000;
    internal static readonly TimeSpan LongestLatency = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Queue<GraphFault> _queue = new();
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
        bool? PairLimit = null
    )
    {
        /// <summary>The name of the first member that makes no sense; null when all do.</summary>
        internal string? Invalid()
        {
            var kinds = (Status is null ? 0 : 1) + (Code is null ? 0 : 1) + (DropAfterAccept is true ? 1 : 0);
            if (Next is < 0 or > MostAtOnce || (Next is > 0 && kinds == 0))
                return "next";
            if (kinds > 1 || Status is < 400 or > 599)
                return "status";
            if (Code is < 0)
                return "code";
            if (LatencyMs is < 0 || LatencyMs > LongestLatency.TotalMilliseconds)
                return "latency_ms";
            if (AfterAccept is true && Code is null)
                return "after_accept";
            return kinds == 0 && LatencyMs is null && PairLimit is null && Next is null ? "next" : null;
        }
    }

    internal int Pending
    {
        get
        {
            lock (_lock)
                return _queue.Count;
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
                _queue.Clear();
            if (request is { Status: null, Code: null, DropAfterAccept: not true })
                return;
            var fault = new GraphFault(request.Status, request.Code, request.DropAfterAccept ?? false, request.AfterAccept ?? false);
            for (var count = Math.Min(request.Next ?? 1, MostAtOnce - _queue.Count); count > 0; count--)
                _queue.Enqueue(fault);
        }
    }

    /// <summary>The fault of the request that is being answered; null to answer as Meta would.</summary>
    internal GraphFault? Take()
    {
        lock (_lock)
            return _queue.TryDequeue(out var fault) ? fault : null;
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _queue.Clear();
            _latency = TimeSpan.Zero;
            _pairLimit = false;
        }
    }
}
