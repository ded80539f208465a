namespace Aldrava.Flows.Engine;

internal enum FaultSeverity
{
    /// <summary>The flow can't be published.</summary>
    Error,

    /// <summary>It runs, but not as its author may think.</summary>
    Warning,
}

/// <summary>What is wrong with a canvas, and where: a code with its arguments, so that each reader gets it in their language.</summary>
internal sealed record FlowFault(
    string Code,
    string? NodeId,
    string? EdgeId,
    IReadOnlyDictionary<string, string> Args,
    FaultSeverity Severity = FaultSeverity.Error
)
{
    public static FlowFault At(string code, string? nodeId = null, string? edgeId = null, params ReadOnlySpan<(string Name, string Value)> args) =>
        new(code, nodeId, edgeId, Dictionary(args));

    public static FlowFault Warning(string code, string? nodeId, string? edgeId = null, params ReadOnlySpan<(string Name, string Value)> args) =>
        new(code, nodeId, edgeId, Dictionary(args), FaultSeverity.Warning);

    private static Dictionary<string, string> Dictionary(ReadOnlySpan<(string Name, string Value)> args)
    {
        var named = new Dictionary<string, string>(args.Length, StringComparer.Ordinal);
        foreach (var (name, value) in args)
            named[name] = value;
        return named;
    }
}
