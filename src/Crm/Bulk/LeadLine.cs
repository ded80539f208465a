using Aldrava.Crm.Contracts;
using Aldrava.Crm.Leads;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Bulk;

/// <summary>One line of a file: a lead, or what is wrong with it.</summary>
/// <param name="Number">On which line of the file it begins.</param>
/// <param name="Facts">What it says; nothing may be written of it when there are faults.</param>
internal sealed record LeadLine(int Number, LeadFacts Facts)
{
    public LeadStatus Status { get; init; } = LeadStatus.New;

    /// <summary>The listing it names.</summary>
    public string? PropertyReference { get; init; }

    /// <summary>Who is to take care of it.</summary>
    public long? AgentId { get; init; }

    public IReadOnlyList<FieldError> Faults { get; init; } = [];
}
