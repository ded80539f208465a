using System.Net;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

/// <summary>PUT /mobile/visits/{id}.</summary>
public sealed class VisitChangesTests(Agencies agencies) : IClassFixture<Agencies>
{
    private const string Time = "2026-04-01T10:00:00Z";
    private const string Later = "2026-04-02T16:30:00Z";

    [Fact]
    public async Task Only_what_is_sent_changes()
    {
        var visit = await BookAsync(notes: "2.º esquerdo", lead: "Marta Figueiredo");

        var moved = (await PutAsync(visit, new { scheduled_at = Later, duration_minutes = 45 })).Expect(HttpStatusCode.OK);
        var cleared = (await PutAsync(visit, """{"notes":null,"lead_id":null}""")).Expect(HttpStatusCode.OK);

        moved["scheduled_at"].GetString().ShouldBe("2026-04-02T16:30:00.000Z");
        moved["scheduled_date"].GetString().ShouldBe("2026-04-02T16:30:00.000Z");
        moved["duration_minutes"].GetInt32().ShouldBe(45);
        moved["notes"].GetString().ShouldBe("2.º esquerdo");
        moved["lead_name"].GetString().ShouldBe("Marta Figueiredo");
        moved["version"].GetInt32().ShouldBe(2);
        moved.Header("ETag").ShouldBe("\"2\"");
        cleared["notes"].ValueKind.ShouldBe(JsonValueKind.Null);
        cleared["lead_name"].ValueKind.ShouldBe(JsonValueKind.Null);
        cleared["scheduled_at"].GetString().ShouldBe("2026-04-02T16:30:00.000Z");
        (await agencies.Agent.GetAsync($"/mobile/visits/{visit}")).Text.ShouldBe(cleared.Text);
    }

    [Fact]
    public async Task Another_time_is_told_as_a_new_visit_is_and_stands_in_the_history()
    {
        var visit = await BookAsync(lead: "Marta Figueiredo");

        (await PutAsync(visit, new { scheduled_date = "2026-07-01T10:00:00" })).Expect(HttpStatusCode.OK);

        var signals = await agencies.SignalsAsync("visit_scheduled");
        var data = signals.ShouldBeOfLength(2)[1].GetProperty("data");
        data.EnumerateObject().Select(p => p.Name).ShouldBe(["visit_id", "property_id", "property_title", "lead_name", "scheduled_at"], ignoreOrder: true);
        data.GetProperty("visit_id").GetInt64().ShouldBe(visit);
        data.GetProperty("scheduled_at").GetString().ShouldBe("2026-07-01T09:00:00.000Z");
        signals[1].GetProperty("audience")[0].GetString().ShouldBe($"agent:{agencies.Agent.AgentId}");
        var history = await HistoryAsync(visit);
        history.Select(h => h.Type).ShouldBe(["visit_scheduled", "visit_rescheduled"]);
        history[1].Data.GetProperty("old_scheduled_at").GetString().ShouldBe("2026-04-01T10:00:00.000Z");
        history[1].Data.GetProperty("scheduled_at").GetString().ShouldBe("2026-07-01T09:00:00.000Z");
    }

