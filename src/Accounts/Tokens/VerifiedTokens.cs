using System.Collections.Concurrent;
using Aldrava.Accounts.Contracts;

namespace Aldrava.Accounts.Tokens;

/// <summary>A token whose signature was good, and what it says.</summary>
/// <param name="Keys">The ring that verified it; another ring looks again.</param>
/// <param name="Good">Who it is and until when.</param>
/// <param name="NotBefore">From when on it is good.</param>
internal sealed record VerifiedToken(RingKeys Keys, TokenCheck.SignedIn Good, DateTimeOffset NotBefore);

/// <summary>
/// Remembers tokens that were verified, so that a device which calls a hundred times is read once. Only what never changes is remembered, who it is and
/// until when: expiry and revocation are asked at every use. Tokens that were refused are not kept; nobody can fill it but with good ones.
/// </summary>
internal sealed class VerifiedTokens
{
    /// <summary>Some 20 MB at the most. When it is full it starts anew, which costs one verification a device.</summary>
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, VerifiedToken> _byText = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, VerifiedToken>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private int _count;

    public VerifiedTokens() => _lookup = _byText.GetAlternateLookup<ReadOnlySpan<char>>();

    public VerifiedToken? Find(ReadOnlySpan<char> token, RingKeys keys) =>
        _lookup.TryGetValue(token, out var known) && ReferenceEquals(known.Keys, keys) ? known : null;

    public void Add(string token, VerifiedToken verified)
    {
        if (Interlocked.Increment(ref _count) > Capacity)
        {
            _byText.Clear();
            Interlocked.Exchange(ref _count, 1);
        }
        _byText[token] = verified;
    }
}
