using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Events;

namespace Aldrava.Inbox.Webhooks;

/// <summary>One update of a webhook, to be applied. Its key is the customer: what one customer does is applied in the order it came.</summary>
/// <param name="OrganizationId">Whose number it is.</param>
/// <param name="Lane">The customer of the number.</param>
/// <param name="Kind">Message, receipt or other.</param>
/// <param name="Field">Meta's field.</param>
/// <param name="PhoneNumberId">The number.</param>
/// <param name="Update">The update, JSON text.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="BusinessAccountId">The account at Meta.</param>
internal sealed record WebhookUpdateReceived(
    long OrganizationId,
    string Lane,
    WebhookKind Kind,
    string Field,
    string? PhoneNumberId,
    string Update,
    DateTimeOffset ReceivedAt,
    string? BusinessAccountId = null
) : DomainEvent
{
    public override long OrganizationId { get; init; } = OrganizationId;

    public override string Key => Lane;
}
