using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Http;
using Aldrava.Realtime.Gateway;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Realtime.Connections;

/// <summary>A device on its socket, from sign-in to goodbye: one reader (this), one writer, at most one replay.</summary>
internal sealed class DeviceSession : IDisposable
{
    private readonly DeviceSessions _shared;
    private readonly DeviceConnection _device;
    private readonly HttpContext _http;
    private readonly Action _signedIn;
    private readonly MessageRate _rate;
    private readonly TokenClock _tokenClock;
    private Task _replay = Task.CompletedTask;
    private CurrentUser? _user;

    public DeviceSession(DeviceSessions shared, DeviceConnection device, HttpContext http, Action signedIn)
    {
        (_shared, _device, _http, _signedIn) = (shared, device, http, signedIn);
        _rate = new MessageRate(shared.Options.MessagesPerSecond, shared.Options.MessageBurst, shared.Clock);
        _tokenClock = new TokenClock(
            shared.Clock,
            shared.Options.ExpiryNotice,
            expiring: end => device.Send(Frames.TokenExpiring(end, Now)),
            expired: () => device.End(Close.TokenExpired)
        );
    }

    private DateTimeOffset Now => _shared.Clock.GetUtcNow();

    public async Task RunAsync(Handshake handshake)
    {
        var writing = _device.WriteAsync();
        try
        {
            if ((handshake.Token ?? await FirstMessageAsync()) is { } token)
                await SignInAsync(token, handshake.LastEventId);
            await ReadAsync();
        }
        catch (Exception failure)
        {
            Log.SessionFailed(_shared.Logger, failure, _device.Id);
            _device.End(Close.Failed);
        }
        finally
        {
            if (_user is { } user)
                _shared.Gateway.Leave(_device, user);
            _device.End(Close.ByDevice);
            await _replay;
            await writing;
        }
    }

    public void Dispose() => _tokenClock.Dispose();

    /// <summary>The token of a device that did not bring one along; null when the connection ended instead.</summary>
    private async Task<string?> FirstMessageAsync()
    {
        await using var patience = _shared.Clock.CreateTimer(
            _ => _device.End(Close.TokenMissing),
            state: null,
            _shared.Options.SignInTimeout,
            Timeout.InfiniteTimeSpan
        );
        var first = await _device.ReadAsync();
        if (first.Kind == MessageKind.Text && ClientMessage.Read(first.Payload.Span) is { Type: "auth", Token: { } token })
            return token;
        _device.End(first.Kind == MessageKind.Closed ? Close.ByDevice : Close.TokenMissing);
        return null;
    }

    private async Task SignInAsync(string token, string? lastEventId)
    {
        switch (_shared.Tokens.Check(token))
        {
            case TokenCheck.Refused { Error: var refusal }:
                EndUnsigned(Close.For(refusal), refusal);
                break;
            case TokenCheck.SignedIn { User.AgentId: null }:
                EndUnsigned(Close.NoAgent, CommonErrors.Permission.AgentsOnly());
                break;
            case TokenCheck.SignedIn signedIn:
                await JoinAsync(signedIn.User, signedIn.ExpiresAt, lastEventId);
                break;
        }
    }

    private void EndUnsigned(Close why, Error refusal)
    {
        Log.SignInFailed(_shared.Logger, _device.Id, refusal.Code);
        _device.End(why);
    }

    private async Task JoinAsync(CurrentUser user, DateTimeOffset expiresAt, string? lastEventId)
    {
        _signedIn();
        var lastHeard = ClientMessage.ParsePosition(lastEventId);
        var canResume = lastHeard is { } heard && await _shared.Replays.HasAllAfterAsync(heard, CancellationToken.None);
        _user = user;
        _shared.Gateway.Join(_device, user, _shared.Tail.Position, canResume ? lastHeard : null, p => Frames.Connected(user.AgentId, p, Now));
        Log.Connected(_shared.Logger, _device.Id, user.AgentId, user.UserId, user.SessionId);
        if (canResume)
            _replay = ReplayAsync(user);
        else if (lastEventId is not null)
            _device.Send(Frames.ResyncRequired(Now));
        EndIfRevoked(user);
        _tokenClock.Watch(expiresAt);
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            var message = await _device.ReadAsync();
            if (message.Kind == MessageKind.Closed)
                return;
            // After the end only the device's own goodbye is waited for, and not for long.
            if (_device.Ended is not null)
                continue;
            if (message.Kind == MessageKind.TooBig)
                _device.End(Close.MessageTooBig);
            else if (!_rate.TryTake())
                _device.End(Close.TooManyMessages);
            else if (message.Kind == MessageKind.Binary)
                Refuse(Errors.Realtime.TextOnly());
            else
                await HandleAsync(ClientMessage.Read(message.Payload.Span));
        }
    }

    private async Task HandleAsync(ClientMessage? message)
    {
        switch (message)
        {
            case null:
                Refuse(Errors.Realtime.MalformedMessage());
                break;
            case { Type: "ping" }:
                _device.Send(Frames.Pong(Now));
                break;
            case { Type: "auth" }:
                Renew(message.Token ?? "");
                break;
            case { Type: "resume" }:
                await ResumeAsync(message.Position());
                break;
            default:
                Refuse(Errors.Realtime.UnknownType());
                break;
        }
    }

    /// <summary>Goes on under a new token of the same user. A bad one changes nothing: the old one still has its time.</summary>
    private void Renew(string token)
    {
        var old = _user!;
        switch (_shared.Tokens.Check(token))
        {
            case TokenCheck.Refused { Error: var refusal }:
                Refuse(refusal);
                break;
            case TokenCheck.SignedIn { User: var user } when user.UserId != old.UserId || user.AgentId != old.AgentId:
                Refuse(Errors.Realtime.OtherUser());
                break;
            case TokenCheck.SignedIn { User: var user, ExpiresAt: var expiresAt }:
                _shared.Gateway.Move(_device, old, user);
                _user = user;
                _device.Send(Frames.Authenticated(expiresAt, Now));
                EndIfRevoked(user);
                _tokenClock.Watch(expiresAt);
                break;
        }
    }

    private async Task ResumeAsync(long? lastHeard)
    {
        if (lastHeard is not { } heard || !await _shared.Replays.HasAllAfterAsync(heard, CancellationToken.None))
            _device.Send(Frames.ResyncRequired(Now));
        else if (_replay.IsCompleted && _device.Feed.TryRewind(heard))
            _replay = ReplayAsync(_user!);
        else
            Refuse(Errors.Realtime.AlreadyResuming());
    }

    private async Task ReplayAsync(CurrentUser user)
    {
        try
        {
            var audiences = SignalGateway.AudiencesOf(user);
            var sent = await _device.Feed.CatchUpAsync(
                after => _shared.Replays.ReadAsync(after, audiences, CancellationToken.None),
                _shared.Replays.Page,
                position => Frames.Resumed(position, Now)
            );
            _shared.Metrics.Replayed(sent);
        }
        catch (Exception failure)
        {
            Log.ReplayFailed(_shared.Logger, failure, _device.Id);
            _device.End(Close.Failed);
        }
    }

    // Between the check and the registration somebody may have pressed the button.
    private void EndIfRevoked(CurrentUser user)
    {
        if (_shared.Revocations.IsRevoked(user.SessionId))
            _device.End(Close.SessionRevoked);
    }

    private void Refuse(Error error) => _device.Send(Frames.Refusal(ErrorResponse.Describe(_http, error)));
}
