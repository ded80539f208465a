using Aldrava.Crm.Dashboard;
using Aldrava.Crm.History;
using Aldrava.Platform.Http;

namespace Aldrava.Crm;

internal static class DashboardEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var dashboard = app.MapGroup("/mobile/dashboard").WithTags("Dashboard").RequireMember();
        dashboard.MapGet("/stats", ShowStats.Handle).Returns<ShowStats.View>();
        dashboard
            .MapGet("/recent-activity", RecentActivity.Handle)
            .WithMetadata(new QueryParameters(("limit", RecentActivity.DefaultLimit)))
            .Returns<ActivityView[]>();
    }
}
