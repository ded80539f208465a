using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Architecture;

/// <summary>Walks every route of the server as another agency: what it does not have, it cannot see, change, or learn the existence of.</summary>
public sealed partial class TenantIsolationTests(WholeApp whole)
{
    private static readonly (string, string)[] InEnglish = [("Accept-Language", "en")];

    [Fact]
    public async Task No_route_shows_changes_or_betrays_what_another_agency_has()
    {
        await using var app = await AldravaApp.StartAsync(AppSettings.WithCloud());
        var routes = (await whole.RoutesAsync()).Where(r => !r.IsAnonymous).ToList();
        var ours = await AgencyRecords.MakeAsync(app, "AAA");
        var theirs = await AgencyRecords.MakeAsync(app, "BBB");
        var before = await SeenByOwnersAsync(routes, ours);

        var faults = new List<string>();
        foreach (var route in routes)
        {
            faults.AddRange(await WalkAsync(route, ours, theirs, theirs.Admin));
            if (!route.IsForAdmins)
                faults.AddRange(await WalkAsync(route, ours, theirs, theirs.Agent));
        }

        faults.ShouldBeEmpty();
        (await SeenByOwnersAsync(routes, ours)).ShouldBe(before, "Another agency changed something of ours.");
    }

    private static async Task<List<string>> WalkAsync(Route route, AgencyRecords ours, AgencyRecords theirs, Person caller)
    {
        if (route.Parameters.Any())
            return await ByPathAsync(route, ours, theirs, caller);
        if (route.RequestType is not null)
            return await ByBodyAsync(route, ours, theirs, caller);
        if (!route.IsWrite)
            return await ByListAsync(route, ours, theirs, caller);
        // What acts on the caller alone, such as ending all their sessions, is tried by somebody who is not needed any more.
        using var another = await theirs.Agency.AdminAsync();
        await SendAsync(route, route.Path, another, body: null);
        return [];
    }

    private static async Task<List<string>> ByPathAsync(Route route, AgencyRecords ours, AgencyRecords theirs, Person caller)
    {
        var foreign = await SendAsync(route, ours.Fill(route), caller, theirs.Body(route));
        var nobodys = await SendAsync(route, theirs.FillWithNobodys(route), caller, theirs.Body(route));
        var faults = Compare(route, foreign, nobodys, ours);
        if (foreign.Status != HttpStatusCode.NotFound)
            faults.Add($"{route}: an id of another agency answers {(int)foreign.Status} instead of 404");
        return faults;
    }

    private static async Task<List<string>> ByBodyAsync(Route route, AgencyRecords ours, AgencyRecords theirs, Person caller)
    {
        var faults = new List<string>();
        foreach (var field in theirs.References(route))
        {
            var foreign = await SendAsync(route, route.Path, caller, theirs.Body(route, field, ours.Reference(field)));
            var nobodys = await SendAsync(route, route.Path, caller, theirs.Body(route, field, AgencyRecords.NobodyHas(ours.Reference(field))));
            faults.AddRange(Compare(route, foreign, nobodys, ours));
            if ((int)foreign.Status < 300 && JsonNode.DeepEquals(JsonNode.Parse(foreign.Text)![field], ours.Reference(field)))
                faults.Add($"{route}: takes {field} of another agency");
        }
        return faults;
    }

    private static async Task<List<string>> ByListAsync(Route route, AgencyRecords ours, AgencyRecords theirs, Person caller)
    {
        var faults = new List<string>();
        foreach (var query in new[] { "", $"?search={ours.Mark}", $"?agent_id={ours.Agent.AgentId}", "?per_page=100" })
        {
            var answer = await SendAsync(route, route.Path + query, caller, theirs.Body(route));
            if (answer.Text.Contains(ours.Mark, StringComparison.OrdinalIgnoreCase))
                faults.Add($"{route}{query}: shows what another agency has");
            if ((int)answer.Status >= 500)
                faults.Add($"{route}{query}: {(int)answer.Status}");
        }
        return faults;
    }

    private static List<string> Compare(Route route, Answer foreign, Answer nobodys, AgencyRecords ours)
    {
        var faults = new List<string>();
        if ((foreign.Status, foreign.Code, foreign.Message) != (nobodys.Status, nobodys.Code, nobodys.Message))
            faults.Add(
                $"{route}: tells another agency's record ({(int)foreign.Status} {foreign.Code}) from one that does not exist ({(int)nobodys.Status} {nobodys.Code})"
            );
        if (foreign.Text.Contains(ours.Mark, StringComparison.OrdinalIgnoreCase))
            faults.Add($"{route}: shows what another agency has");
        if ((int)foreign.Status >= 500)
            faults.Add($"{route}: {(int)foreign.Status} {foreign.Text}");
        return faults;
    }

    /// <summary>What the owners read on every route; also shows that the ids are right, so that a 404 for the others means something.</summary>
    private static async Task<string> SeenByOwnersAsync(IEnumerable<Route> routes, AgencyRecords ours)
    {
        var seen = new List<string>();
        foreach (var route in routes.Where(r => !r.IsWrite))
        {
            var answer = await SendAsync(route, ours.Fill(route), route.IsForAdmins ? ours.Admin : ours.Agent, body: null);
            answer.Status.ShouldBe(HttpStatusCode.OK, $"{route} to its owner: {answer.Text}");
            if (route.Parameters.Any())
                answer.Text.ShouldContain(ours.Mark, Case.Insensitive, $"{route}: AgencyRecords made a record without its mark, or the route does not show it");
            var text = route.Path == "/api/audit" ? WithoutOwnReading(answer) : answer.Text;
            seen.Add($"{route}: {SyncCursor().Replace(text, "")}");
        }
        return string.Join('\n', seen);
    }

    // The owners took their own leads out on this very walk, which is noted; whatever else is there has to stay the same.
    private static string WithoutOwnReading(Answer audit) =>
        string.Join('\n', audit.Json.EnumerateArray().Where(e => e.GetProperty("action").GetString() != "leads.exported").Select(e => e.GetRawText()));

    private static Task<Answer> SendAsync(Route route, string path, Person caller, JsonObject? body) =>
        caller.Http.SendAsync(new HttpMethod(route.Method), path, body?.ToJsonString(), InEnglish);

    // It moves on with every transaction, whoever's.
    [GeneratedRegex("\"next_cursor\":\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex SyncCursor();
}
