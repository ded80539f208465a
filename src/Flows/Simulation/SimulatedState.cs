using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Aldrava.Flows.Engine;

namespace Aldrava.Flows.Simulation;

/// <summary>Where a simulated conversation stands, as a text that callers carry and need not understand.</summary>
internal static class SimulatedState
{
    public static string Write(FlowState state) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(state.ToJson()));

    /// <summary>Null when it is none of ours.</summary>
    public static FlowState? Read(string text)
    {
        try
        {
            return FlowState.FromJson(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
