using Aldrava.Platform.Http;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Inbox;

/// <summary>What can go wrong in the inbox.</summary>
internal static class Errors
{
    /// <summary>409: a field names a record that is not there.</summary>
    public static Error RelatedMissing(string field, object identifier) =>
        CommonErrors.Record.RelatedMissing() with
        {
            Identifier = identifier,
            Details = new { field = $"body.{field}" },
        };

    public static class Webhook
    {
        public static Error BadSignature() => Error.Unauthorized("webhook.bad_signature");

        public static Error WrongToken() => Error.Forbidden("webhook.wrong_token");

        public static Error NoChallenge() => Error.BadRequest("webhook.no_challenge");
    }

    public static class Conversation
    {
        public static Error NotFound(Guid id) => Error.NotFound("conversation.not_found", id);
    }

    public static class Department
    {
        public static Error NotFound(Guid id) => Error.NotFound("department.not_found", id);

        public static Error NameTaken(string name) => Error.Integrity("department.name_taken", new { name });

        /// <summary>409: who is shut out or only reads answers nobody.</summary>
        public static Error CannotAnswer(long userId) =>
            Error.BusinessRule("department.cannot_answer", new { user_id = userId }, StatusCodes.Status409Conflict);

        public static Error NoSuchUser(long userId) => Error.NotFound("department.no_such_user", userId);

        /// <summary>409: its queues go first, its conversations end first.</summary>
        public static Error InUse(int queues, int conversations) =>
            Error.BusinessRule("department.in_use", new { queues, conversations }, StatusCodes.Status409Conflict);
    }

    public static class Queue
    {
        public static Error NotFound(Guid id) => Error.NotFound("queue.not_found", id);

        public static Error NameTaken(string name) => Error.Integrity("queue.name_taken", new { name });

        /// <summary>409: a department with queues has one that takes what is handed to the department.</summary>
        public static Error DefaultNeeded() => Error.BusinessRule("queue.default_needed", status: StatusCodes.Status409Conflict);

        public static Error InUse(int conversations) => Error.BusinessRule("queue.in_use", new { conversations }, StatusCodes.Status409Conflict);

        public static Error NotYours(Guid id) => Error.Forbidden("queue.not_yours", id);
    }

    public static class Label
    {
        public static Error NotFound(Guid id) => Error.NotFound("label.not_found", id);

        public static Error NameTaken(string name) => Error.Integrity("label.name_taken", new { name });
    }

    public static class CannedReply
    {
        public static Error NotFound(Guid id) => Error.NotFound("canned_reply.not_found", id);

        public static Error ShortcutTaken(string shortcut) => Error.Integrity("canned_reply.shortcut_taken", new { shortcut });
    }
}
