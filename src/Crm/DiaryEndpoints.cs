using Aldrava.Crm.Diary;
using Aldrava.Platform.Http;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm;

/// <summary>When visits may be offered.</summary>
internal static class DiaryEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var hours = app.MapGroup("/mobile/working-hours").WithTags("Visits").RequireMember().Validated();
        hours.MapGet("", ShowWorkingHours.Handle).Returns<ShowWorkingHours.View>().Fails(Errors.AgentNotFound(1));
        hours.MapPut("", SetWorkingHours.Handle).Idempotent().Returns<ShowWorkingHours.View>().Fails(CommonErrors.Permission.Denied(), Errors.AgentNotFound(1));
    }
}
