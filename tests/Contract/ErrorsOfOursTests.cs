using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Contract;

/// <summary>errors.md: what is our fault says so, when to come back, and nothing internal.</summary>
public sealed class ErrorsOfOursTests
{
    private static readonly string[] Internals = ["Npgsql", "Exception", "crm.", "42P01", "relation", "select ", "   at ", ".cs", "Aldrava.", "does not exist"];

    [Fact]
    public async Task A_failure_is_500_in_the_old_words_whatever_was_asked()
    {
        var office = new Office();
        await office.InitializeAsync();
        await using var app = office.App;
        await app.ExecuteAsync("drop table crm.leads cascade");

        Answer[] answers =
        [
            await office.Agent.Http.GetAsync("/mobile/leads"),
            await office.Agent.Http.GetAsync("/mobile/leads/1/"),
            await office.Agent.Http.PostAsync("/mobile/leads", new { name = "Marta" }),
            await office.Agent.Http.PostAsync("/mobile/leads", new { name = "Marta" }, ("Idempotency-Key", office.NewUuid())),
        ];

        foreach (var answer in answers)
        {
            answer.ShouldFail(500, "Internal Server Error", message: "Ocorreu um erro inesperado. Equipa técnica foi notificada.");
            Internals.Where(answer.Text.Contains).ShouldBeEmpty(answer.Text);
            answer["details"].ValueKind.ShouldBe(JsonValueKind.Null);
        }
    }

    [Fact]
    public async Task Without_a_database_it_is_503_with_retry_after()
    {
        var office = new Office();
        await office.InitializeAsync();
        await using var app = office.App;
        await app.LoseDatabaseAsync();

        Answer[] answers =
        [
            await office.Agent.Http.GetAsync("/mobile/visits/upcoming"),
            await office.Agent.Http.PostAsync("/mobile/leads", new { name = "Marta" }),
            await app.Anonymous().PostAsync("/auth/refresh", new { refresh_token = new string('a', 64) }),
        ];

        foreach (var answer in answers)
        {
            answer.ShouldFail(503, "Database Error", message: "Serviço temporariamente indisponível. Tente novamente em instantes.");
            int.Parse(answer.Header("Retry-After")!).ShouldBeGreaterThan(0);
            Internals.Where(answer.Text.Contains).ShouldBeEmpty(answer.Text);
        }
        var health = (await app.Anonymous().GetAsync("/health")).Expect(HttpStatusCode.ServiceUnavailable);
        (health["status"].GetString(), health["database"].GetString()).ShouldBe(("ERROR", "disconnected"));
    }

    [Fact]
    public async Task Every_log_line_is_one_json_object_with_what_the_page_names()
    {
        var office = new Office();
        await office.InitializeAsync();
        await using var app = office.App;
        await app.ExecuteAsync("drop table crm.visits cascade");

        (await office.Agent.Http.GetAsync("/mobile/visits")).ShouldFail(500, "Internal Server Error");

        foreach (var line in app.Logs.Lines)
        {
            line.ShouldNotContain("\n");
            JsonSerializer.Deserialize<JsonElement>(line).ShouldBeA("timestamp: time, level: text, logger: text, message: text");
        }
        var failure = app.Logs.Lines.Single(l => l.Contains("\"level\":\"error\"", StringComparison.Ordinal));
        JsonSerializer.Deserialize<JsonElement>(failure).ShouldBeA("request_id: text, user_id: int, organization_id: int");
        failure.ShouldNotContain(office.Agent.Token);
    }
}
