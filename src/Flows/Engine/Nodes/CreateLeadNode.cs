using Aldrava.Flows.Engine.Text;
using Aldrava.Platform.Text;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>create_lead</c> <c>{name, phone, email, budget, notes, property_reference, source, wishes: {…}}</c>, all templates, all optional: asks the shell for a lead and waits for its id, then known as <c>lead.id</c>.
/// Name and phone left out come from the contact, the reference from the first one the customer named. Exit <c>error</c> when it can't be made; without an edge a human takes over.
/// </summary>
internal sealed record CreateLeadNode(NodeHead Head, LeadTemplates Fields, int Next, int Failed) : FlowNode(Head)
{
    public static FlowNode Read(NodeReader data)
    {
        var fields = new LeadTemplates(
            data.OptionalTemplate("name"),
            data.OptionalTemplate("phone"),
            data.OptionalTemplate("email"),
            data.Has("budget") ? ValueSource.Read(data.Child("budget"), "budget") : null,
            data.OptionalTemplate("notes"),
            data.OptionalTemplate("property_reference"),
            data.OptionalTemplate("source"),
            [.. data.Child("wishes").Fields().Select(f => new WishTemplate(f.Name, ValueSource.Read(f.Value, f.Name)))]
        );
        data.Head.Writes.AddRange([Builtin.LeadId, Builtin.LeadAgentName]);
        return new CreateLeadNode(data.Head, fields, data.Exit(), data.Exit("error", ExitKind.Optional));
    }

    public override int Enter(Turn turn) => turn.Request(this, new FlowEffect.CreateLead(Fields.Render(turn, this)));

    public override int Resume(Turn turn, FlowInput input)
    {
        switch (input)
        {
            case FlowInput.LeadCreated lead:
                turn.Write(Builtin.LeadId, FlowValue.Of((decimal)lead.Id));
                turn.Write(Builtin.LeadAgentName, FlowValue.Of(lead.AgentName));
                turn.Trace(this, output: turn.Peek(Builtin.LeadId).ToString());
                return Next;
            case FlowInput.RequestFailed failure:
                return turn.Fail(this, Failed, failure.Code);
            default:
                return turn.HandOver(this, Reasons.UnexpectedInput);
        }
    }
}

internal sealed record WishTemplate(string Name, ValueSource Value);

internal sealed record LeadTemplates(
    Template? Name,
    Template? Phone,
    Template? Email,
    ValueSource? Budget,
    Template? Notes,
    Template? PropertyReference,
    Template? Source,
    WishTemplate[] Wishes
)
{
    public LeadFields Render(Turn turn, FlowNode node)
    {
        var named = Text(Name, turn, node) ?? Known(turn, Builtin.ContactName) ?? Known(turn, Builtin.ContactUsername) ?? Known(turn, Builtin.ContactPhone);
        var reference = Text(PropertyReference, turn, node);
        var wishes = Wishes.Select(w => new LeadWish(w.Name, w.Value.Value(turn, node).ToString())).Where(w => !string.IsNullOrWhiteSpace(w.Value));
        return new LeadFields(
            named,
            Text(Phone, turn, node) ?? Known(turn, Builtin.ContactPhone),
            Text(Email, turn, node),
            Money(turn, node),
            Text(Notes, turn, node),
            reference is null ? Known(turn, Builtin.FirstReference) : PropertyReferences.Find(reference) ?? reference,
            Text(Source, turn, node),
            [.. wishes]
        );
    }

    private static string? Text(Template? template, Turn turn, FlowNode node) => template?.Render(turn, node).Trim() is { Length: > 0 } text ? text : null;

    private static string? Known(Turn turn, int slot) => turn.Peek(slot) is { IsEmpty: false } value ? value.ToString() : null;

    private decimal? Money(Turn turn, FlowNode node)
    {
        if (Budget?.Value(turn, node) is not { IsEmpty: false } value)
            return null;
        if (value.Kind == ValueKind.Number)
            return value.Number;
        if (Numbers.TryParse(value.ToString(), out var number))
            return number;
        turn.Warn(node, "value.not_convertible", "budget");
        return null;
    }
}
