using System.Net;
using System.Text.Json;
using Aldrava.Crm.History;
using Aldrava.Platform.Http;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Crm;

public sealed class TimelineTests(Agencies agencies) : IClassFixture<Agencies>
{
    private static readonly DateTimeOffset Earlier = TestClock.Start.AddDays(-1);

    [Fact]
    public async Task All_that_was_done_about_a_lead_stands_in_one_stream_newest_first()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync("T2 em Alvalade");
        var lead = await agencies.Agent.NotesLeadAsync("Marta Figueiredo");
        (await agencies.Agent.PatchAsync($"/mobile/leads/{lead}/status", new { status = "contacted", note = "Atendeu logo." })).Expect(HttpStatusCode.OK);
        await agencies.Agent.BooksAsync(property, "2026-03-12T15:00:00Z", leadId: lead);
        var task = await agencies.Agent.PostAsync(
            "/mobile/tasks",
            new
            {
                title = "Enviar planta",
                lead_id = lead,
                due_at = "2026-03-11T10:00:00",
            }
        );
        (await agencies.Agent.PatchAsync($"/mobile/tasks/{task["id"].GetInt64()}", new { status = "done" })).Expect(HttpStatusCode.OK);
        await NoteAsync(agencies.Admin, lead, "Cliente antigo.");

        var entries = (await agencies.Agent.GetAsync($"/mobile/leads/{lead}/timeline")).Expect(HttpStatusCode.OK).Json.EnumerateArray().ToArray();

