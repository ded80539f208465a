namespace Aldrava.Platform.Http;

/// <summary>The catalogue of what can go wrong in any request, whichever module answers it.</summary>
public static class Errors
{
    /// <summary>The request itself.</summary>
    public static class Request
    {
        /// <summary>400: cannot be understood.</summary>
        public static Error Malformed() => Error.BadRequest("request.malformed");

        /// <summary>400: the body is no JSON document.</summary>
        public static Error MalformedJson() => Error.BadRequest("request.malformed_json");

        /// <summary>400: a JSON body was expected.</summary>
        public static Error NotJson() => Error.BadRequest("request.not_json");

        /// <summary>404: no such route.</summary>
        public static Error UnknownRoute() => Error.NotFound("request.unknown_route");

        /// <summary>405: the route knows other methods; <c>Allow</c> says which.</summary>
        public static Error MethodNotAllowed() => new(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed", "request.method_not_allowed");

        /// <summary>413: over the limit of this route.</summary>
        public static Error TooLarge() => new(StatusCodes.Status413PayloadTooLarge, "Payload Too Large", "request.too_large");

        /// <summary>499: the client went away; nobody reads this answer, the access log does.</summary>
        public static Error Aborted() => new(StatusCodes.Status499ClientClosedRequest, "Bad Request", "request.aborted");
    }

    /// <summary>Who calls.</summary>
    public static class Token
    {
        /// <summary>401: there is none.</summary>
        public static Error Missing() => Error.Unauthorized("token.missing");

        /// <summary>401: not one of ours, or damaged.</summary>
        public static Error Invalid() => Error.Unauthorized("token.invalid");

        /// <summary>401: too old; refresh it.</summary>
        public static Error Expired() => Error.Unauthorized("token.expired");
    }

    /// <summary>A session (one device, one sign-in).</summary>
    public static class Session
    {
        /// <summary>401: ended by its owner, an administrator or the reuse of a retired token.</summary>
        public static Error Revoked() => Error.Unauthorized("session.revoked");
    }

    /// <summary>What the caller may do.</summary>
    public static class Permission
    {
        /// <summary>403: not with this role.</summary>
        public static Error Denied() => Error.Forbidden("permission.denied");

        /// <summary>403: a viewer writes nothing.</summary>
        public static Error ReadOnly() => Error.Forbidden("permission.read_only");

        /// <summary>403: only who has an agent profile.</summary>
        public static Error AgentsOnly() => Error.Forbidden("permission.agents_only");
    }

    /// <summary>Any record.</summary>
    public static class Record
    {
        /// <summary>409: it was changed meanwhile; details hold the version the caller knows and the one that stands.</summary>
        public static Error Stale(object identifier, int yourVersion, int currentVersion) =>
            Error.Conflict("record.stale", identifier, new { your_version = yourVersion, current_version = currentVersion });

        /// <summary>409: it was changed in the same instant.</summary>
        public static Error ChangedMeanwhile() => Error.Conflict("record.stale");

        /// <summary>409: a value that must be unique is taken.</summary>
        public static Error Exists() => Error.Integrity("record.exists");

        /// <summary>409: it refers to a record that is not there.</summary>
        public static Error RelatedMissing() => Error.Integrity("record.related_missing");
    }

    /// <summary>Idempotency keys (crm.md, Offline first).</summary>
    public static class Idempotency
    {
        /// <summary>422: the key was used for another request.</summary>
        public static Error Mismatch() => Error.Unprocessable("idempotency.mismatch");

        /// <summary>409: the first request with this key is still being worked on.</summary>
        public static Error InFlight() => Error.Conflict("idempotency.in_flight") with { RetryAfter = TimeSpan.FromSeconds(1) };

        /// <summary>400: the key is no UUID.</summary>
        public static Error BadKey() => Error.BadRequest("idempotency.bad_key");
    }

    /// <summary>Our fault.</summary>
    public static class Server
    {
        /// <summary>500: a bug; the log has it under the request id.</summary>
        public static Error Unexpected() => new(StatusCodes.Status500InternalServerError, "Internal Server Error", "server.unexpected");

        /// <summary>503: the database does not answer.</summary>
        public static Error DatabaseUnavailable() =>
            new(StatusCodes.Status503ServiceUnavailable, "Database Error", "server.database_unavailable", RetryAfter: TimeSpan.FromSeconds(5));
    }
}
