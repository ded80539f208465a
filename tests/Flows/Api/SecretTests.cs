using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Flows.Api;

/// <summary>What calls of flows may use and nobody reads again.</summary>
public sealed class SecretTests
{
    private const string Path = "/api/v1/flow-secrets";
    private const string Value = "k-3f9a-very-secret";

    [Fact]
    public async Task A_secret_is_kept_replaced_listed_without_its_value_and_dropped()
    {
        await using var app = await FlowsApp.StartAsync();

        var kept = (await app.Admin.Http.PostAsync(Path, new { name = "crm_key", value = Value })).Expect(HttpStatusCode.OK);
        var sealedOnce = await SealedAsync(app);
        var again = (await app.Admin.Http.PostAsync(Path, new { name = "crm_key", value = Value + "2" })).Expect(HttpStatusCode.OK);
        var sealedTwice = await SealedAsync(app);
        (await app.Admin.Http.PostAsync(Path, new { name = "a_key", value = Value })).Expect(HttpStatusCode.OK);
        var id = kept["id"].GetGuid();
        var changed = (await app.Admin.Http.PutAsync($"{Path}/{id}", new { value = Value + "3" })).Expect(HttpStatusCode.OK);
        var listed = (await app.Admin.Http.GetAsync(Path)).Expect(HttpStatusCode.OK);

        again["id"].GetGuid().ShouldBe(id);
        sealedTwice.ShouldNotBe(sealedOnce);
        (await SealedAsync(app)).ShouldNotBe(sealedTwice);
        sealedOnce.ShouldNotContain(Value);
        listed.Json.EnumerateArray().Select(s => s.GetProperty("name").GetString()).ShouldBe(["a_key", "crm_key"]);
        listed.Json[1].EnumerateObject().Select(f => f.Name).ShouldBe(["id", "name", "created_at", "updated_at"]);
        foreach (var answer in new[] { kept, again, changed, listed })
            answer.Text.ShouldNotContain(Value);
        (await app.Admin.Http.DeleteAsync($"{Path}/{id}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await app.Admin.Http.DeleteAsync($"{Path}/{id}")).Code.ShouldBe("secret.not_found");
        (await app.Admin.Http.GetAsync(Path)).Json.EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("a_key");
        var audit = await app.App.ScalarAsync<string>(
            "select string_agg(action, ' ' order by id) || string_agg(details::text, ' ') from accounts.audit_log where action like 'flow_secret.%'"
        );
        audit.ShouldNotBeNull().ShouldStartWith("flow_secret.kept flow_secret.kept flow_secret.kept flow_secret.changed flow_secret.dropped");
        audit.ShouldNotContain(Value);
        app.App.Logs.Lines.ShouldNotContain(line => line.Contains(Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_request_again_keeps_it_once_and_answers_the_same()
    {
        await using var app = await FlowsApp.StartAsync();
        var key = ("Idempotency-Key", $"{Guid.CreateVersion7(TestClock.Start)}");

        var first = (await app.Admin.Http.PostAsync(Path, new { name = "crm_key", value = Value }, key)).Expect(HttpStatusCode.OK);
        var replayed = (await app.Admin.Http.PostAsync(Path, new { name = "crm_key", value = Value }, key)).Expect(HttpStatusCode.OK);

        (replayed.Header("Idempotency-Replayed"), replayed.Text).ShouldBe(("true", first.Text));
        (await app.App.ScalarAsync<long>("select count(*) from accounts.audit_log where action = 'flow_secret.kept'")).ShouldBe(1);
        var stored = await app.App.ScalarAsync<string>("select coalesce(string_agg(k::text, ' '), '') from platform.idempotency k");
        stored.ShouldNotBeNull().ShouldNotContain(Value);
    }

    [Fact]
    public async Task Only_administrators_change_secrets_agents_see_none_and_nobody_another_agencys()
    {
        await using var app = await FlowsApp.StartAsync();
        var id = (await app.Admin.Http.PostAsync(Path, new { name = "crm_key", value = Value })).Expect(HttpStatusCode.OK)["id"].GetGuid();
        using var agent = await app.Agency.AgentAsync();
        using var viewer = await app.Agency.ViewerAsync();
        using var stranger = await (await Agency.FoundAsync(app.App, "RIV")).AdminAsync();
        using var nobody = app.App.Anonymous();

        foreach (var person in new[] { agent, viewer })
        {
            (await person.Http.PostAsync(Path, new { name = "x", value = "y" })).Status.ShouldBe(HttpStatusCode.Forbidden);
            (await person.Http.PutAsync($"{Path}/{id}", new { value = "y" })).Status.ShouldBe(HttpStatusCode.Forbidden);
            (await person.Http.DeleteAsync($"{Path}/{id}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        }
        (await agent.Http.GetAsync(Path)).Status.ShouldBe(HttpStatusCode.Forbidden);
        // A viewer reads what administrators read: names.
        (await viewer.Http.GetAsync(Path))
            .Expect(HttpStatusCode.OK)
            .Text.ShouldNotContain(Value);
        (await nobody.GetAsync(Path)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.Http.GetAsync(Path)).Json.GetArrayLength().ShouldBe(0);
        (await stranger.Http.PutAsync($"{Path}/{id}", new { value = "y" })).Code.ShouldBe("secret.not_found");
        (await stranger.Http.DeleteAsync($"{Path}/{id}")).Code.ShouldBe("secret.not_found");
        // The same name is another secret there.
        (await stranger.Http.PostAsync(Path, new { name = "crm_key", value = "other" }))
            .Expect(HttpStatusCode.OK)["id"]
            .GetGuid()
            .ShouldNotBe(id);
        (await app.App.ScalarAsync<long>("select count(*) from flows.secrets where name = 'crm_key'")).ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"name": "Crm Key", "value": "x"}""", "body.name")]
    [InlineData("""{"name": "crm_key", "value": ""}""", "body.value")]
    [InlineData("""{"name": "crm_key", "value": "a\r\nb"}""", "body.value")]
    [InlineData("""{"name": "crm_key"}""", "body.value")]
    [InlineData("""{"value": "x"}""", "body.name")]
    public async Task What_no_call_could_use_is_refused_on_its_field(string body, string field)
    {
        await using var app = await FlowsApp.StartAsync();

        var answer = (await app.Admin.Http.PostAsync(Path, JsonSerializer.Deserialize<JsonElement>(body))).Expect(HttpStatusCode.UnprocessableEntity);

        answer["details"][0].GetProperty("field").GetString().ShouldBe(field);
    }

    private static async Task<string> SealedAsync(FlowsApp app) =>
        (await app.App.ScalarAsync<string>("select value from flows.secrets where name = 'crm_key'"))!;
}
