using System.ComponentModel.DataAnnotations;

namespace Aldrava.Inbox.Messages;

/// <summary>How messages are sent. Configuration section <c>Sending</c>.</summary>
internal sealed class SendingOptions
{
    /// <summary>How many messages a node sends at once.</summary>
    [Range(0, 64)]
    public int Parallelism { get; set; } = 8;

    /// <summary>After so long without an outcome, whoever was sending is taken for dead. Longer than any attempt lasts.</summary>
    public TimeSpan InterruptedAfter { get; set; } = TimeSpan.FromSeconds(45);
}
