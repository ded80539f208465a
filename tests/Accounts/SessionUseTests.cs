using System.Net;
using Aldrava.Accounts.Sessions;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aldrava.Tests.Accounts;

public sealed class SessionUseTests
{
    [Fact]
    public async Task A_device_that_is_used_shows_it_without_a_refresh()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var first = await Device.SignInAsync(app);
        using var second = await Device.SignInAsync(app);
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        (await first.Http.GetAsync("/mobile/leads")).Expect(HttpStatusCode.OK);

        await WriteAsync(app);

        var sessions = (await second.Http.GetAsync("/auth/sessions")).Expect(HttpStatusCode.OK)["sessions"].EnumerateArray().ToList();
        sessions.Select(s => s.GetProperty("id").GetInt64()).ShouldBe([first.Id, second.Id]);
        sessions[0].GetProperty("last_used").GetDateTimeOffset().ShouldBeGreaterThan(TestClock.Start.AddMinutes(29));
    }

    [Fact]
    public async Task It_is_one_write_for_all_sessions_however_many_requests_there_were()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var first = await Device.SignInAsync(app);
        using var second = await Device.SignInAsync(app);
        var use = app.Services.GetRequiredService<SessionUse>();
        use.Take();
        for (var i = 0; i < 5; i++)
        {
            await first.Http.GetAsync("/mobile/leads");
            await second.Http.GetAsync("/mobile/leads");
        }

        use.Take().Select(u => u.Key).ShouldBe([first.Id, second.Id], ignoreOrder: true);
        use.Take().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_ended_session_stays_as_it_ended()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        (await device.Http.DeleteAsync($"/auth/sessions/{device.Id}")).Expect(HttpStatusCode.OK);

        await WriteAsync(app);

        (await app.ScalarAsync<DateTime>("select last_used_at from accounts.sessions")).ShouldBeLessThan(TestClock.Start.AddMinutes(29).UtcDateTime);
    }

    private static Task<bool> WriteAsync(AldravaApp app) =>
        app.Services.GetServices<IHostedService>().OfType<WriteSessionUse>().Single().RunOnceAsync(CancellationToken.None);
}
