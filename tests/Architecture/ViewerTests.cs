using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Architecture;

public sealed class ViewerTests(WholeApp whole)
{
    /// <summary>A viewer's own sign-in is theirs to end.</summary>
    private static readonly string[] OwnSignIn =
    [
        "DELETE /auth/sessions/{id:long}",
        "DELETE /mobile/auth/sessions/{id:long}",
        "POST /api/auth/password",
        "POST /api/auth/revoke-all",
        "POST /auth/sessions/revoke-all",
        "POST /mobile/auth/sessions/revoke-all",
    ];

    [Fact]
    public async Task A_viewer_writes_nothing_on_any_route()
    {
        await using var app = await AldravaApp.StartAsync(AppSettings.WithCloud());
        var records = await AgencyRecords.MakeAsync(app, "AAA");
        using var viewer = await records.Agency.ViewerAsync();

        foreach (var route in (await whole.RoutesAsync()).Where(r => r.IsWrite && !r.IsAnonymous && !r.LetsViewersWrite))
        {
            var answer = await viewer.Http.SendAsync(new HttpMethod(route.Method), records.Fill(route), records.Body(route)?.ToJsonString());
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.Forbidden, "permission.read_only"), route.Name);
        }
    }

    [Fact]
    public async Task The_writes_open_to_viewers_concern_nothing_but_their_own_sign_in() =>
        (await whole.RoutesAsync()).Where(r => r.IsWrite && r.LetsViewersWrite).Select(r => r.Name).ShouldBe(OwnSignIn, ignoreOrder: true);

    [Fact]
    public async Task A_viewer_reads_what_an_administrator_reads()
    {
        await using var app = await AldravaApp.StartAsync(AppSettings.WithCloud());
        var records = await AgencyRecords.MakeAsync(app, "AAA");
        using var viewer = await records.Agency.ViewerAsync();

        foreach (var route in (await whole.RoutesAsync()).Where(r => !r.IsWrite && !r.IsAnonymous && !r.Path.Contains("/auth/", StringComparison.Ordinal)))
            (await ReadAsync(viewer, records.Fill(route))).ShouldBe(await ReadAsync(records.Admin, records.Fill(route)), route.Name);
    }

    private static async Task<string> ReadAsync(Person person, string path) =>
        TenantIsolationTests.SyncCursor().Replace((await person.Http.GetAsync(path)).Text, "");
}
