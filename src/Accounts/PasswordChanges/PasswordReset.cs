using Aldrava.Platform.Data;

namespace Aldrava.Accounts.PasswordChanges;

/// <summary>A way to a new password, good once and for an hour; known by the hash of its token only.</summary>
internal sealed class PasswordReset : ITenantOwned
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>So many are good at a time: further mails wait until one is too old.</summary>
    public const int MostAtOnce = 5;

    private PasswordReset() { }

    public byte[] Hash { get; private set; } = [];
    public long OrganizationId { get; private set; }
    public long UserId { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }

    public static PasswordReset Of(long organizationId, long userId, byte[] hash, DateTimeOffset now) =>
        new()
        {
            Hash = hash,
            OrganizationId = organizationId,
            UserId = userId,
            CreatedAt = now,
            ExpiresAt = now + Life,
        };
}
