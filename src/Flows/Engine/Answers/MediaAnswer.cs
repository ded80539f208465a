namespace Aldrava.Flows.Engine.Answers;

/// <summary>A file or a place: what is kept is the id of the message it came in.</summary>
internal sealed record MediaAnswer(IReadOnlyList<string> Kinds) : AnswerRule
{
    private static readonly string[] All = ["image", "document", "audio", "video", "location"];

    public static MediaAnswer ReadKinds(NodeReader rule)
    {
        if (!rule.Has("accepts"))
            return new MediaAnswer(All);
        var kinds = rule.Items("accepts", 1, All.Length).Select(k => k.AsText()).ToArray();
        if (kinds.Except(All, StringComparer.Ordinal).Any())
            rule.Fault("field.invalid", ("field", "accepts"), ("expected", string.Join(',', All)));
        return new MediaAnswer(kinds);
    }

    public override bool TryHear(FlowInput.Message message, string said, DateTimeOffset now, out FlowValue value)
    {
        value = message.Id is { } id ? FlowValue.Of(id.ToString()) : FlowValue.None;
        return value.IsSet && Kinds.Contains(message.Type, StringComparer.Ordinal);
    }

    public override bool TryRead(string text, string? replyId, DateTimeOffset now, out FlowValue value)
    {
        value = FlowValue.None;
        return false;
    }
}
