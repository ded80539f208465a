using Aldrava.Platform.Http;

namespace Aldrava.Realtime;

internal static class Errors
{
    public static class Realtime
    {
        /// <summary>426: the route speaks WebSocket only.</summary>
        public static Error WebSocketOnly() => new(StatusCodes.Status426UpgradeRequired, "Upgrade Required", "realtime.websocket_only");

        /// <summary>403: a page of another site.</summary>
        public static Error OriginRefused() => Error.Forbidden("realtime.origin_refused");

        /// <summary>503: too many connections wait for their token.</summary>
        public static Error Busy() => new(StatusCodes.Status503ServiceUnavailable, "Service Unavailable", "realtime.busy", RetryAfter: TimeSpan.FromSeconds(5));

        public static Error MalformedMessage() => Error.BadRequest("realtime.malformed_message");

        public static Error UnknownType() => Error.BadRequest("realtime.unknown_type");

        public static Error TextOnly() => Error.BadRequest("realtime.text_only");

        public static Error AlreadyResuming() => Error.Conflict("realtime.already_resuming");

        public static Error OtherUser() => Error.Forbidden("realtime.other_user");
    }
}
