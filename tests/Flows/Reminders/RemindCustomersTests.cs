using System.Net;
using System.Text.Json;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Tests.Inbox;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Flows.Reminders;

public sealed class RemindCustomersTests
{
    private const string Customer = "351912345678";
    private const string Account = "990000000000001";
    private static readonly Guid Chatbot = Guid.CreateVersion7(TestClock.Start);
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task Within_a_day_of_their_last_word_a_customer_is_reminded_in_our_own_words_and_once()
    {
        await using var inbox = await ConversationAsync("""{"visit_reminders":true}""");
        var at = inbox.App.Clock.GetUtcNow() + Soon;

        await DueAsync(inbox, at);
        await DueAsync(inbox, at);
        await UntilSentAsync(inbox, 1);
        await inbox.SettleAsync();

        inbox.Graph.TextsTo(Customer).ShouldBe(["Olá Maria, lembramos a sua visita a «T2 em Alvalade»: terça-feira, 10 de março, às 09:30. Até já!"]);
        await DueAsync(inbox, at.AddDays(1));
        await UntilSentAsync(inbox, 2);
    }

    [Fact]
    public async Task The_time_is_the_one_on_the_organizations_wall_and_the_language_the_customers()
    {
        await using var inbox = await ConversationAsync("""{"visit_reminders":true}""", from: "5511912345678", zone: "America/Sao_Paulo");

        await DueAsync(inbox, inbox.App.Clock.GetUtcNow() + Soon);
        await UntilSentAsync(inbox, 1);

        inbox.Graph.Accepted.Single().Text.ShouldBe("Olá Maria, lembramos sua visita a «T2 em Alvalade»: terça-feira, 10 de março, às 06:30. Até logo!");
    }

    [Fact]
    public async Task Later_an_approved_template_that_can_be_filled_is_chosen_in_the_customers_language()
    {
        await using var inbox = await ConversationAsync("""{"visit_reminders":true}""");
        await TemplateAsync(inbox, "visit_reminder_a", "en_US", "Hello {{1}}");
        await TemplateAsync(inbox, "visit_reminder_b", "pt_PT", "Olá {{name}}, até {{date}} às {{time}}: {{listing}}", format: "NAMED");
        await TemplateAsync(inbox, "visit_reminder_0", "pt_PT", "Olá {{name}}, traga {{document}}", format: "NAMED");
        await TemplateAsync(inbox, "visit_reminder_1", "pt_PT", "Olá {{1}}", category: "MARKETING");
        await TemplateAsync(inbox, "visit_reminder_2", "pt_PT", "Olá {{1}}", status: "PAUSED");
        await TemplateAsync(inbox, "outro", "pt_PT", "Olá {{1}}");
        await SilentForADayAsync(inbox);

        await DueAsync(inbox, inbox.App.Clock.GetUtcNow() + Soon);
        await UntilSentAsync(inbox, 1);

        var template = inbox.Graph.Bodies.Single(b => b.TryGetProperty("template", out _)).GetProperty("template");
        template.GetProperty("name").GetString().ShouldBe("visit_reminder_b");
        template.GetProperty("language").GetProperty("code").GetString().ShouldBe("pt_PT");
        Values(template).ShouldBe([("name", "Maria"), ("date", "quarta-feira, 11 de março"), ("time", "10:30"), ("listing", "T2 em Alvalade")]);
        (await inbox.App.ScalarAsync<string>("select text from inbox.messages where type = 'template'")).ShouldBe(
            "Olá Maria, até quarta-feira, 11 de março às 10:30: T2 em Alvalade"
        );
    }

    [Fact]
    public async Task A_template_of_another_language_is_better_than_none()
    {
        await using var inbox = await ConversationAsync("""{"visit_reminders":true}""", from: "5511912345678");
        await TemplateAsync(inbox, "visit_reminder", "en_US", "Hello {{1}}: {{2}}, {{3}} at {{4}}");
        await TemplateAsync(inbox, "visit_reminder", "pt_PT", "Olá {{1}}: {{2}}, {{3}} às {{4}}");
        await SilentForADayAsync(inbox);

        await DueAsync(inbox, inbox.App.Clock.GetUtcNow() + Soon);
        await UntilSentAsync(inbox, 1);

        var template = inbox.Graph.Bodies.Single(b => b.TryGetProperty("template", out _)).GetProperty("template");
        template.GetProperty("language").GetProperty("code").GetString().ShouldBe("pt_PT");
        Values(template).Select(v => v.Text).ShouldBe(["Maria", "T2 em Alvalade", "quarta-feira, 11 de março", "10:30"]);
    }

