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

        /// <summary>Somebody was quicker, or has it anyway.</summary>
        public static Error Taken(Guid id, long userId, string? name) =>
            Error.Conflict("conversation.taken", id, new { assigned_to = userId, name }) with
            {
                Arguments = [name ?? "—"],
            };

        /// <summary>There is one with this contact, which the caller does not see.</summary>
        public static Error Others() => Error.Conflict("conversation.others");

        public static Error BegunMeanwhile() => Error.Conflict("conversation.begun_meanwhile") with { RetryAfter = TimeSpan.FromSeconds(1) };

        public static Error NoChatbot(Guid id) => Error.BusinessRule("conversation.no_chatbot", new { id });

        public static Error NoSuchAssignee(long userId) => Error.NotFound("conversation.no_such_assignee", userId);

        public static Error AssigneeCannotWork(long userId) => Error.BusinessRule("conversation.assignee_cannot_work", new { user_id = userId });

        public static Error NoSuchDepartment(Guid id) => Error.NotFound("conversation.no_such_department", id);

        public static Error NoSuchQueue(Guid id) => Error.NotFound("conversation.no_such_queue", id);
    }

    public static class Message
    {
        public static Error NotFound(Guid id) => Error.NotFound("message.not_found", id);

        /// <summary>There is nothing to try again: it was sent, or is on its way.</summary>
        public static Error NotFailed(Guid id, string status) => Error.BusinessRule("message.not_failed", new { id, status }, StatusCodes.Status409Conflict);

        /// <summary>The customer may have it already: whoever sends it again says that they know.</summary>
        public static Error NeedsConfirmation(Guid id) => Error.BusinessRule("message.needs_confirmation", new { id }, StatusCodes.Status409Conflict);

        public static Error NothingLeft(Guid id) => Error.BusinessRule("message.nothing_left", new { id }, StatusCodes.Status409Conflict);
    }

    /// <summary>Why WhatsApp does not carry something.</summary>
    public static class Whatsapp
    {
        public static Error NumberOff(Guid id) => Error.BusinessRule("whatsapp.number_off", new { whatsapp_number_id = id });

        public static Error NoAddress(Guid contactId) => Error.BusinessRule("whatsapp.no_address", new { contact_id = contactId });

        /// <summary>409: the customer told WhatsApp that they want no marketing.</summary>
        public static Error MarketingOptOut(Guid contactId) =>
            Error.BusinessRule("whatsapp.marketing_opt_out", new { contact_id = contactId }, StatusCodes.Status409Conflict);

        /// <summary>Only a template may be sent; the details say since when and which.</summary>
        public static Error WindowClosed(DateTimeOffset? closedAt, string written, object templates) =>
            Error.BusinessRule("whatsapp.window_closed", new { closed_at = closedAt, templates }, StatusCodes.Status400BadRequest, written);
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

    public static class Number
    {
        public static Error NotFound(Guid id) => Error.NotFound("whatsapp_number.not_found", id);

        /// <summary>Somebody has it: this organization or another, which is not told.</summary>
        public static Error Taken() => Error.Integrity("whatsapp_number.taken", new { field = "phone_number_id" });

        public static Error NoSuchChatbot(Guid id) => Error.Integrity("whatsapp_number.no_such_chatbot", new { field = "default_chatbot_id", id });

        public static Error HasConversations(Guid id, int count) =>
            Error.BusinessRule("whatsapp_number.has_conversations", new { id, conversations = count }, StatusCodes.Status409Conflict);

        public static Error NoAccessToken(Guid id) => Error.BusinessRule("whatsapp_number.no_access_token", new { id });

        public static Error NoAccount(Guid id) => Error.BusinessRule("whatsapp_number.no_account", new { id });
    }

    /// <summary>Meta's end.</summary>
    public static class Graph
    {
        public static Error NoAnswer() =>
            Error.BusinessRule("graph_api.no_answer", status: StatusCodes.Status503ServiceUnavailable) with
            {
                RetryAfter = TimeSpan.FromSeconds(30),
            };

        public static Error Refused(object? details) => Error.BusinessRule("graph_api.refused", details);
    }

    public static class Template
    {
        public static Error NotFound(Guid id) => Error.NotFound("template.not_found", id);

        public static Error Exists(Guid id) => Error.Integrity("template.exists", new { id });

        public static Error VariablesMissing(object? missing) => Error.Unprocessable("template.variables_missing", new { missing });
    }

    public static class Contact
    {
        public static Error NotFound(Guid id) => Error.NotFound("contact.not_found", id);

        public static Error Exists(Guid id) => Error.Conflict("contact.exists", id, new { id });

        public static Error Merged(Guid id, Guid into) => Error.Conflict("contact.merged", id, new { merged_into_id = into });

        public static Error WithItself(Guid id) => Error.BusinessRule("contact.merge_with_itself", new { id });

        public static Error MergeNotFound(Guid id) => Error.NotFound("contact.merge_not_found", id);

        public static Error MergeUndone(Guid id) => Error.Conflict("contact.merge_undone", id);

        /// <summary>It would not be as it was; the reason says what happened since.</summary>
        public static Error CannotUndo(Guid id, string reason) => Error.BusinessRule("contact.cannot_undo", new { id, reason }, StatusCodes.Status409Conflict);
    }
}
