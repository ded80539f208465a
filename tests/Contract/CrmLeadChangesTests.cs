using System.Net;
using System.Text.Json;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md: PUT /mobile/leads/{id}, POST …/assign, GET …/timeline.</summary>
public sealed class CrmLeadChangesTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task A_lead_is_changed_by_its_agent_and_not_by_a_colleague_or_a_viewer()
    {
        var id = await office.Agent.NotesAsync();
        var body = new
        {
            name = "Marta F. Reis",
            email = "marta@example.pt",
            phone = "912000000",
            notes = "Ligar à tarde.",
            budget = 300_000,
        };

        var changed = (await office.Agent.Http.PutAsync($"/mobile/leads/{id}/", body)).Expect(HttpStatusCode.OK);

        changed.Json.ShouldBeA(Shape.Lead);
        (changed["name"].GetString(), changed["notes"].GetString(), changed["budget"].GetDecimal()).ShouldBe(("Marta F. Reis", "Ligar à tarde.", 300_000m));
        changed["version"].GetInt32().ShouldBe(2);
        (await office.Colleague.Http.PutAsync($"/mobile/leads/{id}", body)).ShouldFail(404, "Not Found", "lead.not_found");
        (await office.Viewer.Http.PutAsync($"/mobile/leads/{id}", body)).ShouldFail(403, "Permission Denied");
        (await office.Rival.Http.PutAsync($"/mobile/leads/{id}", body)).ShouldFail(404, "Not Found", "lead.not_found");
        (await office.Admin.Http.PutAsync($"/mobile/leads/{id}", body)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stale_change_is_refused_and_a_bad_field_named()
    {
        var id = await office.Agent.NotesAsync();
        (await office.Agent.Http.PutAsync($"/mobile/leads/{id}", new { notes = "a" }, ("If-Match", "\"1\""))).Expect(HttpStatusCode.OK);

        (await office.Agent.Http.PutAsync($"/mobile/leads/{id}", new { notes = "b" }, ("If-Match", "\"1\""))).ShouldFail(409, "Conflict", "record.stale");
        (await office.Agent.Http.PutAsync($"/mobile/leads/{id}", """{"name":123,"notes":"x"}""")).ShouldNameFields("body.name string_type");
    }

    [Fact]
    public async Task A_lead_is_given_to_a_colleague_and_leaves_the_sight_of_who_had_it()
    {
        var id = await office.Agent.NotesAsync();

        var given = (await office.Admin.Http.PostAsync($"/mobile/leads/{id}/assign", new { agent_id = office.Colleague.AgentId })).Expect(HttpStatusCode.OK);

        given["assigned_agent_id"].GetInt64().ShouldBe(office.Colleague.AgentId);
        (await office.Agent.Http.GetAsync($"/mobile/leads/{id}")).ShouldFail(404, "Not Found");
        (await office.Colleague.ReadsAsync($"/mobile/leads/{id}"))["id"].GetInt64().ShouldBe(id);
        (await office.Admin.Http.PostAsync($"/mobile/leads/{id}/assign", new { agent_id = office.Rival.AgentId })).ShouldFail(
            409,
            "Integrity Error",
            message: "Registro relacionado não encontrado."
        );
        (await office.Viewer.Http.PostAsync($"/mobile/leads/{id}/assign", new { agent_id = office.Agent.AgentId })).ShouldFail(403, "Permission Denied");
    }

    [Fact]
    public async Task The_timeline_shows_all_that_happened_in_one_stream()
    {
        var property = await office.Agent.ListsAsync();
        var lead = await office.Agent.NotesAsync();
        (await office.Agent.Http.PatchAsync($"/mobile/leads/{lead}/status", new { status = "contacted", note = "Atendeu à segunda." })).Expect(
            HttpStatusCode.OK
        );
        await office.Agent.BooksAsync(property, "2026-09-01T10:00:00Z", lead);
        await office.Agent.CreatedAsync("/mobile/tasks", new { title = "Enviar plantas", lead_id = lead });

        var timeline = await office.Agent.ReadsAsync($"/mobile/leads/{lead}/timeline");

        var stream = timeline.Json.ValueKind == JsonValueKind.Array ? timeline.Json : timeline["items"];
        stream.ShouldAllBeA("type: text, occurred_at: time");
        var types = stream.EnumerateArray().Select(e => e.GetProperty("type").GetString()!).ToList();
        types.ShouldContain(t => t.Contains("status", StringComparison.Ordinal));
        types.ShouldContain(t => t.Contains("visit", StringComparison.Ordinal));
        types.ShouldContain(t => t.Contains("task", StringComparison.Ordinal));
        timeline.Text.ShouldContain("Atendeu à segunda.");
        var times = stream.EnumerateArray().Select(e => e.GetProperty("occurred_at").GetDateTimeOffset()).ToList();
        times.ShouldBe(times.OrderDescending());
        (await office.Colleague.Http.GetAsync($"/mobile/leads/{lead}/timeline")).ShouldFail(404, "Not Found", "lead.not_found");
    }
}
