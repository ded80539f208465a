using Aldrava.Crm.History;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Properties;
using Aldrava.Crm.Visits;
using Aldrava.Platform.Http;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm;

internal static class CrmEndpoints
{
    private static readonly DateTimeOffset SampleTime = new(2026, 3, 12, 15, 0, 0, TimeSpan.Zero);

    internal static void Map(IEndpointRouteBuilder app)
    {
        MapProperties(app.MapGroup("/mobile/properties").WithTags("Properties").RequireMember().Validated());
        PhotoEndpoints.Map(app);
        MapLeads(app.MapGroup("/mobile/leads").WithTags("Leads").RequireMember().Validated());
        MapVisits(app.MapGroup("/mobile/visits").WithTags("Visits").RequireMember().Validated());
        SyncEndpoints.Map(app);
        BulkEndpoints.Map(app);
        TaskEndpoints.Map(app);
        DashboardEndpoints.Map(app);
        MatchingEndpoints.Map(app);
        DiaryEndpoints.Map(app);
    }

    private static void MapProperties(RouteGroupBuilder properties)
    {
        properties.MapGet("", ListProperties.Handle).Returns<PropertyView[]>();
        properties.MapGet("/{id:record}", ShowProperty.Handle).Returns<PropertyView>().Fails(Errors.Property.NotFound(1L));
        properties
            .MapPost("", CreateProperty.Handle)
            .Idempotent()
            .Returns<PropertyView>(StatusCodes.Status201Created)
            .Returns<PropertyView>()
            .Fails(CommonErrors.Permission.AgentsOnly(), Errors.Property.ReferenceTaken("IMV-2024-045"), Errors.RelatedMissing("agent_id", 1L));
        properties
            .MapPut("/{id:record}", UpdateProperty.Handle)
            .Idempotent()
            .Returns<PropertyView>()
            .Fails(
                CommonErrors.Permission.Denied(),
                Errors.Property.NotFound(1L),
                Errors.Property.NotYours(1),
                Errors.Property.ReferenceTaken("IMV-2024-045"),
                Errors.RelatedMissing("agent_id", 1L)
            );
    }

    private static void MapLeads(RouteGroupBuilder leads)
    {
        leads.MapGet("", ListLeads.Handle).Returns<LeadView[]>();
        leads.MapGet("/{id:record}", ShowLead.Handle).Returns<LeadView>().Fails(Errors.Lead.NotFound(1L));
        leads
            .MapPost("", CreateLead.Handle)
            .AddEndpointFilter(CreateLead.Together)
            .Idempotent()
            .Returns<LeadView>(StatusCodes.Status201Created)
            .Returns<LeadView>()
            .Fails(Errors.Lead.AgentsOnly(), Errors.RelatedMissing("property_id", 1L));
        leads
            .MapPut("/{id:record}", UpdateLead.Handle)
            .Idempotent()
            .Returns<LeadView>()
            .Fails(Errors.Lead.NotFound(1L), Errors.RelatedMissing("property_id", 1L));
        leads.MapPatch("/{id:record}/status", ChangeLeadStatus.Handle).Idempotent().Returns<LeadView>().Fails(Errors.Lead.NotFound(1L));
        leads
            .MapPost("/{id:record}/assign", AssignLead.Handle)
            .Idempotent()
            .Returns<LeadView>()
            .Fails(Errors.Lead.NotFound(1L), Errors.AgentInactive(1), Errors.RelatedMissing("agent_id", 1L));
        leads
            .MapPost("/{id:record}/notes", AddLeadNote.Handle)
            .Idempotent()
            .Returns<ActivityView>(StatusCodes.Status201Created)
            .Returns<ActivityView>()
            .Fails(Errors.Lead.NotFound(1L), CommonErrors.Record.Exists());
        leads
            .MapGet("/{id:record}/timeline", ShowTimeline.Handle)
            .WithMetadata(
                new QueryParameters(("limit", ShowTimeline.DefaultLimit)),
                new TextParameters(("before", "Where the page before ended, as its `next` link says."))
            )
            .Returns<ActivityView[]>()
            .Fails(Errors.Lead.NotFound(1L));
    }

    private static void MapVisits(RouteGroupBuilder visits)
    {
        visits.MapGet("", ListVisits.Handle).Returns<VisitView[]>();
        visits.MapGet("/today", TodaysVisits.Handle).Returns<VisitView[]>();
        visits
            .MapGet("/upcoming", UpcomingVisits.Handle)
            .WithMetadata(new QueryParameters(("limit", UpcomingVisits.DefaultLimit)))
            .Returns<UpcomingVisits.View[]>();
        visits.MapGet("/{id:record}", ShowVisit.Handle).Returns<VisitView>().Fails(Errors.Visit.NotFound(1L));
        visits
            .MapPost("", ScheduleVisit.Handle)
            .Idempotent()
            .Returns<VisitView>(StatusCodes.Status201Created)
            .Returns<VisitView>()
            .Fails(
                CommonErrors.Permission.AgentsOnly(),
                Errors.Property.NotFound(1L),
                Errors.Visit.NotYourProperty(1),
                Errors.Visit.NoAgent(1),
                Errors.Visit.Overlap(1, SampleTime),
                Errors.RelatedMissing("lead_id", 1L)
            );
        visits
            .MapPut("/{id:record}", UpdateVisit.Handle)
            .Idempotent()
            .Returns<VisitView>()
            .Fails(
                Errors.Visit.NotFound(1L),
                Errors.Property.NotFound(1L),
                Errors.Visit.NotYourProperty(1),
                Errors.Visit.NotOpen(1, VisitStatus.Cancelled),
                Errors.Visit.AlreadyCheckedIn(1, VisitStatus.InProgress),
                Errors.Visit.AlreadyCheckedOut(1, VisitStatus.Completed),
                Errors.Visit.Overlap(1, SampleTime),
                Errors.RelatedMissing("lead_id", 1L)
            );
        visits
            .MapPatch("/{id:record}/status", ChangeVisitStatus.Handle)
            .Idempotent()
            .Returns<VisitView>()
            .Fails(
                Errors.Visit.NotFound(1L),
                Errors.Visit.NotOpen(1, VisitStatus.Cancelled),
                Errors.Visit.AlreadyCheckedIn(1, VisitStatus.InProgress),
                Errors.Visit.AlreadyCheckedOut(1, VisitStatus.Completed),
                Errors.Visit.Overlap(1, SampleTime)
            );
        visits
            .MapPost("/{id:record}/check-in", CheckIn.Handle)
            .Idempotent()
            .Returns<VisitView>()
            .Fails(Errors.Visit.NotFound(1L), Errors.Visit.NotOpen(1, VisitStatus.Cancelled));
        visits
            .MapPost("/{id:record}/check-out", CheckOut.Handle)
            .Idempotent()
            .Returns<VisitView>()
            .Fails(Errors.Visit.NotFound(1L), Errors.Visit.NotCheckedIn(1, VisitStatus.Scheduled), Errors.Visit.NotOpen(1, VisitStatus.Cancelled));
    }
}
