using System.Text.Json;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>What became of a question to Meta that is no message.</summary>
internal abstract record GraphResult
{
    /// <param name="Body">Meta's answer.</param>
    internal sealed record Done(JsonElement Body) : GraphResult;

    /// <param name="Code">Meta's code; 0 when a gateway refused.</param>
    internal sealed record Refused(int Code, string? Details) : GraphResult;

    /// <summary>Nothing usable came back in time.</summary>
    internal sealed record NoAnswer(string Reason) : GraphResult;
}
