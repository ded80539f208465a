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

    /// <summary>
    /// Messages a second from one number, all nodes together; 0: no limit. With <see cref="NumberBurst"/> it is the 80 of Meta's that are not passed in any
    /// second. For a number whose throughput Meta raised it may be more.
    /// </summary>
    [Range(0, 1000)]
    public int NumberPerSecond { get; set; } = 70;

    /// <summary>So many from one number go at once, before they are spread over the second.</summary>
    [Range(1, 1000)]
    public int NumberBurst { get; set; } = 10;

    /// <summary>Once the burst is used up, one message to the same person in so long (Meta: six seconds).</summary>
    public TimeSpan PairInterval { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>So many go to the same person at once; 0: no limit. Meta allows 45; one less leaves room for a slow request that a quick one follows.</summary>
    [Range(0, 1000)]
    public int PairBurst { get; set; } = 44;

    /// <summary>Whether customers see that a bot read their message and is typing.</summary>
    public bool ShowTyping { get; set; } = true;
}
