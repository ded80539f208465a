namespace Aldrava.Crm.Contracts;

/// <summary>How far a lead has come.</summary>
public enum LeadStatus
{
    /// <summary>Nobody has spoken to them yet.</summary>
    New,

    /// <summary>Somebody has.</summary>
    Contacted,

    /// <summary>They want something we can offer.</summary>
    Qualified,

    /// <summary>They are about to see a property.</summary>
    VisitScheduled,

    /// <summary>A proposal is on the table.</summary>
    Proposal,

    /// <summary>They bought or rented.</summary>
    Won,

    /// <summary>They will not.</summary>
    Lost,
}
