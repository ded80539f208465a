using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Text;

namespace Aldrava.Inbox.Contacts;

/// <summary>A person who writes to the organization. Known by phone, by business-scoped user id, or both.</summary>
internal sealed class Contact : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }

    /// <summary>As people here call them; until somebody says otherwise, their profile name.</summary>
    public string? Name { get; set; }
    public string? ProfileName { get; private set; }
    public string? Username { get; private set; }
    public string? Phone { get; private set; }

    /// <summary>The same for every way in which one number comes: Brazil's ninth digit, Mexico's 1.</summary>
    public string? PhoneKey { get; private set; }

    /// <summary>The number as last received: answers go there.</summary>
    public string? WaId { get; private set; }
    public string? WaUserId { get; private set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; private set; }

    public string? DisplayName => Name ?? ProfileName ?? Username;

    public static Contact Of(MessagePeer peer, long organizationId, DateTimeOffset now)
    {
        var contact = new Contact
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = organizationId,
            CreatedAt = now,
        };
        contact.Learn(peer, now);
        return contact;
    }

    /// <summary>Takes over what a message tells of its sender; what it does not tell stays.</summary>
    public void Learn(MessagePeer peer, DateTimeOffset now)
    {
        if (peer.WaId is { } waId)
            (WaId, Phone, PhoneKey) = (waId, waId, PhoneNumbers.Canonical(waId));
        WaUserId = peer.UserId ?? WaUserId;
        Username = peer.Username ?? Username;
        ProfileName = peer.ProfileName ?? ProfileName;
        UpdatedAt = now;
    }

    /// <summary>The person has another number, and with it another user id: the old one is nobody's any more.</summary>
    public void Move(string? waId, string? userId, DateTimeOffset now)
    {
        if (waId is not null)
            (WaId, Phone, PhoneKey) = (waId, waId, PhoneNumbers.Canonical(waId));
        WaUserId = userId;
        UpdatedAt = now;
    }
}
