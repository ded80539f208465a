using Aldrava.Platform.Data;

namespace Aldrava.Accounts.Sessions;

/// <summary>Which lifetimes a session has: the old systems had two.</summary>
internal enum SessionProfile
{
    /// <summary>Signed in at /auth/mobile/login.</summary>
    Mobile,

    /// <summary>Signed in anywhere else.</summary>
    Default,
}

internal enum DeviceType
{
    Mobile,
    Tablet,
    Desktop,
    Unknown,
}

/// <summary>Why a session ended before its time.</summary>
internal enum SessionEnd
{
    /// <summary>Signed out on the device itself.</summary>
    Logout,

    /// <summary>Ended by its owner from another device.</summary>
    Owner,

    /// <summary>A retired refresh token came back: two have it.</summary>
    TokenReused,

    /// <summary>The user is no longer active, or no longer the agent this session was for.</summary>
    UserChanged,

    /// <summary>Ended by an administrator of the organization.</summary>
    Administrator,

    /// <summary>The password is another one.</summary>
    PasswordChanged,

    /// <summary>Ended by whoever runs the server.</summary>
    Operator,
}

/// <summary>One sign-in on one device: what the contract calls <c>device_id</c>. It outlives its tokens, which come in generations.</summary>
internal sealed class Session : ITenantOwned
{
    private Session() { }

    public long Id { get; private set; }
    public long OrganizationId { get; private set; }
    public long UserId { get; private set; }
    public SessionProfile Profile { get; private set; }
    public string? DeviceName { get; private set; }
    public DeviceType DeviceType { get; private set; }
    public string? UserAgent { get; private set; }
    public string? IpAddress { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset LastUsedAt { get; private set; }

    /// <summary>When it ends unless it is refreshed before.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When it ends in any case.</summary>
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>The generation of refresh tokens that is good now.</summary>
    public int Generation { get; private set; }
    public DateTimeOffset GenerationSince { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }
    public SessionEnd? RevokedWhy { get; private set; }

    public static Session Open(Users.User user, SessionProfile profile, string? deviceName, Origin origin, AccountsOptions options, DateTimeOffset now) =>
        new()
        {
            OrganizationId = user.OrganizationId,
            UserId = user.Id,
            Profile = profile,
            DeviceName = string.IsNullOrWhiteSpace(deviceName) ? null : deviceName.Trim(),
            DeviceType = DeviceTypes.Of(origin.UserAgent),
            UserAgent = origin.UserAgent,
            IpAddress = origin.Address,
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = now + options.RefreshLifetime(profile),
            EndsAt = now + TimeSpan.FromDays(Math.Max(options.SessionMaxDays, options.RefreshLifetime(profile).TotalDays)),
            GenerationSince = now,
        };
}

/// <summary>A refresh token, known by its hash only.</summary>
internal sealed class RefreshToken : ITenantOwned
{
    private RefreshToken() { }

    public byte[] Hash { get; private set; } = [];
    public long OrganizationId { get; private set; }
    public long SessionId { get; private set; }
    public int Generation { get; private set; }
    public DateTimeOffset IssuedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }

    public static RefreshToken Of(long organizationId, long sessionId, int generation, byte[] hash, DateTimeOffset now, DateTimeOffset expiresAt) =>
        new()
        {
            Hash = hash,
            OrganizationId = organizationId,
            SessionId = sessionId,
            Generation = generation,
            IssuedAt = now,
            ExpiresAt = expiresAt,
        };
}
