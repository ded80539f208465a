namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>delay</c> <c>{days, hours, minutes, seconds, interrupt}</c>: goes on after a while. What the customer writes meanwhile is kept for the next question; with <c>interrupt</c> it ends the wait, by the exit
/// <c>interrupted</c> or the unnamed one.
/// </summary>
internal sealed record DelayNode(NodeHead Head, TimeSpan Length, bool Interrupts, int Next, int Interrupted) : FlowNode(Head)
{
    private const int MaxDays = 30;

    public override bool KeepsMessages => !Interrupts;

    public static FlowNode Read(NodeReader data)
    {
        var length =
            TimeSpan.FromDays(data.Int("days", 0, 0, MaxDays))
            + TimeSpan.FromHours(data.Int("hours", 0, 0, MaxDays * 24))
            + TimeSpan.FromMinutes(data.Int("minutes", 0, 0, MaxDays * 24 * 60))
            + TimeSpan.FromSeconds(data.Int("seconds", 0, 0, MaxDays * 24 * 3600));
        if (length <= TimeSpan.Zero || length > TimeSpan.FromDays(MaxDays))
            data.Fault("field.invalid", ("field", "seconds"), ("expected", "delay"), ("min", "1"), ("max", $"{MaxDays}d"));
        var interrupts = data.Flag("interrupt");
        var next = data.Exit();
        var interrupted = interrupts ? data.Exit("interrupted", ExitKind.Optional) : Nowhere;
        return new DelayNode(data.Head, length, interrupts, next, interrupted == Nowhere ? next : interrupted);
    }

    public override int Enter(Turn turn)
    {
        turn.Trace(this);
        return turn.WaitFor(this, 0, Length);
    }

    /// <summary>What is left of it: a person's words don't make it longer.</summary>
    public override int Again(Turn turn) =>
        turn.Wait?.Deadline is { } deadline && deadline <= turn.Now ? Next : turn.WaitFor(this, 0, turn.Wait?.Deadline - turn.Now ?? Length);

    public override int Resume(Turn turn, FlowInput input)
    {
        if (input is not FlowInput.Message message)
            return Next;
        turn.Trace(this, message.Text, "interrupted");
        return Interrupted;
    }
}
