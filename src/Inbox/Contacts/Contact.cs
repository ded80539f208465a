using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Text;

namespace Aldrava.Inbox.Contacts;

/// <summary>A person who writes to the organization. Known by phone, by business-scoped user id, or both.</summary>
internal sealed class Contact : ITenantOwned
{
    /// <summary>A column the database keeps: all they can be found by, without case and accents.</summary>
    public const string Search = "Search";

    /// <summary>A new user id that was told so long before a change of number goes with the new number.</summary>
    private static readonly TimeSpan OneChange = TimeSpan.FromDays(1);

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

    /// <summary>When WhatsApp told that user id as their new one.</summary>
    public DateTimeOffset? UserIdToldAt { get; private set; }

    /// <summary>The user id that went with their number before.</summary>
    public string? FormerUserId { get; private set; }
    public string? Email { get; set; }
    public string? Notes { get; set; }

    /// <summary>The language they are spoken to in, as <c>pt-PT</c>.</summary>
    public string? Language { get; set; }

    /// <summary>What the organization notes besides (JSON object of short values).</summary>
    public string CustomFields { get; set; } = "{}";

    /// <summary>They told WhatsApp to stop the organization's marketing.</summary>
    public bool MarketingOptOut { get; private set; }
    public DateTimeOffset? MarketingChangedAt { get; private set; }

    /// <summary>The same person as that contact, which stands for both.</summary>
    public Guid? MergedIntoId { get; private set; }
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

    /// <summary>WhatsApp says that the person has another number, another user id, or both.</summary>
    public void Move(MessagePeer after, DateTimeOffset at, DateTimeOffset now)
    {
        var changesNumber = after.WaId is { } number && PhoneNumbers.Canonical(number) != PhoneKey;
        // A user id goes with the number (facts.md): with another number the old one is nobody's, unless it was told as the new one just now.
        if (after.UserId is null && changesNumber && !(UserIdToldAt > at - OneChange))
            (FormerUserId, WaUserId, UserIdToldAt) = (WaUserId ?? FormerUserId, null, null);
        if (after.WaId is { } waId)
            (WaId, Phone, PhoneKey) = (waId, waId, PhoneNumbers.Canonical(waId));
        if (after.UserId is { } userId && userId != WaUserId)
            (FormerUserId, WaUserId, UserIdToldAt) = (WaUserId ?? FormerUserId, userId, at);
        UpdatedAt = now;
    }

    /// <summary>Somebody here wrote down who they are. Null stays as it is.</summary>
    public void SetIds(string? phone, string? userId, DateTimeOffset now)
    {
        if (phone is not null)
            (WaId, Phone, PhoneKey) = (phone, phone, PhoneNumbers.Canonical(phone));
        WaUserId = userId ?? WaUserId;
        UpdatedAt = now;
    }

    /// <summary>Wrote under an id of a contact that was merged into this one: answers go there, the ids stay where they are.</summary>
    public void LearnAsAlias(MessagePeer peer, DateTimeOffset now)
    {
        WaId = peer.WaId ?? WaId;
        Username = peer.Username ?? Username;
        ProfileName = peer.ProfileName ?? ProfileName;
        UpdatedAt = now;
    }

    /// <summary>People here changed what they know of them.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    /// <summary>Stops or resumes marketing; news older than the last is no news.</summary>
    public void SetMarketing(bool optOut, DateTimeOffset at, DateTimeOffset now)
    {
        if (MarketingChangedAt > at)
            return;
        (MarketingOptOut, MarketingChangedAt, UpdatedAt) = (optOut, at, now);
    }

    /// <summary>Somebody else is known by these ids from now on.</summary>
    public void GiveUpIds(MessagePeer peer, DateTimeOffset now)
    {
        if (peer.WaId is { } waId && PhoneKey == PhoneNumbers.Canonical(waId))
            (WaId, Phone, PhoneKey) = (null, null, null);
        if (peer.UserId is not null && WaUserId == peer.UserId)
            WaUserId = null;
        UpdatedAt = now;
    }

    /// <summary>Becomes part of another contact; gives up what the other lacks, and answers it.</summary>
    public GivenUp MergeInto(Contact keep, DateTimeOffset now)
    {
        var given = new GivenUp(keep.PhoneKey is null ? (WaId, Phone, PhoneKey) : default, keep.WaUserId is null ? WaUserId : null);
        if (given.Numbers.PhoneKey is not null)
            (WaId, Phone, PhoneKey) = (null, null, null);
        if (given.UserId is not null)
            WaUserId = null;
        (MergedIntoId, UpdatedAt) = (keep.Id, now);
        return given;
    }

    /// <summary>Takes in what another contact knew of the same person. What is known already stays.</summary>
    public void Absorb(Contact other, GivenUp given, DateTimeOffset now)
    {
        if (given.Numbers.PhoneKey is not null)
            (WaId, Phone, PhoneKey) = given.Numbers;
        WaUserId ??= given.UserId;
        Name ??= other.Name;
        ProfileName ??= other.ProfileName;
        Username ??= other.Username;
        Email ??= other.Email;
        Language ??= other.Language;
        Notes =
            string.IsNullOrWhiteSpace(Notes) ? other.Notes
            : string.IsNullOrWhiteSpace(other.Notes) ? Notes
            : $"{Notes}\n{other.Notes}";
        CustomFields = Contacts.CustomFields.Join(CustomFields, other.CustomFields);
        if (other.MarketingOptOut && !MarketingOptOut)
            (MarketingOptOut, MarketingChangedAt) = (true, other.MarketingChangedAt);
        UpdatedAt = now;
    }

    /// <summary>Ids that go from one contact to another: no two may have them.</summary>
    internal readonly record struct GivenUp((string? WaId, string? Phone, string? PhoneKey) Numbers, string? UserId);
}
