using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Webhooks;

/// <summary>An update that is neither message nor receipt, as it came.</summary>
internal sealed class KeptUpdate : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required string Field { get; init; }
    public string? PhoneNumberId { get; init; }
    public string? BusinessAccountId { get; init; }
    public required string Body { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
}
