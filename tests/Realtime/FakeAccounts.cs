using System.Collections.Concurrent;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Http;

namespace Aldrava.Tests.Realtime;

/// <summary>Stands in for Accounts: tokens with the facts a test wants, sessions ended at its word. Shared by the nodes of a test.</summary>
internal sealed class FakeAccounts(TimeProvider clock) : ITokenChecker, ISessionRevocations
{
    private readonly ConcurrentDictionary<string, TokenCheck.SignedIn> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, bool> _revoked = new();
    private readonly ConcurrentDictionary<Guid, Action<IReadOnlyList<long>>> _subscribers = new();
    private long _ids = 100;

    public CurrentUser NewUser(bool agent = true)
    {
        var id = Interlocked.Increment(ref _ids);
        return new CurrentUser(id, 1, $"user{id}@example.pt", Role.Agent, agent ? id + 1000 : null, NewSession(), TimeZoneInfo.Utc);
    }

    public long NewSession() => Interlocked.Increment(ref _ids) + 10_000;

    public string TokenOf(CurrentUser user, TimeSpan? lifetime = null)
    {
        var token = $"header.secret-{Interlocked.Increment(ref _ids)}.signature";
        _tokens[token] = new TokenCheck.SignedIn(user, clock.GetUtcNow() + (lifetime ?? TimeSpan.FromHours(24)), "Someone");
        return token;
    }

    public void Revoke(long sessionId)
    {
        _revoked[sessionId] = true;
        foreach (var subscriber in _subscribers.Values)
            subscriber([sessionId]);
    }

    public TokenCheck Check(string token)
    {
        if (!_tokens.TryGetValue(token, out var signedIn))
            return new TokenCheck.Refused(Errors.Token.Invalid());
        if (signedIn.ExpiresAt <= clock.GetUtcNow())
            return new TokenCheck.Refused(Errors.Token.Expired());
        return IsRevoked(signedIn.User.SessionId) ? new TokenCheck.Refused(Errors.Session.Revoked()) : signedIn;
    }

    public bool IsRevoked(long sessionId) => _revoked.ContainsKey(sessionId);

    public IDisposable Subscribe(Action<IReadOnlyList<long>> onRevoked)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        _subscribers[id] = onRevoked;
        return new Leaving(() => _subscribers.TryRemove(id, out _));
    }

    private sealed class Leaving(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