        entries
            .Select(e => $"{e.GetProperty("type")} | {e.GetProperty("title")} | {e.GetProperty("description")}")
            .ShouldBe([
                "lead_note | Nota sobre Marta Figueiredo | Cliente antigo.",
                "task_status_changed | Tarefa concluída: Enviar planta | ",
                "task_created | Nova tarefa: Enviar planta | 11/03/2026 10:00",
                "visit_scheduled | Visita agendada: T2 em Alvalade | Marta Figueiredo, 12/03/2026 15:00",
                "lead_status_changed | Marta Figueiredo passou a: contactado | Atendeu logo.",
                "lead_created | Novo lead: Marta Figueiredo | ",
            ]);
        entries[0].ShouldHaveFields("id type title description entity_type entity_id occurred_at recorded_at actor data");
        entries[0].GetProperty("entity_type").GetString().ShouldBe("lead");
        entries[0].GetProperty("entity_id").GetInt64().ShouldBe(lead);
        entries[0].GetProperty("actor").GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
        entries[2].GetProperty("entity_type").GetString().ShouldBe("task");
    }

    [Fact]
    public async Task It_speaks_the_callers_language()
    {
        var lead = await agencies.Agent.NotesLeadAsync("Marta Figueiredo");
        (await agencies.Agent.PatchAsync($"/mobile/leads/{lead}/status", new { status = "won" })).Expect(HttpStatusCode.OK);

        async Task<string?> InAsync(string language) =>
            (await agencies.Agent.Client.GetAsync($"/mobile/leads/{lead}/timeline", ("Accept-Language", language))).Json[0].GetProperty("title").GetString();

        (await InAsync("en")).ShouldBe("Marta Figueiredo is now: won");
        (await InAsync("pt-BR")).ShouldBe("Marta Figueiredo passou para: ganho");
    }

    [Fact]
    public async Task Messages_of_its_conversation_stand_among_what_was_done()
    {
        await agencies.EmptyAsync();
        var (lead, conversation) = await LeadWithConversationAsync();
        await SaidAsync(conversation, "inbound", "Olá, ainda está disponível?", "contact", Earlier.AddMinutes(-30));
        await SaidAsync(conversation, "outbound", new string('x', 500), "bot", Earlier.AddMinutes(30));

        var entries = (await agencies.Agent.GetAsync($"/mobile/leads/{lead}/timeline")).Expect(HttpStatusCode.OK).Json.EnumerateArray().ToArray();

        entries.Select(e => e.GetProperty("type").GetString()).ShouldBe(["message_sent", "lead_created", "message_received"]);
        var (sent, received) = (entries[0], entries[2]);
        received.GetProperty("title").GetString().ShouldBe("Mensagem de Marta Figueiredo");
        received.GetProperty("description").GetString().ShouldBe("Olá, ainda está disponível?");
        received.GetProperty("entity_type").GetString().ShouldBe("message");
        received.GetProperty("entity_id").GetGuid().ShouldNotBe(Guid.Empty);
        received.GetProperty("actor").ValueKind.ShouldBe(JsonValueKind.Null);
        sent.GetProperty("title").GetString().ShouldBe("Mensagem para Marta Figueiredo");
        sent.GetProperty("description").GetString()!.Length.ShouldBe(300);
        sent.GetProperty("data").GetProperty("conversation_id").GetGuid().ShouldBe(conversation);
        sent.GetProperty("data").GetProperty("status").GetString().ShouldBe("sent");
    }

    [Fact]
    public async Task Pages_neither_repeat_nor_skip_even_within_one_moment()
    {
        await agencies.EmptyAsync();
        var (lead, conversation) = await LeadWithConversationAsync();
        for (var i = 0; i < 5; i++)
        {
            await SaidAsync(conversation, "inbound", $"mensagem {i}", "contact", Earlier.AddHours(1));
            await NoteAsync(agencies.Agent, lead, $"nota {i}", Earlier.AddHours(1));
        }
        var whole = (await agencies.Agent.GetAsync($"/mobile/leads/{lead}/timeline?limit=100")).Json.EnumerateArray().Select(e => e.GetRawText()).ToArray();

        foreach (var size in new[] { 1, 2, 3, 7 })
        {
            var read = new List<string>();
            for (var next = $"/mobile/leads/{lead}/timeline?limit={size}"; next is not null; )
            {
                var page = (await agencies.Agent.GetAsync(next)).Expect(HttpStatusCode.OK);
                page.Json.GetArrayLength().ShouldBeInRange(1, size);
                read.AddRange(page.Json.EnumerateArray().Select(e => e.GetRawText()));
                next = page.Header("Link")?.Split('>')[0].TrimStart('<');
            }
            read.ShouldBe(whole, ignoreOrder: false, $"pages of {size}");
        }
        whole.Length.ShouldBe(11);
    }

    [Theory]
    [InlineData("before=nada")]
    [InlineData("before=MTIz")]
    [InlineData("before=%20")]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    public async Task A_bad_place_or_size_is_named(string query)
    {
        var lead = await agencies.Agent.NotesLeadAsync();

        var fault = (await agencies.Agent.GetAsync($"/mobile/leads/{lead}/timeline?{query}")).Expect(HttpStatusCode.UnprocessableEntity)["details"][0];

        fault.GetProperty("field").GetString().ShouldBe($"query.{query.Split('=')[0]}");
    }

    [Fact]
    public async Task Who_may_not_see_the_lead_sees_no_timeline_and_writes_no_note()
    {
        var lead = await agencies.Agent.NotesLeadAsync();

        (await agencies.Viewer.GetAsync($"/mobile/leads/{lead}/timeline")).Expect(HttpStatusCode.OK);
        (await agencies.Viewer.PostAsync($"/mobile/leads/{lead}/notes", new { text = "x" })).Expect(HttpStatusCode.Forbidden);
        foreach (var stranger in new[] { agencies.Colleague, agencies.Rival, agencies.WithoutAgent })
        {
            (await stranger.GetAsync($"/mobile/leads/{lead}/timeline")).Expect(HttpStatusCode.NotFound).Code.ShouldBe("lead.not_found");
            (await stranger.PostAsync($"/mobile/leads/{lead}/notes", new { text = "x" })).Expect(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task A_note_made_offline_is_one_note_however_often_it_is_sent()
    {
        await agencies.EmptyAsync();
        var (leadKey, noteKey) = (NewKey(), NewKey());
        (await agencies.Agent.PostAsync("/mobile/leads", new { name = "Offline", client_id = leadKey })).Expect(HttpStatusCode.Created);
        var note = new
        {
            text = "Quer ver no sábado.",
            client_id = noteKey,
            occurred_at = Earlier,
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => agencies.Agent.PostAsync($"/mobile/leads/{leadKey}/notes", note)));

        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(5);
        answers.Select(a => a["id"].GetString()).Distinct().ShouldHaveSingleItem();
        answers[0]["description"].GetString().ShouldBe("Quer ver no sábado.");
        answers[0]["occurred_at"].GetString().ShouldBe("2026-03-09T09:00:00.000Z");
        answers[0]["recorded_at"].GetString().ShouldNotBe(answers[0]["occurred_at"].GetString());
        (await agencies.App.ScalarAsync<long>("select count(*) from crm.activities where type = 'lead_note'")).ShouldBe(1);
        var other = await agencies.Colleague.NotesLeadAsync();
        (await agencies.Colleague.PostAsync($"/mobile/leads/{other}/notes", note)).Expect(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_changed_of_listings_and_visits_is_said_too()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync("T2 em Alvalade");
        var visit = await agencies.Agent.BooksAsync(property, "2026-03-12T15:00:00Z");
        (await agencies.Agent.Client.PutAsync($"/mobile/properties/{property}", new { price = 300_000, area = 90 })).Expect(HttpStatusCode.OK);
        (await agencies.Agent.Client.PatchAsync($"/mobile/visits/{visit}/status", new { status = "confirmed" })).Expect(HttpStatusCode.OK);

        var entries = (await agencies.Agent.GetAsync("/mobile/dashboard/recent-activity?limit=2")).Json.EnumerateArray();

        entries
            .Select(e => $"{e.GetProperty("title")} | {e.GetProperty("description")}")
            .ShouldBe(["Visita confirmada: T2 em Alvalade | ", "Propriedade atualizada: T2 em Alvalade | Alterado: preço, área"]);
    }

    [Theory]
    [InlineData("{}", "missing")]
    [InlineData("""{"text":"   "}""", "string_too_short")]
    [InlineData("""{"text":7}""", "string_type")]
    public async Task A_note_needs_words(string body, string type)
    {
        var lead = await agencies.Agent.NotesLeadAsync();

        var fault = (await agencies.Agent.PostAsync($"/mobile/leads/{lead}/notes", body)).Expect(HttpStatusCode.UnprocessableEntity)["details"][0];

        (fault.GetProperty("field").GetString(), fault.GetProperty("type").GetString()).ShouldBe(("body.text", type));
    }

    [Fact]
    public void Everything_that_can_be_done_has_a_sentence_in_every_language_whatever_is_known_of_it()
    {
        var messages = agencies.App.Services.GetRequiredService<ErrorMessages>();
        var bare = JsonSerializer.SerializeToElement(new { }, Json.Options);
        var full = JsonSerializer.SerializeToElement(
            new
            {
                Name = "Ana",
                ToAgent = "Rui",
                OldStatus = "new",
                NewStatus = "cancelled",
                Changes = new { Phone = new { Old = 1 }, Nonsense = 2 },
            },
            Json.Options
        );

        foreach (var language in Languages.All)
        {
            var text = new ActivityText(messages, language, TimeZoneInfo.Utc);
            foreach (var type in Enum.GetValues<ActivityType>())
            {
                text.Title(type, full).ShouldContain("Ana");
                text.Title(type, bare).ShouldNotBeNullOrWhiteSpace();
                text.Description(full).ShouldNotBeNull();
                text.Description(bare).ShouldBeNull();
            }
            foreach (var type in new[] { ActivityType.LeadStatusChanged, ActivityType.VisitStatusChanged, ActivityType.TaskStatusChanged })
            foreach (
                var status in "new contacted qualified visit_scheduled proposal won lost scheduled confirmed in_progress completed cancelled no_show open done".Split(
                    ' '
                )
            )
                text.Title(type, JsonSerializer.SerializeToElement(new { Name = "Ana", NewStatus = status }, Json.Options)).ShouldContain("Ana");
        }
    }

    private async Task<(long Lead, Guid Conversation)> LeadWithConversationAsync()
    {
        var lead = await agencies.Agent.NotesLeadAsync("Marta Figueiredo");
        var (conversation, contact) = (NewKey(), NewKey());
        var organization = agencies.Agent.OrganizationId;
        await agencies.App.ExecuteAsync(
            $"""
            insert into inbox.contacts (id, organization_id, created_at, updated_at) values ('{contact}', {organization}, '{Earlier:O}', '{Earlier:O}');
            insert into inbox.conversations (id, organization_id, number_id, contact_id, status, bot_active, last_message_at, created_at, updated_at)
              select '{conversation}', {organization}, id, '{contact}', 'open', true, '{Earlier:O}', '{Earlier:O}', '{Earlier:O}'
              from inbox.numbers where organization_id = {organization} limit 1;
            update crm.leads set conversation_id = '{conversation}' where id = {lead};
            update crm.activities set occurred_at = '{Earlier:O}' where lead_id = {lead};
            """
        );
        return (lead, Guid.Parse(conversation));
    }

    private Task SaidAsync(Guid conversation, string direction, string text, string by, DateTimeOffset at) =>
        agencies.App.ExecuteAsync(
            $"""
            insert into inbox.messages (id, organization_id, conversation_id, direction, type, text, status, sent_by, created_at)
            values ('{NewKey()}', {agencies.Agent.OrganizationId}, '{conversation}', '{direction}', 'text', '{text}', '{(
                by == "bot" ? "sent" : "received"
            )}', '{by}', '{at:O}')
            """
        );

    private static async Task NoteAsync(Person author, long lead, string text, DateTimeOffset? at = null) =>
        (await author.PostAsync($"/mobile/leads/{lead}/notes", new { text, occurred_at = at })).Expect(HttpStatusCode.Created);

    private static string NewKey() => $"{Guid.CreateVersion7(TestClock.Start)}";
}
