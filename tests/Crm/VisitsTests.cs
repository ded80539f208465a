using System.Net;

namespace Aldrava.Tests.Crm;

public sealed class VisitsTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task A_visit_is_booked_and_told()
    {
        await agencies.EmptyAsync();
        var propertyId = await agencies.Agent.ListsPropertyAsync("T2 em Alvalade");
        var leadId = await agencies.Agent.NotesLeadAsync("Marta Figueiredo");

        var booked = (
            await agencies.Agent.PostAsync(
                "/mobile/visits",
                new
                {
                    property_id = propertyId,
                    lead_id = leadId,
                    scheduled_at = "2026-03-12T15:00:00Z",
                    notes = "2.º esquerdo",
                }
            )
        ).Expect(HttpStatusCode.Created);

        booked.Json.ShouldHaveFields(
            "id property_id property_title property_reference lead_id lead_name agent_id scheduled_at scheduled_date duration_minutes status notes "
                + "checked_in_at checked_out_at presence feedback rating version created_at updated_at"
        );
        booked["property_title"].GetString().ShouldBe("T2 em Alvalade");
        booked["lead_name"].GetString().ShouldBe("Marta Figueiredo");
        booked["agent_id"].GetInt64().ShouldBe(agencies.Agent.AgentId);
        booked["scheduled_at"].GetString().ShouldBe("2026-03-12T15:00:00.000Z");
        booked["scheduled_date"].GetString().ShouldBe("2026-03-12T15:00:00.000Z");
        booked["duration_minutes"].GetInt32().ShouldBe(60);
        booked["status"].GetString().ShouldBe("scheduled");
        (await agencies.Agent.GetAsync(booked.Header("Location")!)).Text.ShouldBe(booked.Text);

        var signal = (await agencies.SignalsAsync("visit_scheduled")).ShouldHaveSingleItem();
        signal.GetProperty("audience")[0].GetString().ShouldBe($"agent:{agencies.Agent.AgentId}");
        var data = signal.GetProperty("data");
        data.EnumerateObject().Select(p => p.Name).ShouldBe(["visit_id", "property_id", "property_title", "lead_name", "scheduled_at"], ignoreOrder: true);
        data.GetProperty("scheduled_at").GetString().ShouldBe("2026-03-12T15:00:00.000Z");
    }

    [Theory]
    [InlineData("scheduled_at", "2026-07-01T10:00:00", "2026-07-01T09:00:00.000Z")]
    [InlineData("scheduled_date", "2026-07-02T10:00:00", "2026-07-02T09:00:00.000Z")]
    [InlineData("scheduled_date", "2026-07-03T10:00:00+02:00", "2026-07-03T08:00:00.000Z")]
    [InlineData("scheduled_at", "2026-07-04T10:00:00Z", "2026-07-04T10:00:00.000Z")]
    [InlineData("scheduled_at", "2025-12-20T10:00:00", "2025-12-20T10:00:00.000Z")]
    public async Task A_time_without_an_offset_is_the_organizations_and_the_past_is_taken_too(string field, string written, string stored)
    {
        var propertyId = await agencies.Agent.ListsPropertyAsync();

        var booked = await agencies.Agent.PostAsync("/mobile/visits", new Dictionary<string, object> { ["property_id"] = propertyId, [field] = written });

        booked.Expect(HttpStatusCode.Created)["scheduled_at"].GetString().ShouldBe(stored);
    }

    [Fact]
    public async Task An_unknown_property_is_not_found()
    {
        var answer = await agencies.Agent.PostAsync("/mobile/visits", new { property_id = 999_999, scheduled_at = "2026-03-12T15:00:00Z" });

        answer.Expect(HttpStatusCode.NotFound).Error.ShouldBe("Not Found");
        answer.Message.ShouldBe("Propriedade não encontrada.");
        answer["identifier"].GetInt64().ShouldBe(999_999);
    }

    [Fact]
    public async Task Another_agents_property_is_refused_but_an_administrator_books_for_its_agent()
    {
        var propertyId = await agencies.Colleague.ListsPropertyAsync();
        var visit = new { property_id = propertyId, scheduled_at = "2026-08-12T15:00:00Z" };

        var refused = (await agencies.Agent.PostAsync("/mobile/visits", visit)).Expect(HttpStatusCode.Forbidden);
        var booked = (await agencies.Admin.PostAsync("/mobile/visits", visit)).Expect(HttpStatusCode.Created);

        refused.Error.ShouldBe("Permission Denied");
        refused.Message.ShouldBe("Não pode agendar visitas em propriedades de outros agentes");
        booked["agent_id"].GetInt64().ShouldBe(agencies.Colleague.AgentId);
        (await agencies.Viewer.PostAsync("/mobile/visits", visit)).Expect(HttpStatusCode.Forbidden);
        (await agencies.WithoutAgent.PostAsync("/mobile/visits", visit)).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.agents_only");
    }

    [Theory]
    [InlineData("2026-09-01T15:30:00Z", 60, false)]
    [InlineData("2026-09-01T14:30:00Z", 31, false)]
    [InlineData("2026-09-01T14:00:00Z", 180, false)]
    [InlineData("2026-09-01T15:10:00Z", 5, false)]
    [InlineData("2026-09-01T14:00:00Z", 60, true)]
    [InlineData("2026-09-01T16:00:00Z", 60, true)]
    public async Task Visits_of_one_agent_may_touch_but_not_overlap(string scheduledAt, int minutes, bool fits)
    {
        await agencies.EmptyAsync();
        var propertyId = await agencies.Agent.ListsPropertyAsync();
        var first = await agencies.Agent.BooksAsync(propertyId, "2026-09-01T15:00:00Z");

        var answer = await agencies.Agent.PostAsync(
            "/mobile/visits",
            new
            {
                property_id = propertyId,
                scheduled_at = scheduledAt,
                duration_minutes = minutes,
            }
        );

        if (fits)
        {
            answer.Expect(HttpStatusCode.Created);
            return;
        }
        answer.Expect(HttpStatusCode.Conflict).Error.ShouldBe("Business Rule Violation");
        answer.Message.ShouldBe("Já existe visita agendada neste horário");
        answer["details.conflicting_visit_id"].GetInt64().ShouldBe(first);
        answer["details.scheduled_at"].GetString().ShouldBe("2026-09-01T15:00:00.000Z");
    }

    [Fact]
    public async Task Visits_of_different_agents_and_cancelled_ones_do_not_get_in_the_way()
    {
        await agencies.EmptyAsync();
        var own = await agencies.Agent.ListsPropertyAsync();
        var first = await agencies.Agent.BooksAsync(own, "2026-09-01T15:00:00Z");
        await agencies.Colleague.BooksAsync(await agencies.Colleague.ListsPropertyAsync(), "2026-09-01T15:00:00Z");

        await agencies.App.ExecuteAsync($"update crm.visits set status = 'cancelled' where id = {first}");

        await agencies.Agent.BooksAsync(own, "2026-09-01T15:00:00Z");
    }

    [Fact]
    public async Task Of_eight_bookings_of_one_hour_at_once_one_is_made()
    {
        await agencies.EmptyAsync();
        var propertyId = await agencies.Agent.ListsPropertyAsync();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => agencies.Agent.PostAsync("/mobile/visits", new { property_id = propertyId, scheduled_at = $"2026-09-02T15:0{i}:00Z" }))
        );

        var booked = answers.Where(a => a.Status == HttpStatusCode.Created).ShouldHaveSingleItem();
        var refused = answers.Where(a => a.Status == HttpStatusCode.Conflict).ToArray();
        refused.Length.ShouldBe(7);
        refused.ShouldAllBe(a => a["details.conflicting_visit_id"].GetInt64() == booked["id"].GetInt64());
        (await agencies.Agent.IdsAsync("/mobile/visits")).ShouldHaveSingleItem();
        (await agencies.SignalsAsync("visit_scheduled")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("{}", "body.property_id missing body.scheduled_at missing")]
    [InlineData("""{"property_id":1}""", "body.scheduled_at missing")]
    [InlineData("""{"property_id":1,"scheduled_at":"amanhã"}""", "body.scheduled_at datetime_type")]
    [InlineData("""{"property_id":1,"scheduled_at":"2026-09-01T15:00:00Z","duration_minutes":0}""", "body.duration_minutes greater_than_equal")]
    [InlineData("""{"property_id":1,"scheduled_at":"2026-09-01T15:00:00Z","status":"completed"}""", "body.status enum")]
    [InlineData("""{"duration_minutes":9999}""", "body.duration_minutes less_than_equal body.property_id missing body.scheduled_at missing")]
    public async Task Every_bad_field_is_named(string body, string faults)
    {
        var answer = (await agencies.Agent.PostAsync("/mobile/visits", body)).Expect(HttpStatusCode.UnprocessableEntity);

        var named = answer["details"].EnumerateArray().Select(d => $"{d.GetProperty("field").GetString()} {d.GetProperty("type").GetString()}");
        string.Join(' ', named.Order(StringComparer.Ordinal)).ShouldBe(faults);
    }

    [Fact]
    public async Task A_lead_the_caller_cannot_see_is_a_missing_reference()
    {
        var propertyId = await agencies.Agent.ListsPropertyAsync();

        foreach (var leadId in new[] { 999_999, await agencies.Colleague.NotesLeadAsync(), await agencies.Rival.NotesLeadAsync() })
        {
            var visit = new
            {
                property_id = propertyId,
                lead_id = leadId,
                scheduled_at = "2026-11-01T10:00:00Z",
            };
            (await agencies.Agent.PostAsync("/mobile/visits", visit)).Expect(HttpStatusCode.Conflict).Error.ShouldBe("Integrity Error");
        }
    }

    [Fact]
    public async Task What_was_made_offline_is_referred_to_by_the_ids_of_the_phone()
    {
        var (property, lead, visit) = (Uuid(), Uuid(), Uuid());
        (await agencies.Agent.PostAsync("/mobile/properties", new { title = "T1 em Sintra", client_id = property })).Expect(HttpStatusCode.Created);
        (
            await agencies.Agent.PostAsync(
                "/mobile/leads",
                new
                {
                    name = "Nuno Faria",
                    client_id = lead,
                    property_client_id = property,
                }
            )
        ).Expect(HttpStatusCode.Created);
        var booking = new
        {
            client_id = visit,
            property_client_id = property,
            lead_client_id = lead,
            scheduled_at = "2026-11-02T10:00:00Z",
        };

        var booked = (await agencies.Agent.PostAsync("/mobile/visits", booking)).Expect(HttpStatusCode.Created);
        var again = (await agencies.Agent.PostAsync("/mobile/visits", booking)).Expect(HttpStatusCode.OK);

        booked["property_title"].GetString().ShouldBe("T1 em Sintra");
        booked["lead_name"].GetString().ShouldBe("Nuno Faria");
        again.Text.ShouldBe(booked.Text);
        (await agencies.Agent.PostAsync("/mobile/visits", new { property_client_id = Uuid(), scheduled_at = "2026-11-02T10:00:00Z" })).Expect(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task An_agent_sees_only_their_own_visits()
    {
        await agencies.EmptyAsync();
        var own = await agencies.Agent.BooksAsync(await agencies.Agent.ListsPropertyAsync(), "2026-09-01T10:00:00Z");
        var other = await agencies.Colleague.BooksAsync(await agencies.Colleague.ListsPropertyAsync(), "2026-09-01T11:00:00Z");

        (await agencies.Agent.IdsAsync("/mobile/visits")).ShouldBe([own]);
        (await agencies.Admin.IdsAsync("/mobile/visits")).ShouldBe([own, other]);
        (await agencies.Viewer.IdsAsync("/mobile/visits?sort=-scheduled_at")).ShouldBe([other, own]);
        (await agencies.WithoutAgent.IdsAsync("/mobile/visits")).ShouldBeEmpty();
        (await agencies.Agent.GetAsync($"/mobile/visits/{other}")).Expect(HttpStatusCode.NotFound).Code.ShouldBe("visit.not_found");
    }

    private static Guid Uuid() => Guid.CreateVersion7(Support.TestClock.Start);
}
