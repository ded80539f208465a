using System.Net;
using System.Text.Json;
using Aldrava.Platform.Logging;
using Aldrava.Tests.Platform.Http;

namespace Aldrava.Tests.Platform.Logging;

public sealed class LogTests(OneAgency one) : IClassFixture<OneAgency>
{
    private const string Wamid = "wamid.HBgMMzUxOTEyMzQ1Njc4FQIAEhgg";

    [Fact]
    public async Task Every_line_is_one_json_object_that_tells_who_and_which_request_and_no_secret()
    {
        const string password = "uma-palavra-passe-secreta";
        var id = "log-test-request-0001";
        var http = one.Agent.Http;
        await http.GetAsync($"/mobile/leads?token={one.Agent.Token}&access_token={one.Agent.Token}");
        await http.PostAsync("/api/auth/login", new { email = "segredo@exemplo.pt", password });
        await http.PostAsync("/auth/refresh", new { refresh_token = one.Colleague.RefreshToken });
        await http.GetAsync($"/mobile/ws?token={one.Agent.Token}");
        var failed = await one.WithBrokenLeadsAsync(() =>
            http.PostAsync($"/mobile/leads?token={one.Agent.Token}&wamid={Wamid}", new { name = "Corpo secreto", notes = Wamid }, ("X-Request-Id", id))
        );

        failed.Expect(HttpStatusCode.InternalServerError);
        var lines = one.App.Logs.Lines.ToList();
        var entries = lines.ConvertAll(l => JsonSerializer.Deserialize<JsonElement>(l));
        entries.ShouldAllBe(e => e.ValueKind == JsonValueKind.Object);
        lines.ShouldAllBe(l => !l.Contains('\n', StringComparison.Ordinal));
        string[] fixedFields = ["timestamp", "level", "logger", "message"];
        entries.ShouldAllBe(e => fixedFields.All(f => Has(e, f)));
        var ofRequest = entries.Where(e => e.TryGetProperty("request_id", out var request) && request.GetString() == id).ToList();
        ofRequest.ShouldNotBeEmpty(string.Join('\n', lines));
        var error = ofRequest.Single(e => e.GetProperty("level").GetString() == "error" && e.GetProperty("message").GetString() == "Unexpected failure");
        error.GetProperty("user_id").GetInt64().ShouldBe(one.Agent.UserId);
        error.GetProperty("organization_id").GetInt64().ShouldBe(one.Agency.Id);
        foreach (var secret in new[] { one.Agent.Token, one.Colleague.RefreshToken, password, "segredo@exemplo.pt", "Corpo secreto", Wamid["wamid.".Length..] })
            lines.Where(l => l.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty(secret);
    }

    private static bool Has(JsonElement entry, string field) => entry.TryGetProperty(field, out _);

    [Theory]
    [InlineData("GET /mobile/ws?token=eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln&last_event_id=5", "GET /mobile/ws?token=***&last_event_id=5")]
    [InlineData("Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln", "Authorization: Bearer ***")]
    [InlineData("Sec-WebSocket-Protocol: bearer.eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln", "Sec-WebSocket-Protocol: bearer.***")]
    [InlineData("a eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln b", "a *** b")]
    [InlineData("""{"email":"a","password":"segredo","x":1}""", """{"email":"a","password":"***","x":1}""")]
    [InlineData("""{"refresh_token": "abc-def_123"}""", """{"refresh_token": "***"}""")]
    [InlineData("password=segredo&x=1", "password=***&x=1")]
    [InlineData("Host=db;Username=u;Password=segredo;Database=d", "Host=db;Username=u;Password=***;Database=d")]
    [InlineData("postgres://aldrava:segredo@db:5432/aldrava", "postgres://aldrava:***@db:5432/aldrava")]
    [InlineData("postgresql://u:p%40ss@db/x", "postgresql://u:***@db/x")]
    [InlineData("hub.verify_token=abc&hub.challenge=1", "hub.verify_token=***&hub.challenge=1")]
    [InlineData("sent wamid.HBgMMzUxOTEyMzQ1Njc4FQIAEhgg= again", "sent wamid.*** again")]
    [InlineData("api_key: 12345", "api_key: ***")]
    [InlineData("client_secret=abc", "client_secret=***")]
    [InlineData("app_secret=abc", "app_secret=***")]
    [InlineData("{\"password\":\"com \\\"aspas\\\" e espaços\"}", "{\"password\":\"***\"}")]
    [InlineData("Lead 12 of agent 3 created; the token is fine", "Lead 12 of agent 3 created; the token is fine")]
    public void What_must_not_be_logged_is_cut_out(string text, string clean) => Redaction.Clean(text).ShouldBe(clean);
}
