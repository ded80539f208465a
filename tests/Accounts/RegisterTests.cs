using System.Net;
using Aldrava.Accounts.Organizations;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

public sealed class RegisterTests
{
    [Fact]
    public async Task Registering_makes_an_organization_with_its_administrator()
    {
        await using var app = await AldravaApp.StartAsync();
        using var anonymous = app.Anonymous();
        var body = new
        {
            name = "Marta Reis",
            email = "Marta@CasaNova.pt",
            password = "uma frase comprida",
            organization_name = "Casa Nova",
        };

        var answer = (await anonymous.PostAsync("/api/auth/register", body)).Expect(HttpStatusCode.Created);

        answer["user.email"].GetString().ShouldBe("marta@casanova.pt");
        answer["user.role"].GetString().ShouldBe("org_admin");
        answer["user.organization_name"].GetString().ShouldBe("Casa Nova");
        using var device = new Device(app, answer);
        (await device.Http.GetAsync("/mobile/auth/me")).Expect(HttpStatusCode.OK)["organization.reference_prefix"].GetString().ShouldBe("CAS");
        (await Device.TryRefreshAsync(app, device.RefreshToken, "/api/auth/refresh")).Expect(HttpStatusCode.OK);
        (await app.ScalarAsync<long>("select count(*) from platform.events where type = 'accounts.user_registered'")).ShouldBe(1);
    }

    [Fact]
    public async Task Agencies_of_like_names_get_prefixes_of_their_own_even_at_once()
    {
        await using var app = await AldravaApp.StartAsync();
        using var anonymous = app.Anonymous();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i =>
                    anonymous.PostAsync(
                        "/api/auth/register",
                        new
                        {
                            name = "Ana",
                            email = $"ana{i}@example.com",
                            password = "uma frase",
                            organization_name = "Imóveis",
                        }
                    )
                )
        );

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Created);
        (await app.ScalarAsync<long>("select count(distinct reference_prefix) from accounts.organizations where reference_prefix like 'IMO%'")).ShouldBe(4);
    }

    [Fact]
    public async Task One_address_opens_one_account_even_at_once()
    {
        await using var app = await AldravaApp.StartAsync();
        using var anonymous = app.Anonymous();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    anonymous.PostAsync(
                        "/api/auth/register",
                        new
                        {
                            name = "Ana",
                            email = "ana@example.com",
                            password = "uma frase",
                        }
                    )
                )
        );

        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Where(a => a.Status != HttpStatusCode.Created).ShouldAllBe(a => a.Status == HttpStatusCode.Conflict && a.Error == "Integrity Error");
        (await app.ScalarAsync<long>("select count(*) from accounts.organizations")).ShouldBe(1);
    }

    [Theory]
    [InlineData("invite", null, HttpStatusCode.Forbidden, "registration.invite_only")]
    [InlineData("invite", "unknown", HttpStatusCode.BadRequest, "registration.bad_invite")]
    [InlineData("closed", null, HttpStatusCode.Forbidden, "registration.closed")]
    public async Task Registration_can_be_restricted(string registration, string? invite, HttpStatusCode status, string code)
    {
        await using var app = await AldravaApp.StartAsync(new() { ["REGISTRATION"] = registration });
        using var anonymous = app.Anonymous();

        var body = new
        {
            name = "Ana",
            email = "ana@example.com",
            password = "uma frase",
            invite_token = invite,
        };
        (await anonymous.PostAsync("/api/auth/register", body)).Expect(status).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("Imóveis Mais", "IMO")]
    [InlineData("Ágil", "AGI")]
    [InlineData("A", "AGE")]
    [InlineData("房产", "AGE")]
    [InlineData("3 Marias & Cª", "MAR")]
    public void A_prefix_is_made_of_the_names_first_letters(string name, string prefix) => ReferencePrefix.Of(name, attempt: 1).ShouldBe(prefix);
}
