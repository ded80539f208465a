namespace Aldrava.Realtime.Connections;

/// <summary>Why a socket ends: the close code, and the key of the reason that goes with it.</summary>
internal sealed record Close(int Code, string? ReasonKey)
{
    public static readonly Close ByDevice = new(1000, null);
    public static readonly Close ServerStopping = new(1001, "realtime.close.server_stopping");
    public static readonly Close TooManyMessages = new(1008, "realtime.close.too_many_messages");
    public static readonly Close MessageTooBig = new(1009, "realtime.close.message_too_big");
    public static readonly Close Failed = new(1011, "realtime.close.failed");
    public static readonly Close TokenMissing = new(4001, "realtime.close.token_missing");
    public static readonly Close TokenInvalid = new(4001, "realtime.close.token_invalid");
    public static readonly Close TokenExpired = new(4001, "realtime.close.token_expired");
    public static readonly Close NoAgent = new(4001, "realtime.close.no_agent");
    public static readonly Close SessionRevoked = new(4003, "realtime.close.session_revoked");
    public static readonly Close TooSlow = new(4008, "realtime.close.too_slow");
    public static readonly Close TooManyConnections = new(4009, "realtime.close.too_many_connections");

    /// <summary>What a token that was not accepted means for the socket.</summary>
    public static Close For(Platform.Http.Error refusal) =>
        refusal.Code switch
        {
            "session.revoked" => SessionRevoked,
            "token.expired" => TokenExpired,
            _ => TokenInvalid,
        };
}
