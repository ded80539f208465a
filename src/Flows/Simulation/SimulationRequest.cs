using System.ComponentModel.DataAnnotations;
using Aldrava.Flows.Engine;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Simulation;

/// <summary>What the made-up customer does: writes, taps, sends a picture, or says nothing for so long. One of these.</summary>
/// <param name="Text">What they write; with a tap, the title of what they tap.</param>
/// <param name="ButtonId">The id of the button they tap.</param>
/// <param name="ListId">The id of the row they choose.</param>
/// <param name="Image">They send a picture with this caption, which may be empty.</param>
/// <param name="TimeoutAfterMinutes">They say nothing for so long; a deadline that passes by then is noticed.</param>
public sealed record SimulatedMessage(
    [StringLength(4096)] string? Text = null,
    [StringLength(256)] string? ButtonId = null,
    [StringLength(256)] string? ListId = null,
    [StringLength(1024)] string? Image = null,
    [Range(1, 90 * 24 * 60)] int? TimeoutAfterMinutes = null
) : IRequestBody
{
    IEnumerable<(string Field, string Type)> IRequestBody.Faults()
    {
        object?[] alone = [ButtonId, ListId, Image, TimeoutAfterMinutes];
        var others = alone.Count(a => a is not null);
        if (others > 1 || (others == 0 && Text is null) || (Text is not null && (Image is not null || TimeoutAfterMinutes is not null)))
            yield return ("text", "one_of_messages");
    }

    internal FlowInput Input() =>
        this switch
        {
            { TimeoutAfterMinutes: not null } => new FlowInput.Timeout(),
            { Image: { } caption } => new FlowInput.Message(MessageKind.Media, caption.Length == 0 ? null : caption),
            _ when (ButtonId ?? ListId) is { } id => new FlowInput.Message(MessageKind.Reply, Text, id),
            _ => FlowInput.Says(Text ?? ""),
        };
}

/// <summary>Who the customer is; what is left out is not known of them.</summary>
public sealed record SimulatedContact(
    [StringLength(200)] string? Name = null,
    [StringLength(40)] string? Phone = null,
    [StringLength(100)] string? Username = null,
    [StringLength(100)] string? WaId = null,
    [StringLength(320)] string? Email = null
) : IRequestBody
{
    internal FlowContact AsKnown() => new(Name, Phone, WaId, Username, Email);
}

/// <summary>What comes of a request of a node: an error; a lead's id and agent; the status of a call and, by path, what its answer holds. Left out, all goes well.</summary>
public sealed record SimulatedResult(
    string? Error = null,
    long? LeadId = null,
    string? AgentName = null,
    int? Status = null,
    IReadOnlyDictionary<string, string>? Values = null
);
