using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Sandbox;

/// <summary>GET, POST and DELETE /_sandbox/graph/faults: what the stand-in for Meta is to do wrong.</summary>
internal static class SetFaults
{
    /// <summary>How many faults wait for a request, and what holds until it is changed.</summary>
    public sealed record View(int Pending, int LatencyMs, bool PairLimit);

    internal static IResult Show(GraphFaults faults) => TypedResults.Json(ViewOf(faults), Json.Options);

    internal static IResult Add(GraphFaults.Request request, GraphFaults faults, HttpContext http)
    {
        if (request.Invalid() is { } member)
            return FieldErrors.One(http, $"body.{member}", "value_error");
        faults.Add(request);
        return Show(faults);
    }

    internal static IResult Clear(GraphFaults faults)
    {
        faults.Clear();
        return Show(faults);
    }

    private static View ViewOf(GraphFaults faults) => new(faults.Pending, (int)faults.Latency.TotalMilliseconds, faults.PairLimit);
}
