using System.Text.Json.Nodes;
using Aldrava.Flows.Engine;

namespace Aldrava.Tests.Flows.Engine;

/// <summary>Draws a canvas node by node; edges are named after what they join: "a→b", "a:else→b".</summary>
internal sealed class Canvas
{
    private readonly JsonArray nodes = [];
    private readonly JsonArray edges = [];

    public Canvas Node(string id, string type, string data = "{}")
    {
        nodes.Add(
            new JsonObject
            {
                ["id"] = id,
                ["type"] = type,
                ["position"] = new JsonObject { ["x"] = 0, ["y"] = 0 },
                ["data"] = JsonNode.Parse(data),
            }
        );
        return this;
    }

    public Canvas Text(string id, string text) => Node(id, "text", new JsonObject { ["text"] = text }.ToJsonString());

    public Canvas End(string id = "end") => Node(id, "end");

    public Canvas Edge(string source, string target, string? handle = null)
    {
        var from = handle is null ? source : $"{source}:{handle}";
        edges.Add(
            new JsonObject
            {
                ["id"] = $"{from}→{target}",
                ["source"] = source,
                ["sourceHandle"] = handle,
                ["target"] = target,
                ["targetHandle"] = null,
            }
        );
        return this;
    }

    /// <summary>Joins nodes one after the other.</summary>
    public Canvas Line(params string[] ids)
    {
        for (var i = 1; i < ids.Length; i++)
            Edge(ids[i - 1], ids[i]);
        return this;
    }

    public string Json() =>
        new JsonObject
        {
            ["nodes"] = nodes.DeepClone(),
            ["edges"] = edges.DeepClone(),
            ["viewport"] = new JsonObject(),
        }.ToJsonString();

    public IReadOnlyList<FlowFault> Faults() => FlowCompiler.Compile(Json()).Faults;

    public CompiledFlow Compile()
    {
        var compilation = FlowCompiler.Compile(Json());
        compilation.Faults.Select(f => $"{f.Code} {f.NodeId} {f.EdgeId} {string.Join(',', f.Args)}").ShouldBeEmpty();
        return compilation.Flow.ShouldNotBeNull();
    }

    public Conversation Begin(FlowContact? contact = null) => new(Compile(), contact);
}
