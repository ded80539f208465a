using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Contract;

/// <summary>errors.md, the table: what each status is for, its fixed name, its literal message and what comes with it.</summary>
public sealed class ErrorsByStatusTests(Office office) : IClassFixture<Office>
{
    [Theory]
    [InlineData(null, "token.missing")]
    [InlineData("Basic YTpi", "token.missing")]
    [InlineData("Bearer abc", "token.invalid")]
    [InlineData("Bearer ", "token.missing")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "token.invalid")]
    public async Task Who_calls_without_a_good_token_is_401_and_told_how_to_come(string? authorization, string code)
    {
        using var stranger = office.App.Anonymous();
        (string, string)[] headers = authorization is null ? [] : [("Authorization", authorization)];

        foreach (var answer in new[] { await stranger.GetAsync("/mobile/leads", headers), await stranger.PostAsync("/mobile/visits/", new { }, headers) })
        {
            answer.ShouldFail(401, "Unauthorized", code);
            answer.Header("WWW-Authenticate").ShouldBe("Bearer");
        }
    }

    [Fact]
    public async Task A_bad_signature_is_401_token_invalid()
    {
        var token = office.Agent.Token;
        var forged = token[..^4] + (token.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA");
        using var client = new TestClient(office.App, forged);

        (await client.GetAsync("/mobile/leads")).ShouldFail(401, "Unauthorized", "token.invalid").Header("WWW-Authenticate").ShouldBe("Bearer");
    }

    [Fact]
    public async Task Expired_and_revoked_are_told_apart()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        using var agent = await agency.AgentAsync();
        using var leaving = await agency.AgentAsync("Sai Cedo");
        (await leaving.Http.PostAsync("/api/auth/revoke-all")).Expect(HttpStatusCode.OK);

        var revoked = await leaving.Http.GetAsync("/mobile/leads");
        app.Clock.Advance(TimeSpan.FromHours(25));
        var expired = await agent.Http.GetAsync("/mobile/leads");

        revoked.ShouldFail(401, "Unauthorized", "session.revoked").Header("WWW-Authenticate").ShouldBe("Bearer");
        expired.ShouldFail(401, "Unauthorized", "token.expired").Header("WWW-Authenticate").ShouldBe("Bearer");
    }

    [Fact]
    public async Task Known_but_not_allowed_is_403()
    {
        var colleagues = await office.Colleague.ListsAsync();

        (await office.Viewer.Http.PostAsync("/mobile/leads", new { name = "a" })).ShouldFail(403, "Permission Denied");
        (await office.WithoutAgent.Http.PostAsync("/mobile/leads", new { name = "a" })).ShouldFail(403, "Permission Denied");
        (await office.Agent.Http.PostAsync("/mobile/visits", new { property_id = colleagues, scheduled_at = "2026-08-01T10:00:00Z" })).ShouldFail(
            403,
            "Permission Denied"
        );
    }

    [Theory]
    [InlineData("/mobile/properties/999999", "property.not_found", "Propriedade não encontrada.")]
    [InlineData("/mobile/leads/999999", "lead.not_found", "Lead não encontrado.")]
    [InlineData("/mobile/visits/999999/", "visit.not_found", "Visita não encontrada.")]
    public async Task Nothing_there_is_404_with_the_identifier(string path, string code, string message) =>
        (await office.Agent.Http.GetAsync(path)).ShouldFail(404, "Not Found", code, message)["identifier"].GetInt64().ShouldBe(999_999);

    [Fact]
    public async Task A_record_of_another_organization_is_not_there_either()
    {
        var property = await office.Rival.ListsAsync();
        var lead = await office.Rival.NotesAsync();
        var visit = await office.Rival.BooksAsync(property, "2026-08-01T10:00:00Z");

        foreach (var person in new[] { office.Agent, office.Admin, office.Viewer })
        {
            (await person.Http.GetAsync($"/mobile/properties/{property}")).ShouldFail(404, "Not Found")["identifier"].GetInt64().ShouldBe(property);
            (await person.Http.GetAsync($"/mobile/leads/{lead}")).ShouldFail(404, "Not Found")["identifier"].GetInt64().ShouldBe(lead);
            (await person.Http.GetAsync($"/mobile/visits/{visit}")).ShouldFail(404, "Not Found")["identifier"].GetInt64().ShouldBe(visit);
        }
        (await office.Admin.Http.PatchAsync($"/mobile/leads/{lead}/status", new { status = "lost" })).ShouldFail(404, "Not Found");
    }

    [Fact]
    public async Task A_stale_version_is_409_conflict_with_both_versions()
    {
        var lead = await office.Agent.NotesAsync();
        (await office.Agent.Http.PatchAsync($"/mobile/leads/{lead}/status", new { status = "contacted" }, ("If-Match", "\"1\""))).Expect(HttpStatusCode.OK);

        var stale = await office.Agent.Http.PatchAsync($"/mobile/leads/{lead}/status", new { status = "won" }, ("If-Match", "\"1\""));

        stale.ShouldFail(409, "Conflict", "record.stale")["details"].ShouldBeA("your_version: int, current_version: int");
        (stale["details.your_version"].GetInt32(), stale["details.current_version"].GetInt32()).ShouldBe((1, 2));
    }

    [Fact]
    public async Task A_unique_value_taken_is_409_in_the_old_words()
    {
        await office.Agent.CreatedAsync("/mobile/properties", new { title = "A", reference = "UNICA-1" });

        (await office.Agent.Http.PostAsync("/mobile/properties", new { title = "B", reference = "UNICA-1" })).ShouldFail(
            409,
            "Integrity Error",
            message: "Este registro já existe na base de dados."
        );
    }

    [Fact]
    public async Task A_missing_reference_is_409_in_the_old_words() =>
        (await office.Agent.Http.PostAsync("/mobile/leads", new { name = "A", property_id = 999_999 })).ShouldFail(
            409,
            "Integrity Error",
            message: "Registro relacionado não encontrado."
        );

    [Fact]
    public async Task An_overlapping_visit_is_409_business_rule_and_says_which_is_in_the_way()
    {
        var property = await office.Agent.ListsAsync();
        var first = await office.Agent.BooksAsync(property, "2026-08-02T10:00:00Z");

        var second = await office.Agent.Http.PostAsync("/mobile/visits", new { property_id = property, scheduled_at = "2026-08-02T10:30:00Z" });

        second.ShouldFail(409, "Business Rule Violation", message: "Já existe visita agendada neste horário");
        second["details"].ShouldBeA("conflicting_visit_id: int, scheduled_at: time");
        second["details.conflicting_visit_id"].GetInt64().ShouldBe(first);
        second["details.scheduled_at"].GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 8, 2, 10, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Every_bad_field_is_422_at_once() =>
        (await office.Agent.Http.PostAsync("/mobile/leads/", """{"name":"","email":"sem arroba","budget":-1}""")).ShouldNameFields(
            "body.name string_too_short",
            "body.email email",
            "body.budget greater_than_equal"
        );

    [Theory]
    [InlineData("""{"name":123}""", "body.name string_type")]
    [InlineData("""{"name":false}""", "body.name string_type")]
    [InlineData("""{"name":{}}""", "body.name string_type")]
    [InlineData("""{}""", "body.name missing")]
    [InlineData("""{"name":null}""", "body.name missing")]
    [InlineData("""{"name":"a","budget":"100"}""", "body.budget float_type")]
    [InlineData("""{"name":"a","property_id":"12"}""", "body.property_id int_type")]
    [InlineData("""{"name":"a","client_id":"12"}""", "body.client_id uuid_type")]
    [InlineData("""{"name":"a","occurred_at":12}""", "body.occurred_at datetime_type")]
    public async Task A_value_of_another_type_is_422_on_its_field_and_not_coerced(string body, string fault) =>
        (await office.Agent.Http.PostAsync("/mobile/leads", body)).ShouldNameFields(fault);

    [Theory]
    [InlineData("/mobile/leads?per_page=0&page=x", "query.per_page greater_than_equal", "query.page int_parsing")]
    [InlineData("/mobile/visits/upcoming?limit=0", "query.limit greater_than_equal")]
    public async Task A_bad_parameter_is_422_too(string path, params string[] faults) => (await office.Agent.Http.GetAsync(path)).ShouldNameFields(faults);

    [Fact]
    public async Task Unknown_fields_are_ignored() =>
        (await office.Agent.Http.PostAsync("/mobile/leads", """{"name":"Marta","tenant_id":9,"status":"won","extra":{"a":[1]},"id":77}"""))
            .Expect(HttpStatusCode.Created)["status"]
            .GetString()
            .ShouldBe("new");
}
