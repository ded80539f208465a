namespace Aldrava.Crm.Contracts;

/// <summary>Takes leads that nobody typed in: from a chatbot, a form, an import.</summary>
public interface ILeadIntake
{
    /// <summary>
    /// Creates a lead, gives it to an agent and publishes <see cref="LeadCreated"/>, in the transaction that is open (or one of its own). The listing's
    /// own agent gets it when a listing is named; else the active agents take turns; with no active agent it stays unassigned. The same
    /// <see cref="LeadDraft.ExternalKey"/> answers the same lead. Who is an open lead already, by conversation, phone or e-mail address, is no second one:
    /// that lead learns what is new and keeps its agent.
    /// </summary>
    Task<LeadCreatedInfo> CreateAsync(LeadDraft draft, CancellationToken ct);
}

/// <summary>What is known of somebody who is interested. Texts are cut to what fits, never refused: nobody is there to correct them.</summary>
/// <param name="Name">What they call themselves; may be empty.</param>
/// <param name="ExternalKey">Names this intake once and for all, for instance <c>flow:{conversation}:{run}:{node}</c>; at most 200 characters.</param>
public sealed record LeadDraft(string? Name, string ExternalKey)
{
    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Phone number.</summary>
    public string? Phone { get; init; }

    /// <summary>Where they come from: <c>whatsapp</c>, <c>website</c>, …</summary>
    public string? Source { get; init; }

    /// <summary>For the agent to read.</summary>
    public string? Notes { get; init; }

    /// <summary>How much they would spend.</summary>
    public decimal? Budget { get; init; }

    /// <summary>The reference of a listing, or a sentence that has one in it.</summary>
    public string? PropertyReference { get; init; }

    /// <summary>The conversation they speak in.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>What they look for, question by question.</summary>
    public IReadOnlyDictionary<string, string>? Wishes { get; init; }
}

/// <summary>The lead that came of a draft.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="AgentId">Who takes care of it; null when the organization has no active agent.</param>
/// <param name="AgentName">That agent's name.</param>
/// <param name="PropertyId">The listing that was named, when there is one of that reference.</param>
/// <param name="IsNew">False when it was there before.</param>
public sealed record LeadCreatedInfo(long LeadId, long? AgentId, string? AgentName, long? PropertyId, bool IsNew);
