using Aldrava.Flows.Engine.Text;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Engine;

/// <summary>What changes while one input is worked off. Lives for one <see cref="FlowEngine.Advance"/> and ends as the new state and its effects.</summary>
internal sealed class Turn
{
    /// <summary>How many flows may wait for another one's end.</summary>
    public const int MaxDepth = 10;

    // More than any time zone is away from UTC.
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    private readonly CompiledFlow flow;
    private readonly FlowState before;
    private readonly FlowValue[] slots;
    private readonly List<FlowEffect> effects = [];
    private List<FlowVariable>? unknown;
    private List<string>? requests;
    private NodeSet seen;
    private FlowStatus status;
    private string? node;
    private FlowWait? wait;
    private string? reason;
    private int steps;
    private int carried;
    private FlowPlace? place;
    private IReadOnlyList<FlowFrame>? stack;

    public Turn(CompiledFlow flow, FlowState before, DateTimeOffset now, FlowSurroundings around)
    {
        (this.flow, this.before, Now, Around, status, node, wait) = (flow, before, now, around, before.Status, before.Node, before.Wait);
        (place, stack) = (before.Flow, before.Stack);
        seen = new NodeSet(flow.Nodes.Length);
        slots = new FlowValue[flow.Names.Length];
        foreach (var variable in before.Variables.Items)
        {
            if (flow.TrySlot(variable.Name, out var slot))
                slots[slot] = variable.Value;
            else
                (unknown ??= []).Add(variable);
        }
        if (flow.ReadsBusinessHours && around.IsOpen is { } open)
            slots[Builtin.BusinessOpen] = FlowValue.Of(open);
    }

    public DateTimeOffset Now { get; }

    public FlowSurroundings Around { get; }

    /// <summary>What is spoken.</summary>
    public FlowLanguage Language => ChosenLanguage ?? FlowLanguage.Portuguese;

    /// <summary>The variable <c>language</c>, else the chatbot's; null when neither says.</summary>
    public FlowLanguage? ChosenLanguage =>
        slots[Builtin.Language] is { IsSet: true } chosen ? LocalText.Language(chosen.Text) ?? Around.Language : Around.Language;

    public FlowWait? Wait => before.Wait;

    public bool IsRunning { get; private set; }

    public void Begin(FlowInput input)
    {
        IsRunning = true;
        wait = null;
        if (input is FlowInput.Result or FlowInput.Switched)
        {
            steps = carried = before.TurnSteps;
            requests = before.TurnRequests is { } asked ? [.. asked] : null;
            return;
        }
        if (input is not FlowInput.Message message)
            return;
        var reference = message.Text is { } said ? PropertyReferences.Find(said) : null;
        slots[Builtin.MessageReference] = FlowValue.Of(reference);
        if (flow.ReadsMessageText)
            slots[Builtin.MessageText] = FlowValue.Of(message.Text);
        if (reference is not null && !slots[Builtin.FirstReference].IsSet)
            slots[Builtin.FirstReference] = FlowValue.Of(reference);
    }

    /// <summary>Guards against turns without end: the same node with the same variables would only do the same again.</summary>
    public bool MayEnter(FlowNode next)
    {
        if (steps >= FlowEngine.MaxStepsPerTurn)
            HandOver(next, Reasons.TooManySteps);
        else if (!seen.Add(next.Head.Index))
            HandOver(next, Reasons.Cycle);
        else
            steps++;
        return IsRunning;
    }

    public FlowValue Peek(int slot) => slots[slot];

    /// <summary>Another node of this flow.</summary>
    public FlowNode? Find(string? id) => flow.Find(id);

    public FlowValue Read(FlowNode reader, int slot)
    {
        if (!slots[slot].IsSet)
            effects.Add(new FlowEffect.Warning(reader.Id, "variable.unset", flow.Names[slot]));
        return slots[slot];
    }

    public void Write(int slot, FlowValue value)
    {
        if (slots[slot] == value)
            return;
        slots[slot] = value;
        seen.Clear();
    }

    public void Warn(FlowNode? at, string code, string? subject = null) => effects.Add(new FlowEffect.Warning(at?.Id, code, subject));

    public void Trace(FlowNode at, string? input = null, string? output = null, string? error = null) =>
        effects.Add(new FlowEffect.Trace(at.Id, at.Head.Type, input, output, error));

    public void Send(FlowNode from, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            Warn(from, "text.empty");
        else if (text.Length <= MessageSplitter.MaxLength)
            Say(new OutgoingContent.Text(text));
        else
            effects.AddRange(MessageSplitter.Split(text).Select(part => new FlowEffect.Say(new OutgoingContent.Text(part))));
    }

    /// <summary>Says a question with choices; its words can't be blank.</summary>
    public string Ask(FlowNode from, string text, OutgoingContent content)
    {
        if (string.IsNullOrWhiteSpace(text))
            Warn(from, "text.empty");
        else
            Say(content);
        return text;
    }

    /// <summary>Says what is no plain text; whoever makes it keeps to its limits.</summary>
    public void Say(OutgoingContent content) => effects.Add(new FlowEffect.Say(content));

