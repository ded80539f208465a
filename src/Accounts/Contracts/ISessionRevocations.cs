namespace Aldrava.Accounts.Contracts;

/// <summary>Which sessions were ended: known on every node within a second, on the node that ended them at once.</summary>
public interface ISessionRevocations
{
    /// <summary>Whether a session was ended while its access tokens may still be about.</summary>
    bool IsRevoked(long sessionId);

    /// <summary>
    /// Calls <paramref name="onRevoked"/> with sessions that were ended, wherever that happened, until disposed. Called on the thread that learned of
    /// it, so it must be quick. Ask <see cref="IsRevoked"/> after subscribing to miss nothing.
    /// </summary>
    IDisposable Subscribe(Action<IReadOnlyList<long>> onRevoked);
}
