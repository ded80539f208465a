using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Invitations;

internal enum InvitationStatus
{
    /// <summary>Waits for its reader.</summary>
    Pending,

    Accepted,

    /// <summary>Taken back.</summary>
    Revoked,

    /// <summary>Was not answered in time; can be sent again.</summary>
    Expired,
}

/// <summary>Somebody was asked to join the organization. The token is made when the mail is sent, and only its hash is kept.</summary>
internal sealed class Invitation : ITenantOwned
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private Invitation() { }

    public long Id { get; private set; }
    public long OrganizationId { get; private set; }
    public string Email { get; private set; } = "";
    public string? FullName { get; private set; }
    public Role Role { get; private set; }

    /// <summary>Whether whoever accepts gets an agent profile.</summary>
    public bool WithAgent { get; private set; }
    public string? AgentName { get; private set; }
    public string? AgentPhone { get; private set; }
    public long InvitedBy { get; private set; }
    public byte[]? TokenHash { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? SentAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? AcceptedAt { get; private set; }
    public long? AcceptedBy { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }

    public static Invitation Of(long organizationId, InvitePerson.Request request, long invitedBy, DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            Email = Users.User.NormaliseEmail(request.Email),
            FullName = string.IsNullOrWhiteSpace(request.FullName) ? null : request.FullName.Trim(),
            Role = request.Role!.Value,
            WithAgent = request.AgentProfile is not null,
            AgentName = request.AgentProfile?.Name?.Trim(),
            AgentPhone = request.AgentProfile?.Phone?.Trim(),
            InvitedBy = invitedBy,
            CreatedAt = now,
            ExpiresAt = now + Life,
        };

    public InvitationStatus StatusAt(DateTimeOffset now) =>
        AcceptedAt is not null ? InvitationStatus.Accepted
        : RevokedAt is not null ? InvitationStatus.Revoked
        : ExpiresAt <= now ? InvitationStatus.Expired
        : InvitationStatus.Pending;

    /// <summary>Neither accepted nor taken back: it can still be sent.</summary>
    public bool IsOpen => AcceptedAt is null && RevokedAt is null;

    /// <summary>Goes out, again perhaps: the link sent before is no longer good.</summary>
    public void Send(byte[] tokenHash, DateTimeOffset now) => (TokenHash, SentAt, ExpiresAt) = (tokenHash, now, now + Life);

    /// <summary>A mail with a new link is on its way; until it is sent the former one goes on, and the time runs anew.</summary>
    public void Renew(DateTimeOffset now) => (SentAt, ExpiresAt) = (null, now + Life);

    public void Revoke(DateTimeOffset now) => RevokedAt = now;

    public void Accept(long userId, DateTimeOffset now) => (AcceptedAt, AcceptedBy) = (now, userId);
}
