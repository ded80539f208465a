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

    public static Error AgentNotFound(long agentId) => Error.NotFound("agent.not_found", agentId);

    public static class Property
    {
        public static Error NotFound(object identifier) => Error.NotFound("property.not_found", identifier);

        public static Error NotYours(long id) => Error.Forbidden("property.not_yours", id);

        public static Error ReferenceTaken(string reference) => Error.Integrity("property.reference_taken", new { reference });
    }

    public static class Photo
    {
        private const int LongestUrl = 200;

        public static Error NotFound(long id) => Error.NotFound("photo.not_found", id);

        public static Error ForeignUrl(string url, int index) =>
            Error.BadRequest("photo.foreign_url", new { field = $"body.photos[{index}].url", url }, url.Length > LongestUrl ? url[..LongestUrl] : url);

        public static Error TooMany(int present, int max) => Error.BusinessRule("photo.too_many", new { present, max }, StatusCodes.Status400BadRequest, max);

        public static Error NotTheSame(IReadOnlyList<long> photoIds) => Error.Unprocessable("photo.not_the_same", new { photo_ids = photoIds });
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

    public static class Import
    {
        public static Error NotCsv() => new(StatusCodes.Status415UnsupportedMediaType, "Unsupported Media Type", "import.not_csv");

        public static Error NoFile() => Error.BadRequest("import.no_file");

        public static Error Empty() => Error.BadRequest("import.empty");

        public static Error NoName(IReadOnlyList<string> columns) => Error.BadRequest("import.no_name", new { columns });

        public static Error Malformed(int line) => Error.BadRequest("import.malformed", new { line }, line);

        public static Error TooManyLines(int most) => Error.BadRequest("import.too_many_lines", new { most }, most);
    }
}
