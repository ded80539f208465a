using System.Net;
using Aldrava.Accounts.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Accounts;

public sealed class UserMaintenanceTests
{
    [Fact]
    public async Task A_new_closed_server_gets_its_first_administrator_from_the_command_line()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["REGISTRATION"] = "closed" });
        using var anonymous = app.Anonymous();

        var made = await WithAsync(
            app,
            users => users.CreateAdminAsync(new NewAdmin("Ana@CasaNova.pt", "Ana Reis", "Casa Nova", Super: true), CancellationToken.None)
        );

        var signedIn = (await anonymous.PostAsync("/api/auth/login", new { email = "ana@casanova.pt", password = made.Password })).Expect(HttpStatusCode.OK);
        signedIn["user.role"].GetString().ShouldBe("super_admin");
        signedIn["user.organization_name"].GetString().ShouldBe("Casa Nova");
        var second = await WithAsync(app, users => users.CreateAdminAsync(new NewAdmin("rui@casanova.pt", "Rui", "CAS", Super: false), CancellationToken.None));
        var rui = (await anonymous.PostAsync("/api/auth/login", new { email = "rui@casanova.pt", password = second.Password })).Expect(HttpStatusCode.OK);
        rui["user.organization_id"].GetInt64().ShouldBe(signedIn["user.organization_id"].GetInt64());
        rui["user.role"].GetString().ShouldBe("org_admin");
        (await app.ScalarAsync<long>("select count(*) from accounts.audit_log where action = 'user.created' and user_id is null")).ShouldBe(2);
        await Nowhere.ShouldStandAsync(app, made.Password!);
    }

    [Fact]
    public async Task An_address_that_is_taken_or_none_is_told_and_nothing_is_left_behind()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);

        foreach (var email in new[] { Device.Joao, "no address" })
        {
            var refused = await WithAsync(app, users => users.CreateAdminAsync(new NewAdmin(email, "X", "Nova", Super: false), CancellationToken.None));
            refused.Password.ShouldBeNull();
            refused.Problem.ShouldNotBeNullOrEmpty();
        }
        (await app.ScalarAsync<long>("select count(*) from accounts.organizations")).ShouldBe(2);
    }

    [Fact]
    public async Task An_operator_gives_somebody_a_new_password_and_signs_them_out()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var phone = await Device.SignInAsync(app);
        using var anonymous = app.Anonymous();

        var reset = await WithAsync(app, users => users.ResetPasswordAsync("Joao.Teste@imoveismais.pt", CancellationToken.None));

        (await phone.Http.GetAsync("/api/auth/me")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await anonymous.PostAsync("/api/auth/login", new { email = Device.Joao, password = Device.Password })).Expect(HttpStatusCode.Unauthorized);
        (await anonymous.PostAsync("/api/auth/login", new { email = Device.Joao, password = reset.Password })).Expect(HttpStatusCode.OK);
        (await WithAsync(app, users => users.ResetPasswordAsync("nobody@example.com", CancellationToken.None))).Problem.ShouldBe(
            "No user has this e-mail address."
        );
    }

    private static async Task<OperatorOutcome> WithAsync(AldravaApp app, Func<IUserMaintenance, Task<OperatorOutcome>> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<IUserMaintenance>());
    }
}
