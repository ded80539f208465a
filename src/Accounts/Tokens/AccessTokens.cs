using System.Buffers.Text;
using System.Text.Json;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Accounts.Tokens;

/// <summary>What an access token says (auth.md), besides when it was issued and ends.</summary>
internal sealed record TokenSubject(long UserId, long OrganizationId, string Email, string FullName, Role Role, long? AgentId, long SessionId, string TimeZone);

/// <summary>Issues access tokens and judges them: computing only, no database.</summary>
internal sealed class AccessTokens(KeyRing ring, ISessionRevocations revocations, TimeProvider clock) : ITokenChecker
{
    private const string DefaultZone = "Europe/Lisbon";
    private readonly VerifiedTokens _verified = new();

    public string Issue(TokenSubject subject, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        using var json = new MemoryStream(512);
        using (var claims = new Utf8JsonWriter(json))
        {
            claims.WriteStartObject();
            claims.WriteString("sub", subject.Email);
            claims.WriteNumber("user_id", subject.UserId);
            claims.WriteString("email", subject.Email);
            claims.WriteString("name", subject.FullName);
            claims.WriteString("role", JsonNamingPolicy.SnakeCaseLower.ConvertName(subject.Role.ToString()));
            if (subject.AgentId is { } agent)
                claims.WriteNumber("agent_id", agent);
            claims.WriteNumber("org_id", subject.OrganizationId);
            claims.WriteNumber("sid", subject.SessionId);
            claims.WriteString("tz", subject.TimeZone);
            claims.WriteString("jti", SequentialGuid.Next(now).ToString("N"));
            claims.WriteNumber("iat", now.ToUnixTimeSeconds());
            claims.WriteNumber("exp", expiresAt.ToUnixTimeSeconds());
            claims.WriteEndObject();
        }
        var key = ring.Keys.SignsAt(now);
        var signingInput = $"{key.Header}.{Base64Url.EncodeToString(json.GetBuffer().AsSpan(0, (int)json.Length))}";
        return $"{signingInput}.{key.Sign(signingInput)}";
    }

    /// <inheritdoc />
    public TokenCheck Check(string token) => Check(token.AsSpan());

    /// <inheritdoc />
    public TokenCheck Check(ReadOnlySpan<char> token)
    {
        var keys = ring.Keys;
        if ((_verified.Find(token, keys) ?? Verify(token.ToString(), keys)) is not { } known)
            return new TokenCheck.Refused(CommonErrors.Token.Invalid());
        var now = clock.GetUtcNow();
        if (known.NotBefore > now)
            return new TokenCheck.Refused(CommonErrors.Token.Invalid());
        // Revoked comes first: who was thrown out should not be sent to refresh.
        if (revocations.IsRevoked(known.Good.User.SessionId))
            return new TokenCheck.Refused(CommonErrors.Session.Revoked());
        return known.Good.ExpiresAt <= now ? new TokenCheck.Refused(CommonErrors.Token.Expired()) : known.Good;
    }

    private VerifiedToken? Verify(string token, RingKeys keys)
    {
        using var claims = JwtReader.Read(token, keys);
        if (claims is null || Interpret(claims.RootElement, keys) is not { } verified)
            return null;
        _verified.Add(token, verified);
        return verified;
    }

    private static VerifiedToken? Interpret(JsonElement claims, RingKeys keys)
    {
        if (
            Number(claims, "user_id") is not { } user
            || Number(claims, "org_id") is not { } organization
            || Number(claims, "sid") is not { } session
            || Text(claims, "email") is not { } email
            || RoleOf(Text(claims, "role")) is not { } role
            || Time(claims, "exp") is not { } expiresAt
            || !TimeZoneInfo.TryFindSystemTimeZoneById(Text(claims, "tz") ?? DefaultZone, out var zone)
        )
            return null;
        var notBefore = DateTimeOffset.MinValue;
        if (claims.TryGetProperty("nbf", out _))
        {
            if (Time(claims, "nbf") is not { } stated)
                return null;
            notBefore = stated;
        }
        var current = new CurrentUser(user, organization, email, role, Number(claims, "agent_id"), session, zone) { FullName = Text(claims, "name") };
        return new VerifiedToken(keys, new TokenCheck.SignedIn(current, expiresAt, current.FullName), notBefore);
    }

    private static long? Number(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JwtReader.Text(value) : null;

    // NumericDate (RFC 7519 §2) may have a fraction.
    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var seconds)
        && seconds is >= 0 and < 253402300799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    private static Role? RoleOf(string? name) =>
        name switch
        {
            "agent" => Role.Agent,
            "viewer" => Role.Viewer,
            "org_admin" => Role.OrgAdmin,
            "super_admin" => Role.SuperAdmin,
            _ => null,
        };
}
