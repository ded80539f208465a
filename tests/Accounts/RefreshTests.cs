using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

public sealed class RefreshTests
{
    [Theory]
    [InlineData("/auth/refresh")]
    [InlineData("/api/auth/refresh")]
    [InlineData("/api/v1/auth/refresh")]
    public async Task A_refresh_gives_a_new_pair_of_the_same_device(string path)
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);

        var answer = (await Device.TryRefreshAsync(app, device.RefreshToken, path)).Expect(HttpStatusCode.OK);

        answer.Json.EnumerateObject().Select(p => p.Name).ShouldBe(["access_token", "refresh_token", "token_type", "expires_at", "device_id"]);
        answer["device_id"].GetInt64().ShouldBe(device.Id);
        answer["refresh_token"].GetString().ShouldNotBe(device.RefreshToken);
        answer["access_token"].GetString().ShouldNotBe(device.AccessToken);
        using var fresh = new Device(app, answer);
        (await fresh.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
        (await device.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Fifty_refreshes_of_one_token_at_once_all_succeed_in_one_family()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Device.TryRefreshAsync(app, device.RefreshToken)));

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        answers.Select(a => a["device_id"].GetInt64()).Distinct().ShouldBe([device.Id]);
        answers.Select(a => a["refresh_token"].GetString()).Distinct().Count().ShouldBe(50);
        (await app.ScalarAsync<long>("select count(*) from accounts.sessions")).ShouldBe(1);
        (await app.ScalarAsync<int>("select generation from accounts.sessions")).ShouldBe(1);
        foreach (var answer in answers[..3])
            (await Device.TryRefreshAsync(app, answer["refresh_token"].GetString()!)).Expect(HttpStatusCode.OK);
        (await device.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_lost_answer_is_forgiven_for_a_moment()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);
        (await Device.TryRefreshAsync(app, device.RefreshToken)).Expect(HttpStatusCode.OK);

        app.Clock.Advance(TimeSpan.FromSeconds(25));
        var again = (await Device.TryRefreshAsync(app, device.RefreshToken)).Expect(HttpStatusCode.OK);

        again["device_id"].GetInt64().ShouldBe(device.Id);
        (await Device.TryRefreshAsync(app, again["refresh_token"].GetString()!)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_the_moment_a_retired_token_ends_the_session_and_the_owner_is_told()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);
        using var other = await Device.SignInAsync(app);
        var next = (await Device.TryRefreshAsync(app, device.RefreshToken)).Expect(HttpStatusCode.OK);
        app.Clock.Advance(TimeSpan.FromSeconds(31));

        (await Device.TryRefreshAsync(app, device.RefreshToken)).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");

        (await Device.TryRefreshAsync(app, next["refresh_token"].GetString()!)).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        using var newest = new Device(app, next);
        (await newest.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await other.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
        (await app.ScalarAsync<long>("select count(*) from platform.events where signal_type = 'security_alert'")).ShouldBe(1);
        (await app.ScalarAsync<long>("select count(*) from accounts.audit_log where action = 'session.token_reused'")).ShouldBe(1);
        (await app.ScalarAsync<string>($"select revoked_why from accounts.sessions where id = {device.Id}")).ShouldBe("token_reused");
    }

    [Fact]
    public async Task A_retired_token_is_not_forgiven_once_its_successor_was_used()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);
        var second = (await Device.TryRefreshAsync(app, device.RefreshToken)).Expect(HttpStatusCode.OK);
        (await Device.TryRefreshAsync(app, second["refresh_token"].GetString()!)).Expect(HttpStatusCode.OK);

        (await Device.TryRefreshAsync(app, device.RefreshToken)).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
    }

    [Fact]
    public async Task A_thief_who_refreshed_within_the_moment_is_found_out_at_the_next_refresh()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);
        var owner = await Device.TryRefreshAsync(app, device.RefreshToken);
        var thief = (await Device.TryRefreshAsync(app, device.RefreshToken)).Expect(HttpStatusCode.OK);

        app.Clock.Advance(TimeSpan.FromHours(12));
        (await Device.TryRefreshAsync(app, owner["refresh_token"].GetString()!)).Expect(HttpStatusCode.OK);
        app.Clock.Advance(TimeSpan.FromMinutes(5));

        (await Device.TryRefreshAsync(app, thief["refresh_token"].GetString()!)).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
    }

    [Fact]
    public async Task A_refresh_that_races_the_end_of_its_session_never_survives_it()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        for (var round = 0; round < 5; round++)
        {
            using var device = await Device.SignInAsync(app);
            var refreshes = Enumerable.Range(0, 8).Select(_ => Device.TryRefreshAsync(app, device.RefreshToken)).ToList();
            (await device.Http.DeleteAsync($"/auth/sessions/{device.Id}")).Expect(HttpStatusCode.OK);

            foreach (var answer in await Task.WhenAll(refreshes))
            {
                answer.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Unauthorized);
                if (answer.Status != HttpStatusCode.OK)
                    continue;
                (await Device.TryRefreshAsync(app, answer["refresh_token"].GetString()!)).Expect(HttpStatusCode.Unauthorized);
                using var survivor = new Device(app, answer);
                (await survivor.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
            }
        }
    }

    [Fact]
    public async Task A_device_that_stays_away_is_signed_out_and_a_busy_one_in_the_end_too()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["SESSION_MAX_DAYS"] = "10" }, demo: true);
        using var idle = await Device.SignInAsync(app);
        using var busy = await Device.SignInAsync(app);
        app.Clock.Advance(TimeSpan.FromDays(6));
        var kept = (await Device.TryRefreshAsync(app, busy.RefreshToken)).Expect(HttpStatusCode.OK);
        app.Clock.Advance(TimeSpan.FromDays(2));

        (await Device.TryRefreshAsync(app, idle.RefreshToken)).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("token.expired");
        kept = (await Device.TryRefreshAsync(app, kept["refresh_token"].GetString()!)).Expect(HttpStatusCode.OK);
        app.Clock.Advance(TimeSpan.FromDays(2.5));
        (await Device.TryRefreshAsync(app, kept["refresh_token"].GetString()!)).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("token.expired");
    }

    [Fact]
    public async Task An_unknown_token_is_refused()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        (await Device.TryRefreshAsync(app, new string('x', 64))).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("token.invalid");
    }

    [Fact]
    public async Task Who_is_no_longer_an_agent_cannot_refresh_on_the_phone()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);
        await app.ExecuteAsync($"update accounts.users set agent_id = null where email = '{Device.Joao}'");

        (await Device.TryRefreshAsync(app, device.RefreshToken)).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await device.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
    }
}