    public void Record(FlowEffect.RecordConsent consent) => effects.Add(consent);

    /// <summary>Waits for the customer; a deadline past the end of time is none.</summary>
    public int WaitFor(FlowNode at, int tries, TimeSpan? timeout)
    {
        DateTimeOffset? deadline = timeout is { } limit && limit + OneDay < DateTimeOffset.MaxValue - Now ? Now + limit : null;
        (status, node, wait) = (FlowStatus.Waiting, at.Id, new FlowWait(tries, deadline));
        return Halt();
    }

    /// <summary>Asks the shell to do something and to bring the result. Once a turn and node: a second time would be a loop with side effects.</summary>
    public int Request(FlowNode at, FlowEffect.Request effect)
    {
        requests ??= [];
        // Nodes of different flows may be called the same.
        var key = place is null ? at.Id : $"{place.FlowId:N}/{at.Id}";
        if (requests.Contains(key))
            return HandOver(at, Reasons.Cycle);
        requests.Add(key);
        effects.Add(effect);
        (status, node) = (FlowStatus.NeedsResult, at.Id);
        return Halt();
    }

    /// <summary>A request failed: by the node's exit for that, or to a human.</summary>
    public int Fail(FlowNode at, int exit, string code)
    {
        if (exit == FlowNode.Nowhere)
        {
            Warn(at, "request.failed", code);
            return HandOver(at, Reasons.RequestFailed);
        }
        Trace(at, error: code);
        return exit;
    }

    /// <summary>Goes on at the start of another flow; <paramref name="at"/> goes on when that one is over.</summary>
    public int Jump(FlowNode at, FlowPlace to)
    {
        if (stack is { Count: >= MaxDepth })
            return HandOver(at, Reasons.TooDeep);
        stack = [.. stack ?? [], new FlowFrame(place, at.Id)];
        (status, node, place) = (FlowStatus.Switching, null, to);
        return Halt();
    }

    /// <summary>The flow is over: the one that jumped here goes on, if there is one.</summary>
    public int End(FlowNode at, string why)
    {
        if (stack is [.., var frame])
        {
            stack = stack.Count == 1 ? null : [.. stack.Take(stack.Count - 1)];
            (status, node, place) = (FlowStatus.Switching, frame.Node, frame.Flow);
            return Halt();
        }
        effects.Add(new FlowEffect.Ended(why));
        (status, node, reason) = (FlowStatus.Ended, at.Id, why);
        return Halt();
    }

    public int HandOver(FlowNode? at, string why)
    {
        if (at is not null)
            Trace(at, error: why);
        return HandOver(at, new FlowEffect.HandOver(why));
    }

    /// <summary>A human takes over because the flow is meant to end so.</summary>
    public int HandOver(FlowNode? at, FlowEffect.HandOver handOver)
    {
        var why = handOver.Reason;
        effects.Add(handOver);
        (status, node, wait, reason) = (FlowStatus.HandedOver, at?.Id ?? before.Node, null, why);
        return Halt();
    }

    /// <summary>Nobody listens now: the message waits for who does.</summary>
    public static FlowStep Keep(FlowState state, FlowInput.Message message)
    {
        if (state.Kept is { Count: >= FlowEngine.MostKept })
            return Ignore(state, "too_many_kept");
        var clean = message with
        {
            Text = message.Text is { } text ? Words.Cut(Words.Clean(text), FlowValue.MaxTextLength) : null,
            ReplyId = message.ReplyId is { } id ? Words.Clean(id) : null,
        };
        return new FlowStep(state with { Kept = [.. state.Kept ?? [], clean] }, []);
    }

    /// <summary>Leaves everything as it was.</summary>
    public static FlowStep Ignore(FlowState state, string why) => new(state, [new FlowEffect.Warning(state.Node, "input.ignored", why)]);

    public FlowStep Finish() =>
        new(
            new FlowState
            {
                Status = status,
                Node = node,
                Wait = wait,
                Reason = reason,
                Variables = Variables(),
                Steps = before.Steps + steps - carried,
                TurnSteps = steps,
                TurnRequests = status is FlowStatus.NeedsResult or FlowStatus.Switching ? requests : null,
                Flow = place,
                Stack = stack,
                Kept = before.Kept,
            },
            effects
        );

    private int Halt()
    {
        IsRunning = false;
        return FlowNode.Stop;
    }

    private FlowVariables Variables()
    {
        if (unknown is not null)
            return FlowVariables.Of([.. unknown, .. slots.Select((value, slot) => new FlowVariable(flow.Names[slot], value))]);
        var count = 0;
        foreach (ref readonly var value in slots.AsSpan())
        {
            if (value.IsSet)
                count++;
        }
        var sorted = new FlowVariable[count];
        var at = 0;
        foreach (var slot in flow.SlotsByName)
        {
            if (slots[slot].IsSet)
                sorted[at++] = new FlowVariable(flow.Names[slot], slots[slot]);
        }
        return FlowVariables.Wrap(sorted);
    }
}
