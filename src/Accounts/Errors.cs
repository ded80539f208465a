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

        /// <summary>400: the link was sent to somebody else.</summary>
        public static Error OtherAddress() => Error.BusinessRule("registration.other_address");
    }

    public static class Password
    {
        /// <summary>400, not 401: the caller is signed in, and an app should not sign them out for a typing mistake.</summary>
        public static Error Wrong() => Error.BusinessRule("password.wrong");

        /// <summary>400: unknown, used or too old.</summary>
        public static Error BadToken() => Error.BusinessRule("password.bad_token");
    }

    public static class User
    {
        public static Error NotFound(long id) => Error.NotFound("user.not_found", id);

        /// <summary>400: somebody else has to change it.</summary>
        public static Error OwnRole() => Error.BusinessRule("user.own_role");

        /// <summary>400: nobody shuts themselves out.</summary>
        public static Error OwnAccount() => Error.BusinessRule("user.own_account");

        /// <summary>409: the organization would have no administrator.</summary>
        public static Error LastAdmin() => Error.BusinessRule("user.last_admin", status: StatusCodes.Status409Conflict);

        /// <summary>400: they could not use it.</summary>
        public static Error Inactive() => Error.BusinessRule("user.inactive");

        /// <summary>409: detach the present profile first.</summary>
        public static Error HasAgent(long agentId) => Error.BusinessRule("user.has_agent", new { agent_id = agentId }, StatusCodes.Status409Conflict);

        /// <summary>403: super administrators are made and changed by their like only.</summary>
        public static Error SuperAdminsOnly() => Error.Forbidden("user.super_admins_only");
    }

    public static class Agent
    {
        public static Error NotFound(long id) => Error.NotFound("agent.not_found", id);

        /// <summary>409: it is somebody's.</summary>
        public static Error Taken(long id) => Error.BusinessRule("agent.taken", new { agent_id = id }, StatusCodes.Status409Conflict);
    }

    public static class Invitation
    {
        public static Error NotFound(long id) => Error.NotFound("invitation.not_found", id);

        /// <summary>409: they are here already.</summary>
        public static Error AlreadyMember() => Error.BusinessRule("invitation.already_member", status: StatusCodes.Status409Conflict);

        /// <summary>409: one is on its way; it can be sent again.</summary>
        public static Error Open(long? former) => Error.BusinessRule("invitation.open", new { invitation_id = former }, StatusCodes.Status409Conflict);

        /// <summary>409: accepted or taken back.</summary>
        public static Error Over() => Error.BusinessRule("invitation.over", status: StatusCodes.Status409Conflict);
    }

    public static class Organization
    {
        public static Error NotFound(object id) => Error.NotFound("organization.not_found", id);
    }

    public static class Mail
    {
        /// <summary>503: whoever runs the server has to say how mail is sent.</summary>
        public static Error NotConfigured() =>
            new(StatusCodes.Status503ServiceUnavailable, "Service Unavailable", "mail.not_configured", RetryAfter: TimeSpan.FromHours(1));
    }

    public static class Session
    {
        /// <summary>404: none of the caller's.</summary>
        public static Error NotFound(long id) => Error.NotFound("session.not_found", id);
    }

    public static class Privacy
    {
        /// <summary>404: nothing is kept about them.</summary>
        public static Error PersonNotFound() => Error.NotFound("privacy.person_not_found");

        /// <summary>400: the address or number stands in more leads than one person can be.</summary>
        public static Error TooMany(int leads) => Error.BusinessRule("privacy.too_many", new { leads }, StatusCodes.Status400BadRequest, leads);

        /// <summary>400: there is no way back, so it has to be said twice.</summary>
        public static Error NotConfirmed() => Error.BusinessRule("privacy.not_confirmed");
    }
}
