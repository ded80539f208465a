using Aldrava.Flows.Engine;

namespace Aldrava.Flows.Chatbots;

/// <summary>What is wrong with the JSON an author sends. Whether the canvas makes sense is asked when it is published.</summary>
internal static class FlowFields
{
    private const int LongestTrigger = 20_000;

    public static IEnumerable<(string Field, string Type)> OfCanvas(RawJson? canvas)
    {
        if (canvas is null or { IsNull: true })
            yield break;
        if (!canvas.IsObject)
            yield return ("canvas_data", "model_type");
        else if (canvas.Text.Length > FlowCompiler.MaxCanvasLength)
            yield return ("canvas_data", "canvas_too_large");
    }

    public static IEnumerable<(string Field, string Type)> OfTrigger(RawJson? trigger)
    {
        if (trigger is null or { IsNull: true })
            yield break;
        if (!trigger.IsObject)
            yield return ("trigger", "model_type");
        else if (trigger.Text.Length > LongestTrigger)
            yield return ("trigger", "value_error");
    }
}
