namespace Aldrava.Accounts.Contracts;

/// <summary>
/// Who did what, when, from where. Takes the who and the where from the scope: the caller and the address of the request; outside of a request it was
/// the server. The database refuses to change or delete what is written.
/// </summary>
public interface IAuditLog
{
    /// <summary>Writes an entry for the scope's organization; inside an open unit of work it commits, or is given up, with the deed.</summary>
    /// <param name="action">What, as <c>lead.erased</c>: stable, in the past tense.</param>
    /// <param name="subject">To what, as <c>lead:12</c>.</param>
    /// <param name="details">More of it, as JSON; never a secret, a message text or a phone number.</param>
    /// <param name="ct">Gives up.</param>
    Task WriteAsync(string action, string subject, object? details, CancellationToken ct);
}
