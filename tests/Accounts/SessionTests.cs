using System.Net;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Hosting;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aldrava.Tests.Accounts;

public sealed class SessionTests
{
    [Theory]
    [InlineData("/mobile/auth/sessions")]
    [InlineData("/auth/sessions")]
    public async Task Devices_are_listed_the_last_used_first(string path)
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var first = await Device.SignInAsync(app, name: "Telefone");
        using var second = await Device.SignInAsync(app);
        using var strangers = await Device.SignInAsync(app, "agente@casarival.pt");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await Device.TryRefreshAsync(app, first.RefreshToken)).Expect(HttpStatusCode.OK);

        var list = (await second.Http.GetAsync(path)).Expect(HttpStatusCode.OK);

        list["total_sessions"].GetInt32().ShouldBe(2);
        var sessions = list["sessions"].EnumerateArray().ToList();
        sessions.Select(s => s.GetProperty("id").GetInt64()).ShouldBe([first.Id, second.Id]);
        sessions.Select(s => s.GetProperty("device_name").GetString()).ShouldBe(["Telefone", "Dispositivo desconhecido"]);
        sessions.Select(s => s.GetProperty("is_current").GetBoolean()).ShouldBe([false, true]);
        sessions[0]
            .EnumerateObject()
            .Select(p => p.Name)
            .ShouldBe(["id", "device_name", "device_type", "ip_address", "last_used", "created_at", "expires_at", "is_current"]);
        sessions[0].GetProperty("ip_address").GetString().ShouldBe("127.0.0.1");
        sessions[0].GetProperty("device_type").GetString().ShouldBe("unknown");
    }

    [Theory]
    [InlineData("/mobile/auth/sessions")]
    [InlineData("/auth/sessions")]
    public async Task A_stolen_phone_is_out_at_its_next_request(string path)
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var phone = await Device.SignInAsync(app);
        using var desk = await Device.SignInAsync(app);

        var answer = (await desk.Http.DeleteAsync($"{path}/{phone.Id}")).Expect(HttpStatusCode.OK);

        answer.Text.ShouldBe("""{"success":true,"message":"Sessão revogada com sucesso"}""");
        (await phone.Http.GetAsync("/mobile/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await Device.TryRefreshAsync(app, phone.RefreshToken)).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await desk.Http.DeleteAsync($"{path}/{phone.Id}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Sessions_of_others_do_not_exist()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var mine = await Device.SignInAsync(app);
        using var colleagues = await Device.SignInAsync(app, "agente@imoveismais.pt");
        using var strangers = await Device.SignInAsync(app, "agente@casarival.pt");

        foreach (var id in new[] { colleagues.Id, strangers.Id, 999_999 })
        {
            var answer = (await mine.Http.DeleteAsync($"/auth/sessions/{id}")).Expect(HttpStatusCode.NotFound);
            answer.Code.ShouldBe("session.not_found");
            answer["identifier"].GetInt64().ShouldBe(id);
        }
        (await colleagues.Http.GetAsync("/mobile/auth/me")).Expect(HttpStatusCode.OK);
        (await strangers.Http.GetAsync("/mobile/auth/me")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Revoke_all_spares_the_device_it_is_called_from_but_for_one_route()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var here = await Device.SignInAsync(app, "viewer@imoveismais.pt", "/api/auth/login");
        using var there = await Device.SignInAsync(app, "viewer@imoveismais.pt", "/api/auth/login");
        using var elsewhere = await Device.SignInAsync(app, "viewer@imoveismais.pt", "/api/auth/login");

        var others = (await here.Http.PostAsync("/auth/sessions/revoke-all")).Expect(HttpStatusCode.OK);
        others.Text.ShouldBe("""{"success":true,"sessions_revoked":2,"message":"2 sessões revogadas"}""");
        (await there.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await elsewhere.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized);
        (await here.Http.PostAsync("/mobile/auth/sessions/revoke-all")).Expect(HttpStatusCode.OK)["sessions_revoked"].GetInt32().ShouldBe(0);

        (await here.Http.PostAsync("/api/auth/revoke-all")).Expect(HttpStatusCode.OK)["sessions_revoked"].GetInt32().ShouldBe(1);
        (await here.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
    }

    [Theory]
    [InlineData("/auth/logout", """{"message":"Logout efetuado com sucesso"}""")]
    [InlineData("/api/v1/auth/logout", """{"message":"Logout efetuado com sucesso"}""")]
    [InlineData("/api/auth/revoke", """{"success":true,"message":"Sessão revogada com sucesso"}""")]
    public async Task Signing_out_ends_the_session_and_may_be_repeated(string path, string expected)
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);
        using var anonymous = app.Anonymous();

        foreach (var token in new[] { device.RefreshToken, device.RefreshToken, new string('x', 64) })
            (await anonymous.PostAsync(path, new { refresh_token = token })).Expect(HttpStatusCode.OK).Text.ShouldBe(expected);

        (await device.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
    }

    [Fact]
    public async Task Another_node_knows_within_a_second_and_its_listeners_hear()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        await using var node = await app.StartNodeAsync();
        using var phone = await Device.SignInAsync(app);
        using var desk = await Device.SignInAsync(app);
        using var phoneThere = new TestClient(node, phone.AccessToken);
        (await phoneThere.GetAsync("/api/auth/me")).Expect(HttpStatusCode.OK);
        var heard = new System.Collections.Concurrent.ConcurrentQueue<long>();
        using var listening = node
            .Services.GetRequiredService<ISessionRevocations>()
            .Subscribe(ids =>
            {
                foreach (var id in ids)
                    heard.Enqueue(id);
            });

        (await desk.Http.DeleteAsync($"/auth/sessions/{phone.Id}")).Expect(HttpStatusCode.OK);

        await Eventually.BecomesTrueAsync(
            async () => (await phoneThere.GetAsync("/api/auth/me")).Code == "session.revoked",
            "the other node refuses the phone",
            TimeSpan.FromSeconds(1)
        );
        heard.ShouldBe([phone.Id]);
    }

    [Fact]
    public async Task A_node_that_starts_later_knows_from_its_first_request_on()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var phone = await Device.SignInAsync(app);
        (await phone.Http.DeleteAsync($"/auth/sessions/{phone.Id}")).Expect(HttpStatusCode.OK);

        await using var node = await app.StartNodeAsync();

        using var phoneThere = new TestClient(node, phone.AccessToken);
        (await phoneThere.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
    }

    [Fact]
    public async Task An_end_that_is_committed_late_is_not_overlooked()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var phone = await Device.SignInAsync(app);
        var revoked = app.Services.GetRequiredService<RevokedSessions>();
        await using var connection = new Npgsql.NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var end = new Npgsql.NpgsqlCommand(
            $"update accounts.sessions set revoked_at = '2026-03-10', revoked_why = 'operator', revoked_in = pg_current_xact_id() where id = {phone.Id}",
            connection,
            transaction
        );
        await end.ExecuteNonQueryAsync();
        using var desk = await Device.SignInAsync(app);
        (await desk.Http.DeleteAsync($"/auth/sessions/{desk.Id}")).Expect(HttpStatusCode.OK);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(revoked.IsRevoked(desk.Id)), "the later transaction is known");
        revoked.IsRevoked(phone.Id).ShouldBeFalse();

        await transaction.CommitAsync();

        await Eventually.BecomesTrueAsync(() => Task.FromResult(revoked.IsRevoked(phone.Id)), "the earlier one as well", TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task An_operator_ends_all_sessions_of_a_user_and_purges_what_is_over()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        await Eventually.BecomesTrueAsync(async () => await app.ScalarAsync<long>("select count(*) from accounts.chores") == 1, "the first nightly purge");
        using var phone = await Device.SignInAsync(app);
        using var idle = await Device.SignInAsync(app, "agente@imoveismais.pt");
        await using var scope = app.Services.CreateAsyncScope();
        var maintenance = scope.ServiceProvider.GetRequiredService<ISessionMaintenance>();

        (await maintenance.RevokeAllOfUserAsync("Joao.Teste@imoveismais.pt", CancellationToken.None)).ShouldBe(1);
        (await maintenance.RevokeAllOfUserAsync("nobody@imoveismais.pt", CancellationToken.None)).ShouldBeNull();
        (await phone.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");

        (await maintenance.PurgeAsync(CancellationToken.None)).ShouldBe(1);
        app.Clock.Advance(TimeSpan.FromDays(40));
        (await maintenance.PurgeAsync(CancellationToken.None)).ShouldBe(3);
        (await app.ScalarAsync<long>("select count(*) from accounts.sessions")).ShouldBe(0);
    }

    [Fact]
    public async Task One_node_purges_once_a_night()
    {
        await using var app = await AldravaApp.StartAsync();
        var worker = app.Services.GetServices<IHostedService>().OfType<PurgeSessions>().Single();
        await Eventually.BecomesTrueAsync(async () => await app.ScalarAsync<long>("select count(*) from accounts.chores") == 1, "the first purge");

        await ((PeriodicWorker)worker).RunOnceAsync(CancellationToken.None);
        (await app.ScalarAsync<DateTime>("select done_on::timestamp from accounts.chores")).ShouldBe(new DateTime(2026, 3, 10));
        app.Clock.Advance(TimeSpan.FromHours(18.5));
        await ((PeriodicWorker)worker).RunOnceAsync(CancellationToken.None);

        (await app.ScalarAsync<DateTime>("select done_on::timestamp from accounts.chores")).ShouldBe(new DateTime(2026, 3, 11));
    }

    [Fact]
    public async Task The_audit_log_cannot_be_changed()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var device = await Device.SignInAsync(app);

        (await app.ScalarAsync<string>("select ip_address from accounts.audit_log where action = 'session.opened'")).ShouldBe("127.0.0.1");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => app.ExecuteAsync("update accounts.audit_log set action = 'x'"));
        await Should.ThrowAsync<Npgsql.PostgresException>(() => app.ExecuteAsync("delete from accounts.audit_log"));
    }
}
