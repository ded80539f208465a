using Aldrava.Inbox.Sandbox;

namespace Aldrava.Tests.Inbox.Sandbox;

public sealed class GraphFaultsTests
{
    [Fact]
    public void Faults_are_used_up_in_order_one_a_request()
    {
        var faults = new GraphFaults();
        faults.Add(new(Next: 2, Status: 500));
        faults.Add(new(Code: 131047));
        faults.Add(new(Next: 1, DropAfterAccept: true));

        Enumerable.Range(0, 5).Select(_ => faults.Take()).ShouldBe([new(500), new(500), new(null, 131047), new(null, null, true), null]);
    }

    [Fact]
    public void Each_kind_of_request_has_its_own_faults()
    {
        var faults = new GraphFaults();
        faults.Add(new(Status: 500));
        faults.Add(new(Code: 100, On: GraphFaultOn.Media));
        faults.Add(new(Status: 404, On: GraphFaultOn.MediaFile));

        faults.Take(GraphFaultOn.Receipt).ShouldBeNull();
        faults.Take(GraphFaultOn.MediaFile).ShouldBe(new(404));
        faults.Take(GraphFaultOn.Media).ShouldBe(new(null, 100));
        faults.Take().ShouldBe(new(500));
        new GraphFaults.Request(Hang: true, On: GraphFaultOn.Receipt).Invalid().ShouldBe("on");
    }

    [Fact]
    public void Latency_stays_until_it_is_set_again()
    {
        var faults = new GraphFaults();
        faults.Add(new(LatencyMs: 250));
        faults.Take().ShouldBeNull();
        faults.Latency.ShouldBe(TimeSpan.FromMilliseconds(250));
        faults.Add(new(LatencyMs: 0));
        faults.Latency.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Next_zero_forgets_what_is_pending()
    {
        var faults = new GraphFaults();
        faults.Add(new(Next: 3, Status: 429));
        faults.Add(new(Next: 0));
        faults.Pending.ShouldBe(0);
    }

    [Fact]
    public void Many_callers_share_out_each_fault_once()
    {
        var faults = new GraphFaults();
        faults.Add(new(Next: 1000, Code: 2));
        var taken = 0;
        Parallel.For(
            0,
            2000,
            _ =>
            {
                if (faults.Take() is not null)
                    Interlocked.Increment(ref taken);
            }
        );
        taken.ShouldBe(1000);
    }

    [Fact]
    public void What_makes_no_sense_is_named()
    {
        new GraphFaults.Request().Invalid().ShouldBe("next");
        new GraphFaults.Request(Next: 3).Invalid().ShouldBe("next");
        new GraphFaults.Request(Next: -1, Status: 500).Invalid().ShouldBe("next");
        new GraphFaults.Request(Next: 1, Status: 200).Invalid().ShouldBe("status");
        new GraphFaults.Request(Next: 1, Status: 500, Code: 2).Invalid().ShouldBe("status");
        new GraphFaults.Request(LatencyMs: -1).Invalid().ShouldBe("latency_ms");
        new GraphFaults.Request(Status: 500, AfterAccept: true).Invalid().ShouldBe("after_accept");
        new GraphFaults.Request(Next: 3, Status: 500).Invalid().ShouldBeNull();
        new GraphFaults.Request(Code: 131026, AfterAccept: true).Invalid().ShouldBeNull();
        new GraphFaults.Request(PairLimit: true).Invalid().ShouldBeNull();
        new GraphFaults.Request(Next: 0).Invalid().ShouldBeNull();
        new GraphFaults.Request(LatencyMs: 100).Invalid().ShouldBeNull();
    }
}
