namespace Aldrava.Crm.Contracts;

/// <summary>What was said in the conversation a lead was born in. Who keeps conversations provides it; without them there are no messages.</summary>
public interface ILeadMessages
{
    /// <summary>The messages of a conversation, newest first.</summary>
    /// <param name="conversationId">Which.</param>
    /// <param name="before">Only what comes after this one in that order; null from the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<IReadOnlyList<LeadMessage>> ReadAsync(Guid conversationId, LeadMessagePlace? before, int limit, CancellationToken ct);
}

/// <summary>One message, as a timeline shows it.</summary>
/// <param name="Id">The message.</param>
/// <param name="Seq">Its place among those of the same moment.</param>
/// <param name="IsInbound">The customer said it.</param>
/// <param name="Kind"><c>text</c>, <c>image</c>, …</param>
/// <param name="Text">The beginning of its words, if it has any.</param>
/// <param name="Status">What became of it.</param>
/// <param name="SentBy">Who said it: <c>contact</c>, <c>bot</c>, <c>user:12</c>, <c>phone</c>.</param>
/// <param name="At">When it was stored.</param>
public sealed record LeadMessage(Guid Id, long Seq, bool IsInbound, string Kind, string? Text, string Status, string SentBy, DateTimeOffset At);

/// <summary>A place in a conversation.</summary>
/// <param name="At">The moment.</param>
/// <param name="Seq">The message of that moment.</param>
public sealed record LeadMessagePlace(DateTimeOffset At, long Seq);
