using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Platform.Http;

/// <summary>When we fail: the caller hears that we did and nothing more, the log hears everything but secrets.</summary>
public sealed class FailureTests
{
    private static readonly string[] Internals =
    [
        "Npgsql",
        "Exception",
        "crm.",
        "column",
        "internal_secret",
        "Aldrava.",
        " at ",
        "42703",
        "select",
        "database \"",
    ];

    [Fact]
    public async Task A_bug_leaves_without_anything_internal()
    {
        var one = new OneAgency();
        await one.InitializeAsync();
        await using var app = one.App;

        var answer = await one.WithBrokenLeadsAsync(() => one.Agent.Http.GetAsync("/mobile/leads/1"));

        answer.Expect(HttpStatusCode.InternalServerError).Error.ShouldBe("Internal Server Error");
        answer.Code.ShouldBe("server.unexpected");
        answer.Message.ShouldBe("Ocorreu um erro inesperado. Equipa técnica foi notificada.");
        Internals.Where(i => answer.Text.Contains(i, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty(answer.Text);
        answer.Headers.Keys.ShouldNotContain("Server");
    }

    [Fact]
    public async Task Without_its_database_the_server_says_when_to_try_again()
    {
        var one = new OneAgency();
        await one.InitializeAsync();
        await using var app = one.App;
        await app.LoseDatabaseAsync();

        var read = await one.Agent.Http.GetAsync("/mobile/leads");
        var write = await one.Agent.Http.PostAsync("/mobile/leads", new { name = "a" });
        var keyed = await one.Agent.Http.PostAsync("/mobile/leads", new { name = "a" }, ("Idempotency-Key", one.NewKey()));
        var signIn = await app.Anonymous().PostAsync("/api/auth/login", new { email = "a@b.pt", password = "x" });

        foreach (var answer in (Answer[])[read, write, keyed, signIn])
        {
            answer.Expect(HttpStatusCode.ServiceUnavailable).Error.ShouldBe("Database Error");
            answer.Message.ShouldBe("Serviço temporariamente indisponível. Tente novamente em instantes.");
            answer.Header("Retry-After").ShouldBe("5");
            Internals.Where(i => answer.Text.Contains(i, StringComparison.OrdinalIgnoreCase) && i != "database \"").ShouldBeEmpty(answer.Text);
        }
    }
}
