using System.Collections.Concurrent;

namespace Aldrava.Inbox.Sandbox;

/// <summary>Where "typing…" shows: until the message comes, or for 25 seconds.</summary>
internal sealed class SandboxTyping(TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);
    private readonly ConcurrentDictionary<(string PhoneNumberId, string Phone), DateTimeOffset> _since = new();

    internal void Begin(string phoneNumberId, string phone) => _since[(phoneNumberId, phone)] = clock.GetUtcNow();

    internal void End(string phoneNumberId, string phone) => _since.TryRemove((phoneNumberId, phone), out _);

    internal bool Shows(string phoneNumberId, string phone) => _since.TryGetValue((phoneNumberId, phone), out var since) && clock.GetUtcNow() - since < Longest;
}
