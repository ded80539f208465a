using Aldrava.Crm.Tasks;
using Aldrava.Platform.Http;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm;

internal static class TaskEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var tasks = app.MapGroup("/mobile/tasks").WithTags("Tasks").RequireMember().Validated();
        tasks.MapGet("", ListTasks.Handle).Returns<TaskView[]>();
        tasks.MapGet("/today", TodaysTasks.Handle).Returns<TaskView[]>();
        tasks.MapGet("/{id:record}", ShowTask.Handle).Returns<TaskView>().Fails(Errors.Task.NotFound(1L));
        tasks
            .MapPost("", CreateTask.Handle)
            .Idempotent()
            .Returns<TaskView>(StatusCodes.Status201Created)
            .Returns<TaskView>()
            .Fails(CommonErrors.Permission.AgentsOnly(), Errors.AgentInactive(1), Errors.RelatedMissing("lead_id", 1L));
        tasks
            .MapPatch("/{id:record}", ChangeTask.Handle)
            .Idempotent()
            .Returns<TaskView>()
            .Fails(Errors.Task.NotFound(1L), CommonErrors.Permission.Denied(), Errors.AgentInactive(1), Errors.RelatedMissing("lead_id", 1L));
    }
}
