using Aldrava.Platform.Http;

namespace Aldrava.Inbox;

/// <summary>What can go wrong in the inbox.</summary>
internal static class Errors
{
    public static class Webhook
    {
        public static Error BadSignature() => Error.Unauthorized("webhook.bad_signature");

        public static Error WrongToken() => Error.Forbidden("webhook.wrong_token");

        public static Error NoChallenge() => Error.BadRequest("webhook.no_challenge");
    }
}
