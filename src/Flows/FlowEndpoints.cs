using Aldrava.Flows.Chatbots;
using Aldrava.Flows.History;
using Aldrava.Flows.Simulation;
using Aldrava.Flows.Versions;
using Aldrava.Platform.Http;

namespace Aldrava.Flows;

internal static class FlowEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var flows = app.MapGroup("/api/v1/flows").WithTags("Flows").RequireMember().Validated();
        flows.MapGet("", ListFlows.Handle).Returns<FlowPage>().Fails(Platform.Http.Error.Validation([]));
        flows.MapPost("", CreateFlow.Handle).RequireAdmin().Idempotent().Returns<FlowView>(StatusCodes.Status201Created).Fails(Errors.Chatbot.NotFound(1L));
        flows.MapGet("/{id:guid}", ShowFlow.Handle).Returns<FlowView>().Fails(Errors.Flow.NotFound(1L));
        flows.MapPut("/{id:guid}", UpdateFlow.Handle).RequireAdmin().Idempotent().Returns<FlowView>().Fails(Errors.Flow.NotFound(1L));
        flows.MapDelete("/{id:guid}", DeleteFlow.Handle).RequireAdmin().Idempotent().Produces(StatusCodes.Status204NoContent).Fails(Errors.Flow.NotFound(1L));
        MapVersions(flows);
        flows
            .MapPost("/{id:guid}/validate", ValidateFlow.Handle)
            .NotIdempotent("It changes nothing.")
            .Returns<ValidationView>()
            .Fails(Errors.Flow.NotFound(1L));
        flows
            .MapPost("/{id:guid}/simulate", SimulateFlow.Handle)
            .NotIdempotent("It changes nothing.")
            .Returns<SimulationView>()
            .Fails(Errors.Flow.NotFound(1L), Errors.Flow.VersionNotFound(1L), Errors.Flow.NotFit([]), Errors.Simulation.TooMuch());
        MapHistory(app, flows);
    }

    private static void MapVersions(RouteGroupBuilder flows)
    {
        flows
            .MapPost("/{id:guid}/publish", PublishFlow.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<PublicationView>()
            .Fails(Errors.Flow.NotFound(1L), Errors.Flow.NotFit([]));
        flows
            .MapPost("/{id:guid}/rollback", RollBackFlow.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<PublicationView>()
            .Fails(Errors.Flow.NotFound(1L), Errors.Flow.VersionNotFound(1L), Errors.Flow.NotFit([]));
        flows.MapGet("/{id:guid}/versions", ListVersions.Handle).Returns<VersionView[]>().Fails(Errors.Flow.NotFound(1L));
        flows
            .MapGet("/{id:guid}/versions/{version:long}", ShowVersion.Handle)
            .Returns<VersionWithCanvas>()
            .Fails(Errors.Flow.NotFound(1L), Errors.Flow.VersionNotFound(1L));
        flows
            .MapGet("/{id:guid}/versions/{version:long}/diff/{other:length(1,12)}", CompareVersions.Handle)
            .Returns<DiffView>()
            .Fails(Errors.Flow.NotFound(1L), Errors.Flow.VersionNotFound(1L), Errors.Flow.CanvasUnreadable());
    }

    private static void MapHistory(IEndpointRouteBuilder app, RouteGroupBuilder flows)
    {
        flows.MapGet("/{id:guid}/counters", ShowCounters.Handle).Returns<CountersView>().Fails(Errors.Flow.NotFound(1L), Errors.Flow.VersionNotFound(1L));
        var history = app.MapGroup("/api/v1").WithTags("Flows").RequireMember();
        history.MapGet("/conversations/{id:guid}/runs", ListRuns.Handle).Returns<RunView[]>().Fails(Errors.Run.ConversationNotFound(1L));
        history.MapGet("/runs/{id:guid}/steps", ListSteps.Handle).Returns<StepView[]>().Fails(Errors.Run.NotFound(1L));
    }
}
