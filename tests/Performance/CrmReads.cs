using Aldrava.Crm.Leads;
using Aldrava.Crm.Sync;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Performance;

/// <summary>Everything that can be asked of the CRM, in all the ways in which the database may have to look for it.</summary>
internal static class CrmReads
{
    private static readonly string Before = $"before={new TimelinePlace(TestClock.Start, IsMessage: false, 1)}";

    /// <summary>What is asked of each route.</summary>
    public static readonly Dictionary<string, string[]> Routes = new(StringComparer.Ordinal)
    {
        ["/mobile/leads"] =
        [
            .. Asked(
                "/mobile/leads",
                "status=new",
                "source=website",
                "status=new&source=website",
                "search=silva",
                "search=maria%20t3",
                "search=930000012",
                "status=qualified&search=silva",
                "limit=100&offset=10000"
            ),
            .. Sorted("/mobile/leads", "created_at", "updated_at", "name"),
        ],
        ["/mobile/working-hours"] = Asked("/mobile/working-hours", "agent_id=1"),
        ["/mobile/leads/{id:record}"] = Keys("/mobile/leads/", 10),
        ["/mobile/leads/{id:record}/timeline"] = [.. Keys("/mobile/leads/", 10, "/timeline").SelectMany(p => Asked(p, Before))],
        ["/mobile/leads/{id:record}/matches"] = [.. Keys("/mobile/leads/", 10, "/matches"), "/mobile/leads/20/matches"],
        ["/mobile/leads/export"] = Asked("/mobile/leads/export", "status=new", "source=website", "search=silva"),
        ["/mobile/properties"] =
        [
            .. Asked(
                "/mobile/properties",
                "status=available",
                "business=sale",
                "type=house",
                "typology=T3",
                "typology=T6%2B",
                "municipality=cascais",
                "price_min=100000",
                "price_max=200000",
                "area_min=250",
                "agent_id=1",
                "search=cascais%20moradia",
                "search=ENS-2025-00017",
                "status=available&business=sale&price_max=300000",
                "limit=100&offset=5000"
            ),
            .. Sorted("/mobile/properties", "created_at", "updated_at", "price", "area", "title", "reference"),
        ],
        ["/mobile/properties/{id:record}"] = Keys("/mobile/properties/", 10),
        ["/mobile/properties/{id:record}/matches"] = Keys("/mobile/properties/", 10, "/matches"),
        ["/mobile/cloudinary/upload-config"] = ["/mobile/cloudinary/upload-config"],
        ["/mobile/visits"] =
        [
            .. Asked(
                "/mobile/visits",
                "status=scheduled",
                "date=2026-03-12",
                "from=2026-03-01",
                "to=2026-03-31",
                "from=2026-03-01&to=2026-03-31&status=confirmed",
                "limit=100&offset=500"
            ),
            .. Sorted("/mobile/visits", "scheduled_at"),
        ],
        ["/mobile/visits/{id:record}"] = Keys("/mobile/visits/", 20),
        ["/mobile/visits/today"] = ["/mobile/visits/today"],
        ["/mobile/visits/upcoming"] = Asked("/mobile/visits/upcoming", "limit=20"),
        ["/mobile/tasks"] =
        [
            .. Asked(
                "/mobile/tasks",
                "status=open",
                "status=done",
                "status=cancelled",
                "due=today",
                "due=overdue",
                "due=upcoming",
                "due=none",
                "due=2026-03-12",
                "status=open&due=overdue",
                "lead_id=261",
                "priority=high",
                "status=open&priority=high",
                "search=proposta",
                "search=ligar%204711",
                "limit=100&offset=400"
            ),
            .. Sorted("/mobile/tasks", "due_at", "created_at"),
            .. Sorted("/mobile/tasks", "due_at", "created_at").Select(p => $"{p}&status=open&priority=low"),
        ],
        ["/mobile/tasks/{id:record}"] = Keys("/mobile/tasks/", 20),
        ["/mobile/tasks/today"] = ["/mobile/tasks/today"],
        ["/mobile/dashboard/stats"] = ["/mobile/dashboard/stats"],
        ["/mobile/dashboard/recent-activity"] = Asked("/mobile/dashboard/recent-activity", "limit=100"),
        ["/mobile/sync"] = Asked("/mobile/sync", "limit=1000"),
    };

    /// <summary>How a phone goes on: with the next page of everything, with what is new, and with what happened in the long time it was away.</summary>
    public static async Task<string[]> SyncAsync(TestClient phone)
    {
        var first = SyncCursor.Read((await phone.GetAsync("/mobile/sync?limit=100"))["next_cursor"].GetString()!)!;
        return [.. new[] { first, first.Ended(), first with { Low = 1, Floor = 0, Position = null } }.Select(c => $"/mobile/sync?since={c}")];
    }

    private static string[] Asked(string path, params string[] queries) => [path, .. queries.Select(q => $"{path}?{q}")];

    private static IEnumerable<string> Sorted(string path, params string[] fields) => fields.SelectMany(f => new[] { $"{path}?sort={f}", $"{path}?sort=-{f}" });

    private static string[] Keys(string path, long id, string rest = "") => [$"{path}{id}{rest}", $"{path}{LargeAgency.Device}{rest}"];
}
