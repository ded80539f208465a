using System.Net;
using System.Text;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Contract;

/// <summary>errors.md: "One shape everywhere, for every status ≥ 400".</summary>
public sealed class ErrorsEverywhereTests(Office office) : IClassFixture<Office>
{
    [Theory]
    [InlineData("GET", "/nothing/here")]
    [InlineData("POST", "/nothing/here/")]
    [InlineData("GET", "/mobile/leads/abc")]
    [InlineData("GET", "/mobile")]
    [InlineData("DELETE", "/api/v1/x")]
    [InlineData("GET", "/index.php")]
    public async Task Unknown_routes(string method, string path)
    {
        foreach (var client in new[] { office.App.Anonymous(), office.Agent.Http })
            (await client.SendAsync(new HttpMethod(method), path, body: null)).ShouldFail(404, "Not Found", "request.unknown_route");
    }

    [Theory]
    [InlineData("DELETE", "/health", "GET")]
    [InlineData("POST", "/health/", "GET")]
    [InlineData("DELETE", "/mobile/leads", "GET, POST")]
    [InlineData("PATCH", "/auth/mobile/login", "POST")]
    [InlineData("TRACE", "/mobile/auth/me", "GET")]
    public async Task Wrong_methods_are_405_with_allow(string method, string path, string allowed)
    {
        var answer = await office.Agent.Http.SendAsync(new HttpMethod(method), path, body: null);

        answer.ShouldFail(405, "Method Not Allowed", "request.method_not_allowed");
        answer.Header("Allow")!.Split(", ").ShouldBe(allowed.Split(", "), ignoreOrder: true);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{\"name\":\"a\"}}")]
    [InlineData("{\"name\":NaN}")]
    [InlineData("name=Marta")]
    public async Task Malformed_json_is_400(string body) =>
        (await office.Agent.Http.PostAsync("/mobile/leads", body)).ShouldFail(400, "Bad Request", "request.malformed_json");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=nonsense")]
    [InlineData("application/json; charset=\"")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task A_wrong_content_type_is_400(string? type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"name":"Marta"}"""));
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);

        (await office.Agent.Http.PostAsync("/mobile/leads", content)).ShouldFail(400, "Bad Request", "request.not_json");
    }

    [Fact]
    public async Task A_known_charset_is_read()
    {
        using var content = new StringContent("""{"name":"Conceição"}""", Encoding.Latin1, "application/json");

        (await office.Agent.Http.PostAsync("/mobile/leads", content)).Expect(HttpStatusCode.Created)["name"].GetString().ShouldBe("Conceição");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_413()
    {
        var body = $$"""{"name":"{{new string('a', 13 * 1024 * 1024)}}"}""";

        (await office.Agent.Http.PostAsync("/mobile/leads", body, ("Expect", "100-continue"))).ShouldFail(413, "Payload Too Large", "request.too_large");
    }

    [Fact]
    public async Task Too_many_attempts_are_429_with_retry_after()
    {
        await using var app = await AldravaApp.StartAsync();
        using var stranger = app.Anonymous();
        Answer answer;
        var attempts = 0;
        do answer = await stranger.PostAsync("/auth/mobile/login", new { email = "alguem@imv.pt", password = "errada" });
        while (answer.Status == HttpStatusCode.Unauthorized && ++attempts < 20);

        answer.ShouldFail(429, "Too Many Requests");
        int.Parse(answer.Header("Retry-After")!).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(null, "Este endereço não existe.")]
    [InlineData("pt-PT", "Este endereço não existe.")]
    [InlineData("pt-BR,pt;q=0.9", "Este endereço não existe.")]
    [InlineData("en-US,en;q=0.9", "There is nothing at this address.")]
    [InlineData("fr-FR", "Este endereço não existe.")]
    public async Task The_message_is_in_the_callers_language_and_nothing_else_changes_with_it(string? language, string message)
    {
        (string, string)[] headers = language is null ? [] : [("Accept-Language", language)];

        (await office.Agent.Http.GetAsync("/nowhere", headers)).ShouldFail(404, "Not Found", "request.unknown_route", message);
    }

    [Fact]
    public async Task Brazilians_are_spoken_to_in_their_own_words()
    {
        (string, string)[] brazil = [("Accept-Language", "pt-BR")];
        var european = await office.Agent.Http.PostAsync("/mobile/leads", new { name = "a" }, ("Idempotency-Key", "x"));
        var brazilian = await office.Agent.Http.PostAsync("/mobile/leads", new { name = "a" }, [("Idempotency-Key", "x"), .. brazil]);
        var stale = await office.Agent.Http.PatchAsync(
            $"/mobile/leads/{await office.Agent.NotesAsync()}/status",
            new { status = "won" },
            [("If-Match", "\"9\""), .. brazil]
        );

        european.Code.ShouldBe(brazilian.Code);
        stale.ShouldFail(409, "Conflict", "record.stale").Message!.ShouldContain("registro");
    }

    [Fact]
    public async Task The_request_id_stands_in_the_log_too()
    {
        var one = new Office();
        await one.InitializeAsync();
        await using var app = one.App;
        await app.ExecuteAsync("drop table crm.leads cascade");

        var failed = (await one.Agent.Http.GetAsync("/mobile/leads")).ShouldFail(500, "Internal Server Error");

        app.Logs.Lines.ShouldContain(l => l.Contains($"\"request_id\":\"{failed["request_id"].GetString()}\"", StringComparison.Ordinal));
    }
}
