using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Organizations;
using Aldrava.Accounts.Tokens;
using Aldrava.Accounts.Users;
using Microsoft.Extensions.Options;

namespace Aldrava.Accounts.Sessions;

/// <summary>What a client gets when it signs in or refreshes.</summary>
/// <param name="AccessToken">For <c>Authorization: Bearer</c>.</param>
/// <param name="RefreshToken">Good once; kept by the device.</param>
/// <param name="TokenType">Always <c>bearer</c>.</param>
/// <param name="ExpiresAt">When the access token ends.</param>
/// <param name="DeviceId">The session, the same for as long as it lives.</param>
public sealed record TokenPair(string AccessToken, string RefreshToken, string TokenType, DateTimeOffset ExpiresAt, long DeviceId)
{
    /// <summary>For the documentation.</summary>
    public static TokenPair Example =>
        new(
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImZpcnN0In0.eyJ1c2VyX2lkIjozM30.c2lnbmF0dXJl",
            new string('r', 64),
            "bearer",
            DateTimeOffset.UnixEpoch,
            65
        );
}

/// <summary>A user with what their tokens say of them.</summary>
/// <param name="User">The user.</param>
/// <param name="Organization">Their organization.</param>
/// <param name="AgentIsActive">Whether they have an agent profile that is in use.</param>
internal sealed record Account(User User, Organization Organization, bool AgentIsActive)
{
    public long? AgentId => AgentIsActive ? User.AgentId : null;

    /// <summary>Whether a session of that profile may be theirs: the phone app is for agents.</summary>
    public bool MayUse(SessionProfile profile) => User.IsActive && (profile != SessionProfile.Mobile || AgentId is not null);
}

/// <summary>Makes sessions and the pairs of tokens that belong to them.</summary>
internal sealed class SessionTokens(AccountsDbContext db, AccessTokens accessTokens, IOptions<AccountsOptions> options, TimeProvider clock)
{
    private const int RefreshTokenBytes = 48;

    /// <summary>Adds a session and its first pair; the caller saves.</summary>
    public async Task<TokenPair> OpenAsync(Account account, SessionProfile profile, string? deviceName, Origin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var session = Session.Open(account.User, profile, deviceName, origin, options.Value, now);
        await db.AddAsync(session, ct);
        var opened = AuditEntry.Of(session.OrganizationId, session.UserId, "session.opened", $"session:{session.Id}", origin, now);
        await db.AddAsync(opened, ct);
        return await IssueAsync(account, session, generation: 0, session.ExpiresAt, ct);
    }

    /// <summary>Adds a refresh token of a generation and makes the access token that goes with it; the caller saves.</summary>
    public async Task<TokenPair> IssueAsync(Account account, Session session, int generation, DateTimeOffset refreshUntil, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var refresh = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RefreshTokenBytes));
        await db.AddAsync(RefreshToken.Of(session.OrganizationId, session.Id, generation, HashOf(refresh), now, refreshUntil), ct);

        var expiresAt = Earlier(now + options.Value.AccessLifetime(session.Profile), refreshUntil);
        var (user, organization) = (account.User, account.Organization);
        var subject = new TokenSubject(user.Id, organization.Id, user.Email, user.FullName, user.Role, account.AgentId, session.Id, organization.TimeZone);
        // The token knows whole seconds only; the answer says the same.
        expiresAt = DateTimeOffset.FromUnixTimeSeconds(expiresAt.ToUnixTimeSeconds());
        return new TokenPair(accessTokens.Issue(subject, now, expiresAt), refresh, "bearer", expiresAt, session.Id);
    }

    public DateTimeOffset RefreshUntil(Session session) => Earlier(clock.GetUtcNow() + options.Value.RefreshLifetime(session.Profile), session.EndsAt);

    public static byte[] HashOf(string refreshToken) => SHA256.HashData(Encoding.UTF8.GetBytes(refreshToken));

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
