using Aldrava.Flows.Engine.Text;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>handoff</c> <c>{text, reason, note, user_id | department_id | queue_id, property_reference}</c>: a last word, and a person takes over: the one named, one of the department or queue, the listing's agent, else whoever is free.
/// </summary>
internal sealed record HandoffNode(NodeHead Head, Template? Text, string Reason, Template? Note, HandOverTarget? Target, Template? Reference) : FlowNode(Head)
{
    private const int MaxNote = 4000;
    private const int MaxReason = 100;

    public override bool IsLast => true;

    public static FlowNode Read(NodeReader data)
    {
        var reason = data.OptionalText("reason") is { Length: > 0 } given ? given : Reasons.Handoff;
        if (reason.Length > MaxReason)
            data.Fault("field.too_long", ("field", "reason"), ("max", $"{MaxReason}"));
        var user = data.OptionalNumber("user_id");
        if (user is { } id && (id < 1 || id > long.MaxValue || id != decimal.Truncate(id)))
            data.Fault("field.invalid", ("field", "user_id"), ("expected", "integer"));
        var target = new HandOverTarget(user is >= 1 and <= long.MaxValue ? (long)user : null, data.OptionalId("department_id"), data.OptionalId("queue_id"));
        return new HandoffNode(
            data.Head,
            data.OptionalMessage("text"),
            reason,
            data.OptionalTemplate("note"),
            target == new HandOverTarget() ? null : target,
            data.OptionalTemplate("property_reference")
        );
    }

    public override int Enter(Turn turn)
    {
        if (Text?.Render(turn, this) is { } text)
            turn.Send(this, text);
        var note = Note?.Render(turn, this).Trim() is { Length: > 0 } given ? Words.Cut(given, MaxNote) : null;
        var reference = Reference?.Render(turn, this).Trim() is { Length: > 0 } named ? PropertyReferences.Find(named) : null;
        turn.Trace(this, output: note);
        var target = reference is null ? Target : (Target ?? new HandOverTarget()) with { PropertyReference = reference };
        return turn.HandOver(this, new FlowEffect.HandOver(Reason, target, note));
    }
}
