using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Contacts;

/// <summary>A name from the address book of the business app.</summary>
internal sealed class AddressBookEntry : ITenantOwned
{
    public required long OrganizationId { get; init; }
    public required string PhoneKey { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
}
