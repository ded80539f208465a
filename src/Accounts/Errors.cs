using Aldrava.Platform.Http;

namespace Aldrava.Accounts;

/// <summary>What can go wrong with accounts, besides what can go wrong with any request.</summary>
internal static class Errors
{
    public static class Auth
    {
        /// <summary>401: also for addresses nobody has, so that nobody learns which ones exist.</summary>
        public static Error BadCredentials() => Error.Unauthorized("auth.bad_credentials");

        /// <summary>403: the password was right.</summary>
        public static Error Inactive() => Error.Forbidden("auth.inactive");

        /// <summary>403: the phone app is for agents.</summary>
        public static Error NoAgent() => Error.Forbidden("auth.no_agent");

        public static Error TooManyAttempts(TimeSpan wait) => Error.TooManyRequests("auth.too_many_attempts", wait);

        /// <summary>429: more passwords to check than the server takes on.</summary>
        public static Error Busy() => Error.TooManyRequests("auth.busy", TimeSpan.FromSeconds(5));
    }

    public static class Registration
    {
        public static Error Closed() => Error.Forbidden("registration.closed");

        public static Error InviteOnly() => Error.Forbidden("registration.invite_only");

        public static Error BadInvite() => Error.BusinessRule("registration.bad_invite");
    }

    public static class Session
    {
        /// <summary>404: none of the caller's.</summary>
        public static Error NotFound(long id) => Error.NotFound("session.not_found", id);
    }
}