    [Fact]
    public async Task What_changes_nothing_is_no_version_no_history_and_no_signal()
    {
        var visit = await BookAsync(notes: "Igual");

        var same = (
            await PutAsync(
                visit,
                new
                {
                    scheduled_at = Time,
                    notes = "Igual",
                    status = "scheduled",
                    duration_minutes = 60,
                }
            )
        ).Expect(HttpStatusCode.OK);
        (await PutAsync(visit, new { })).Expect(HttpStatusCode.OK);

        same["version"].GetInt32().ShouldBe(1);
        (await agencies.SignalsAsync("visit_scheduled")).ShouldHaveSingleItem();
        (await HistoryAsync(visit)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Notes_alone_are_history_but_ring_on_no_phone()
    {
        var visit = await BookAsync();

        (await PutAsync(visit, new { notes = "Levar as chaves" })).Expect(HttpStatusCode.OK);

        (await agencies.SignalsAsync("visit_scheduled")).ShouldHaveSingleItem();
        var update = (await HistoryAsync(visit))[1];
        update.Type.ShouldBe("visit_updated");
        update.Data.GetProperty("changed").EnumerateArray().Select(c => c.GetString()).ShouldBe(["notes"]);
    }

    [Fact]
    public async Task A_time_that_is_taken_is_refused_as_when_booking_and_nothing_changes()
    {
        var visit = await BookAsync();
        var other = await agencies.Agent.BooksAsync(await agencies.Agent.ListsPropertyAsync(), Later);

        var refused = (await PutAsync(visit, new { scheduled_at = "2026-04-02T16:00:00Z", notes = "Nova hora" })).Expect(HttpStatusCode.Conflict);
        var longer = (await PutAsync(visit, new { duration_minutes = 1440 })).Expect(HttpStatusCode.OK);
        var tooLong = (await PutAsync(other, new { scheduled_at = "2026-04-02T09:59:00Z" })).Expect(HttpStatusCode.Conflict);

        refused.Error.ShouldBe("Business Rule Violation");
        refused.Message.ShouldBe("Já existe visita agendada neste horário");
        refused["details.conflicting_visit_id"].GetInt64().ShouldBe(other);
        refused["details.scheduled_at"].GetString().ShouldBe("2026-04-02T16:30:00.000Z");
        longer["notes"].ValueKind.ShouldBe(JsonValueKind.Null);
        longer["version"].GetInt32().ShouldBe(2);
        tooLong["details.conflicting_visit_id"].GetInt64().ShouldBe(visit);
        (await HistoryAsync(other)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_visit_does_not_get_in_its_own_way()
    {
        var visit = await BookAsync();

        (await PutAsync(visit, new { scheduled_at = "2026-04-01T10:30:00Z" })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_two_visits_moved_to_one_hour_at_once_one_wins()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var visits = new List<long>();
        for (var hour = 8; hour < 16; hour++)
            visits.Add(await agencies.Agent.BooksAsync(property, $"2026-04-01T{hour:00}:00:00Z"));

        var answers = await Task.WhenAll(visits.Select((v, i) => PutAsync(v, new { scheduled_at = $"2026-04-05T10:0{i}:00Z" })));

        var winner = answers.Where(a => a.Status == HttpStatusCode.OK).ShouldHaveSingleItem();
        answers.Count(a => a.Status == HttpStatusCode.Conflict).ShouldBe(7);
        answers.Where(a => a.Status == HttpStatusCode.Conflict).ShouldAllBe(a => a["details.conflicting_visit_id"].GetInt64() == winner["id"].GetInt64());
        (await agencies.Agent.IdsAsync("/mobile/visits?date=2026-04-05")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("cancelled")]
    [InlineData("no_show")]
    public async Task A_visit_that_is_closed_moves_only_when_it_is_reopened(string status)
    {
        var visit = await BookAsync();
        (await agencies.Agent.PatchAsync($"/mobile/visits/{visit}/status", new { status })).Expect(HttpStatusCode.OK);

        var refused = (await PutAsync(visit, new { scheduled_at = Later })).Expect(HttpStatusCode.BadRequest);
        var reopened = (await PutAsync(visit, new { scheduled_at = Later, status = "confirmed" })).Expect(HttpStatusCode.OK);

        refused.Error.ShouldBe("Business Rule Violation");
        refused.Code.ShouldBe("visit.not_open");
        refused.Message.ShouldBe("Esta visita já não está em aberto. Volte a marcá-la como agendada ou confirmada primeiro.");
        refused["details.visit_id"].GetInt64().ShouldBe(visit);
        refused["details.status"].GetString().ShouldBe(status);
        reopened["status"].GetString().ShouldBe("confirmed");
        reopened["version"].GetInt32().ShouldBe(3);
        (await HistoryAsync(visit)).Select(h => h.Type).ShouldBe(["visit_scheduled", "visit_status_changed", "visit_rescheduled", "visit_status_changed"]);
    }

    [Fact]
    public async Task A_stale_version_is_refused_with_both()
    {
        var visit = await BookAsync();
        (await PutAsync(visit, new { notes = "Primeira" }, ("If-Match", "\"1\""))).Expect(HttpStatusCode.OK);

        var stale = (await PutAsync(visit, new { notes = "Segunda" }, ("If-Match", "\"1\""))).Expect(HttpStatusCode.Conflict);

        stale.Error.ShouldBe("Conflict");
        stale.Code.ShouldBe("record.stale");
        stale["details.your_version"].GetInt32().ShouldBe(1);
        stale["details.current_version"].GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task The_same_change_again_gets_the_first_answer()
    {
        var visit = await BookAsync();
        var key = ("Idempotency-Key", $"{Guid.CreateVersion7(TestClock.Start)}");

        var first = (await PutAsync(visit, new { scheduled_at = Later }, key)).Expect(HttpStatusCode.OK);
        (await PutAsync(visit, new { scheduled_at = Time })).Expect(HttpStatusCode.OK);
        var again = (await PutAsync(visit, new { scheduled_at = Later }, key)).Expect(HttpStatusCode.OK);

        again.Text.ShouldBe(first.Text);
        again.Header("Idempotency-Replayed").ShouldBe("true");
        again.Header("ETag").ShouldBe("\"2\"");
        (await agencies.Agent.GetAsync($"/mobile/visits/{visit}"))["scheduled_at"].GetString().ShouldBe("2026-04-01T10:00:00.000Z");
    }

    [Fact]
    public async Task An_agent_changes_their_own_an_administrator_all_and_others_none()
    {
        var visit = await BookAsync();

        foreach (var stranger in new[] { agencies.Colleague, agencies.Rival, agencies.WithoutAgent })
        {
            var refused = (await stranger.Client.PutAsync($"/mobile/visits/{visit}", new { notes = "x" })).Expect(HttpStatusCode.NotFound);
            refused.Code.ShouldBe("visit.not_found");
            refused["identifier"].GetInt64().ShouldBe(visit);
        }
        (await agencies.Viewer.Client.PutAsync($"/mobile/visits/{visit}", new { notes = "x" }))
            .Expect(HttpStatusCode.Forbidden)
            .Code.ShouldBe("permission.read_only");
        var changed = (await agencies.Admin.Client.PutAsync($"/mobile/visits/{visit}", new { notes = "Da direção" })).Expect(HttpStatusCode.OK);
        changed["agent_id"].GetInt64().ShouldBe(agencies.Agent.AgentId);
        changed["notes"].GetString().ShouldBe("Da direção");
    }

    [Fact]
    public async Task An_agent_moves_a_visit_to_their_own_properties_only_and_an_administrator_sends_the_propertys_agent()
    {
        var visit = await BookAsync();
        var own = await agencies.Agent.ListsPropertyAsync("Moradia em Birre");
        var colleagues = await agencies.Colleague.ListsPropertyAsync("Loja em Benfica");

        (await PutAsync(visit, new { property_id = own })).Expect(HttpStatusCode.OK)["property_title"].GetString().ShouldBe("Moradia em Birre");
        var refused = (await PutAsync(visit, new { property_id = colleagues })).Expect(HttpStatusCode.Forbidden);
        var unknown = (await PutAsync(visit, new { property_id = 999_999 })).Expect(HttpStatusCode.NotFound);
        var sent = (await agencies.Admin.Client.PutAsync($"/mobile/visits/{visit}", new { property_id = colleagues })).Expect(HttpStatusCode.OK);

        refused.Message.ShouldBe("Não pode agendar visitas em propriedades de outros agentes");
        unknown.Message.ShouldBe("Propriedade não encontrada.");
        sent["agent_id"].GetInt64().ShouldBe(agencies.Colleague.AgentId);
        (await agencies.Agent.GetAsync($"/mobile/visits/{visit}")).Expect(HttpStatusCode.NotFound);
        (await agencies.Colleague.IdsAsync("/mobile/visits")).ShouldBe([visit]);
        (await agencies.SignalsAsync("visit_scheduled"))[^1].GetProperty("audience")[0].GetString().ShouldBe($"agent:{agencies.Colleague.AgentId}");
    }

    [Fact]
    public async Task Naming_the_property_and_lead_it_has_is_no_move_even_when_they_have_become_a_colleagues()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        var visit = await agencies.Agent.BooksAsync(property, Time, leadId: lead);
        await agencies.App.ExecuteAsync(
            $"update crm.properties set agent_id = {agencies.Colleague.AgentId}; update crm.leads set assigned_agent_id = {agencies.Colleague.AgentId}"
        );

        var whole = new
        {
            property_id = property,
            lead_id = lead,
            scheduled_at = Later,
            status = "confirmed",
        };
        var changed = (await PutAsync(visit, whole)).Expect(HttpStatusCode.OK);

        changed["lead_id"].GetInt64().ShouldBe(lead);
        changed["agent_id"].GetInt64().ShouldBe(agencies.Agent.AgentId);
    }

    [Fact]
    public async Task Another_lead_is_one_the_caller_may_see()
    {
        var visit = await BookAsync(lead: "Marta Figueiredo");
        var other = await agencies.Agent.NotesLeadAsync("Nuno Faria");

        (await PutAsync(visit, new { lead_id = other })).Expect(HttpStatusCode.OK)["lead_name"].GetString().ShouldBe("Nuno Faria");
        var refused = (await PutAsync(visit, new { lead_id = await agencies.Colleague.NotesLeadAsync() })).Expect(HttpStatusCode.Conflict);

        refused.Error.ShouldBe("Integrity Error");
        refused.Message.ShouldBe("Registro relacionado não encontrado.");
    }

    [Fact]
    public async Task What_was_made_offline_is_changed_by_the_ids_of_the_phone()
    {
        await agencies.EmptyAsync();
        var (property, other, lead, visit) = (Uuid(), Uuid(), Uuid(), Uuid());
        foreach (var id in new[] { property, other })
            (await agencies.Agent.PostAsync("/mobile/properties", new { title = "T1 em Sintra", client_id = id })).Expect(HttpStatusCode.Created);
        (await agencies.Agent.PostAsync("/mobile/leads", new { name = "Nuno Faria", client_id = lead })).Expect(HttpStatusCode.Created);
        var booking = new
        {
            client_id = visit,
            property_client_id = property,
            scheduled_at = Time,
        };
        (await agencies.Agent.PostAsync("/mobile/visits", booking)).Expect(HttpStatusCode.Created);

        var changed = await agencies.Agent.Client.PutAsync(
            $"/mobile/visits/{visit}",
            new
            {
                property_client_id = other,
                lead_client_id = lead,
                occurred_at = "2026-03-10T08:00:00Z",
            }
        );

        changed.Expect(HttpStatusCode.OK)["lead_name"].GetString().ShouldBe("Nuno Faria");
        changed["client_id"].GetGuid().ShouldBe(visit);
        (await agencies.App.ScalarAsync<DateTime>("select occurred_at from crm.activities where type = 'visit_updated'")).ShouldBe(
            new DateTime(2026, 3, 10, 8, 0, 0, DateTimeKind.Utc)
        );
    }

    [Theory]
    [InlineData("""{"scheduled_at":"amanhã"}""", "body.scheduled_at", "datetime_type")]
    [InlineData("""{"scheduled_at":null}""", "body.scheduled_at", "datetime_type")]
    [InlineData("""{"duration_minutes":4}""", "body.duration_minutes", "greater_than_equal")]
    [InlineData("""{"duration_minutes":"60"}""", "body.duration_minutes", "int_type")]
    [InlineData("""{"property_id":null}""", "body.property_id", "int_type")]
    [InlineData("""{"status":"done"}""", "body.status", "enum")]
    [InlineData("""{"status":3}""", "body.status", "enum")]
    [InlineData("""{"notes":7}""", "body.notes", "string_type")]
    public async Task A_bad_field_is_named(string body, string field, string type)
    {
        var visit = await BookAsync();

        var fault = (await PutAsync(visit, body)).Expect(HttpStatusCode.UnprocessableEntity)["details"][0];

        fault.GetProperty("field").GetString().ShouldBe(field);
        fault.GetProperty("type").GetString().ShouldBe(type);
    }

    private async Task<long> BookAsync(string? notes = null, string? lead = null)
    {
        await agencies.EmptyAsync();
        var booking = new
        {
            property_id = await agencies.Agent.ListsPropertyAsync(),
            lead_id = lead is null ? (long?)null : await agencies.Agent.NotesLeadAsync(lead),
            scheduled_at = Time,
            notes,
        };
        return (await agencies.Agent.PostAsync("/mobile/visits", booking)).Expect(HttpStatusCode.Created)["id"].GetInt64();
    }

    private Task<Answer> PutAsync(long visit, object body, params (string Name, string Value)[] headers) =>
        agencies.Agent.Client.PutAsync($"/mobile/visits/{visit}", body, headers);

    private Task<(string Type, JsonElement Data)[]> HistoryAsync(long visit) => agencies.App.HistoryAsync("visit", visit);

    private static Guid Uuid() => Guid.CreateVersion7(TestClock.Start);
}
