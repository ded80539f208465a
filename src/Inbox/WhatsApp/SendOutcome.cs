namespace Aldrava.Inbox.WhatsApp;

/// <summary>What became of one attempt to send. "Accepted" is not "delivered": receipts tell that later.</summary>
internal abstract record SendOutcome
{
    private SendOutcome() { }

    /// <param name="WaId">The number as WhatsApp knows it, under which the answers will come; may differ from the one given.</param>
    internal sealed record Accepted(string Wamid, string? WaId, string? UserId) : SendOutcome;

    /// <summary>Final: the same request would be refused again.</summary>
    /// <param name="Code">Meta's code; 0 when the answer carried none.</param>
    internal sealed record Refused(int Code, int? Subcode, string? Details, int HttpStatus) : SendOutcome;

    /// <summary>Certainly not accepted, and worth another try.</summary>
    /// <param name="Code">Meta's code; 0 when nothing was sent or the answer carried none.</param>
    /// <param name="After">How long Meta asks to wait, where it does.</param>
    internal sealed record RetryLater(int Code, TimeSpan? After, string Reason) : SendOutcome;

    /// <summary>The request went out and nobody knows whether it was accepted: trying again by itself might send twice.</summary>
    internal sealed record Unknown(string Reason) : SendOutcome;
}