    [Fact]
    public async Task Without_such_a_template_nothing_is_sent_and_it_is_told()
    {
        await using var inbox = await ConversationAsync("""{"visit_reminders":true}""");
        await TemplateAsync(inbox, "visit_reminder", "pt_PT", "Olá {{1}}", header: "IMAGE");
        await SilentForADayAsync(inbox);

        await DueAsync(inbox, inbox.App.Clock.GetUtcNow() + Soon);
        await inbox.SettleAsync();

        (await Outbound(inbox)).ShouldBe(0);
        (await inbox.App.ScalarAsync<string>("select payload->>'reason' from platform.events where type = 'inbox.customer_reminder_skipped'")).ShouldBe(
            "no_template"
        );
        inbox.App.Logs.Lines.ShouldContain(l => l.Contains("was not reminded"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"visit_reminders":false}""")]
    public async Task Nobody_is_reminded_unless_it_was_switched_on(string settings)
    {
        await using var inbox = await ConversationAsync(settings);

        await DueAsync(inbox, inbox.App.Clock.GetUtcNow() + Soon);
        await inbox.SettleAsync();

        (await Outbound(inbox)).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_has_the_conversation_the_visit_of_its_lead_reminds_and_a_cancelled_one_does_not()
    {
        await using var inbox = await ConversationAsync("""{"visit_reminders":true}""");
        using var agent = await inbox.Agency.AgentAsync();
        await inbox.App.ExecuteAsync($"update inbox.conversations set bot_active = false, assigned_to = {agent.UserId}");
        var lead = await CreateAsync(agent, "/mobile/leads", new { name = "Maria Lopes" });
        await inbox.App.ExecuteAsync($"update crm.leads set conversation_id = (select id from inbox.conversations) where id = {lead}");
        var property = await CreateAsync(agent, "/mobile/properties", new { title = "T2 em Alvalade" });
        await VisitAsync(inbox, agent, property, lead, hours: 2);
        var cancelled = await VisitAsync(inbox, agent, property, lead, hours: 4);
        await inbox.App.ExecuteAsync($"update crm.visits set status = 'cancelled' where id = {cancelled}");

        inbox.App.Clock.Advance(TimeSpan.FromMinutes(91));
        await UntilSentAsync(inbox, 1);
        inbox.App.Clock.Advance(TimeSpan.FromMinutes(120));
        await Eventually.BecomesTrueAsync(async () => await inbox.CountAsync("crm.visit_reminders where due_at is not null") == 0, "both looked at");
        await inbox.SettleAsync();

        inbox.Graph.Accepted.Single().Text.ShouldBe("Olá Maria Lopes, lembramos a sua visita a «T2 em Alvalade»: terça-feira, 10 de março, às 11:00. Até já!");
    }

    private static async Task<InboxApp> ConversationAsync(string settings, string from = Customer, string zone = "Europe/Lisbon")
    {
        var inbox = await InboxApp.StartAsync(new() { ["Sending:ShowTyping"] = "false" }, Chatbot);
        await inbox.App.ExecuteAsync(
            $"""
            insert into flows.chatbots (id, organization_id, name, settings, created_at, updated_at)
            values ('{Chatbot}', {inbox.Agency.Id}, 'Bot', '{settings}', now(), now());
            update inbox.numbers set business_account_id = '{Account}';
            update accounts.organizations set time_zone = '{zone}'
            """
        );
        await inbox.PostAsync(inbox.Says(from, "Bom dia"));
        await inbox.SettleAsync();
        return inbox;
    }

    private static Task SilentForADayAsync(InboxApp inbox)
    {
        inbox.App.Clock.Advance(TimeSpan.FromHours(25));
        return Task.CompletedTask;
    }

    private static async Task DueAsync(InboxApp inbox, DateTimeOffset at)
    {
        var conversation = await inbox.App.ScalarAsync<Guid>("select id from inbox.conversations");
        await inbox.App.InScopeAsync(
            inbox.Agency.Id,
            async services =>
            {
                var db = services.GetRequiredService<CrmDbContext>();
                // On the hour or half of it, whenever the test came here.
                var begins = new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, at.Minute < 30 ? 0 : 30, 0, TimeSpan.Zero);
                db.Publish(new VisitReminderDue(inbox.Agency.Id, 7, 1, "T2 em Alvalade", "Maria", begins, 30, conversation));
                return await db.SaveChangesAsync();
            }
        );
    }

    private static Task TemplateAsync(
        InboxApp inbox,
        string name,
        string language,
        string body,
        string format = "POSITIONAL",
        string category = "UTILITY",
        string status = "APPROVED",
        string? header = null
    )
    {
        var parts = new List<object>();
        if (header is not null)
            parts.Add(new { type = "HEADER", format = header });
        parts.Add(new { type = "BODY", text = body });
        return inbox.App.ExecuteAsync(
            $"""
            insert into inbox.templates (id, organization_id, business_account_id, name, language, category, status, parameter_format, components, created_at, updated_at)
            values (gen_random_uuid(), {inbox.Agency.Id}, '{Account}', '{name}', '{language}', '{category}', '{status}', '{format}', '{JsonSerializer.Serialize(
                parts
            )}', now(), now())
            """
        );
    }

    private static async Task<long> CreateAsync(Person who, string path, object body) =>
        (await who.Http.PostAsync(path, body)).Expect(HttpStatusCode.Created)["id"].GetInt64();

    private static Task<long> VisitAsync(InboxApp inbox, Person who, long property, long lead, int hours) =>
        CreateAsync(
            who,
            "/mobile/visits",
            new
            {
                property_id = property,
                lead_id = lead,
                scheduled_at = TestClock.Start.AddHours(hours),
                duration_minutes = 60,
            }
        );

    private static IReadOnlyList<(string? Name, string Text)> Values(JsonElement template) =>
        [
            .. template
                .GetProperty("components")[0]
                .GetProperty("parameters")
                .EnumerateArray()
                .Select(p => (p.TryGetProperty("parameter_name", out var name) ? name.GetString() : null, p.GetProperty("text").GetString()!)),
        ];

    private static Task<long> Outbound(InboxApp inbox) => inbox.CountAsync("inbox.messages where direction = 'outbound'");

    private static Task UntilSentAsync(InboxApp inbox, int count) =>
        Eventually.BecomesTrueAsync(async () => await inbox.CountAsync("inbox.messages where status = 'sent'") == count, $"{count} sent");
}
