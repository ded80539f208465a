namespace Aldrava.Flows.Engine;

/// <summary>
/// The ids of buttons and rows: they carry the node that asked, so that a tap on an earlier question is never taken for an answer to another one.
/// Meta allows 200 characters in a row's id.
/// </summary>
internal static class ReplyIds
{
    public const int MaxChoiceLength = 100;

    private const string Prefix = "flow:";
    private const int LongestNode = 80;

    public static string Of(FlowNode node, string choice) => $"{Prefix}{Key(node)}:{choice}";

    /// <summary>The choice of a tap on this node's question, else null.</summary>
    public static string? Choice(FlowNode node, string? replyId)
    {
        var start = Of(node, "");
        return replyId?.StartsWith(start, StringComparison.Ordinal) is true ? replyId[start.Length..] : null;
    }

    /// <summary>A tap on a question of ours that is not this node's.</summary>
    public static bool IsStale(FlowNode node, string? replyId) =>
        replyId?.StartsWith(Prefix, StringComparison.Ordinal) is true && Choice(node, replyId) is null;

    // Authors may give nodes ids of any length; a node's place in its version names it as well. No id of a node is mistaken for a longer one.
    private static string Key(FlowNode node) =>
        node.Id.Length <= LongestNode && !node.Id.Contains(':', StringComparison.Ordinal) ? node.Id : $":{node.Head.Index}";
}
