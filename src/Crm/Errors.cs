using Aldrava.Crm.Visits;
using Aldrava.Platform.Http;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm;

/// <summary>What can go wrong with listings, leads and visits.</summary>
internal static class Errors
{
    public static Error RelatedMissing(string field, object identifier) =>
        CommonErrors.Record.RelatedMissing() with
        {
            Identifier = identifier,
            Details = new { field = $"body.{field}" },
        };

    /// <summary>409: nobody is given work any more who does none.</summary>
    public static Error AgentInactive(long agentId) => Error.BusinessRule("agent.inactive", new { agent_id = agentId }, StatusCodes.Status409Conflict);

    public static class Property
    {
        public static Error NotFound(object identifier) => Error.NotFound("property.not_found", identifier);

        public static Error NotYours(long id) => Error.Forbidden("property.not_yours", id);

        public static Error ReferenceTaken(string reference) => Error.Integrity("property.reference_taken", new { reference });
    }

    public static class Lead
    {
        public static Error NotFound(object identifier) => Error.NotFound("lead.not_found", identifier);

        public static Error AgentsOnly() => Error.Forbidden("lead.agents_only");
    }

    public static class Task
    {
        public static Error NotFound(object identifier) => Error.NotFound("task.not_found", identifier);
    }

    public static class Visit
    {
        public static Error NotFound(object identifier) => Error.NotFound("visit.not_found", identifier);

        public static Error NotYourProperty(long propertyId) => Error.Forbidden("visit.not_your_property", propertyId);

        public static Error NoAgent(long propertyId) => Error.BusinessRule("visit.no_agent", new { property_id = propertyId });

        public static Error Overlap(long conflictingVisitId, DateTimeOffset scheduledAt) =>
            Error.BusinessRule("visit.overlap", new { conflicting_visit_id = conflictingVisitId, scheduled_at = scheduledAt }, StatusCodes.Status409Conflict);

        public static Error NotOpen(long id, VisitStatus status) => Error.BusinessRule("visit.not_open", Where(id, status));

        public static Error AlreadyCheckedIn(long id, VisitStatus status) => Error.BusinessRule("visit.already_checked_in", Where(id, status));

        public static Error AlreadyCheckedOut(long id, VisitStatus status) => Error.BusinessRule("visit.already_checked_out", Where(id, status));

        public static Error NotCheckedIn(long id, VisitStatus status) => Error.BusinessRule("visit.not_checked_in", Where(id, status));

        private static object Where(long id, VisitStatus status) => new { visit_id = id, status };
    }
}
