using Aldrava.Flows.Data;
using Aldrava.Inbox.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Flows.Shell;

/// <summary>The word goes from the bot to a person and back; flows go from one to another; consents stay.</summary>
public sealed class PauseTests
{
    [Fact]
    public async Task Given_back_to_the_bot_the_open_question_is_asked_again()
    {
        await using var app = await TalkApp.StartAsync();
        var (chatbot, _, _) = await app.ChatbotAsync(
            new Engine.Canvas().Node("q", "question", """{"text":"Onde?","variable":"x"}""").Node("end", "end").Line("q", "end").Json()
        );
        var talk = await app.BeginAsync(chatbot);
        await app.HearAsync(talk, "Olá");
        await TellAsync(app, talk, "open", botActive: true);
        (await app.SaidAsync(talk)).ShouldBe(["Onde?", "Onde?"]);
    }

    [Theory]
    [InlineData("open", true)]
    [InlineData("closed", false)]
    public async Task A_flow_that_had_ended_begins_anew_once_the_conversation_was_given_back_or_closed(string status, bool botActive)
    {
        await using var app = await TalkApp.StartAsync();
        var (chatbot, _, _) = await app.ChatbotAsync(
            new Engine.Canvas().Node("q", "question", """{"text":"Onde?","variable":"x"}""").Node("end", "end").Line("q", "end").Json()
        );
        var talk = await app.BeginAsync(chatbot);
        await app.HearAsync(talk, "Olá", "Porto");

        await app.App.ExecuteAsync("update public.talks set bot_active = false");
        await app.HearAsync(talk, "Obrigada!");
        await app.App.ExecuteAsync("update public.talks set bot_active = true");
        await TellAsync(app, talk, status, botActive);
        (await app.SaidAsync(talk)).ShouldBe(["Onde?"]);

        await app.HearAsync(talk, "Olá de novo");
        (await app.SaidAsync(talk)).ShouldBe(["Onde?", "Onde?"]);
    }

    [Fact]
    public async Task A_flow_jumps_to_the_published_version_of_another_and_returns()
    {
        await using var app = await TalkApp.StartAsync();
        var (chatbot, main, _) = await app.ChatbotAsync(new Engine.Canvas().Text("t", "x").Json());
        var other = Guid.CreateVersion7(TestClock.Start);
        await app.App.ExecuteAsync(
            $"""
            insert into flows.flows (id, organization_id, chatbot_id, name, canvas_data, created_at, updated_at)
            select '{other}', organization_id, chatbot_id, 'Other', '', created_at, updated_at from flows.flows where id = '{main}'
            """
        );
        await app.RedrawAsync(
            other,
            new Engine.Canvas().Node("q", "question", """{"text":"Onde?","variable":"x"}""").Node("end", "end").Line("q", "end").Json()
        );
        await app.RedrawAsync(
            main,
            new Engine.Canvas().Node("j", "jump_to_flow", $$"""{"flow_id":"{{other}}"}""").Node("end", "end", """{"text":"{{x}}!"}""").Line("j", "end").Json()
        );
        var talk = await app.BeginAsync(chatbot);
        await app.HearAsync(talk, "Olá", "Porto");
        (await app.SaidAsync(talk)).ShouldBe(["Onde?", "Porto!"]);
        (await app.App.ScalarAsync<long>($"select count(*) from flows.steps where flow_id = '{other}'")).ShouldBe(3);
    }

    [Fact]
    public async Task What_was_agreed_to_is_kept_with_its_words()
    {
        await using var app = await TalkApp.StartAsync();
        var (chatbot, _, _) = await app.ChatbotAsync(
            new Engine.Canvas()
                .Node("c", "consent", """{"text":"Aceita?","purpose":"marketing","version":"2026-01","accept":"Sim","decline":"Não"}""")
                .Node("end", "end")
                .Line("c", "end")
                .Edge("c", "end", "declined")
                .Json()
        );
        var talk = await app.BeginAsync(chatbot);
        await app.HearAsync(talk, "Olá", "sim");
        (await app.App.ScalarAsync<string>("select purpose || '|' || version || '|' || text || '|' || is_given from flows.consents")).ShouldBe(
            "marketing|2026-01|Aceita?|true"
        );
    }

    private static async Task TellAsync(TalkApp app, Guid talk, string status, bool botActive)
    {
        await app.App.InScopeAsync(
            1,
            async scope =>
            {
                var db = scope.GetRequiredService<FlowsDbContext>();
                db.Publish(new ConversationStatusChanged(1, talk, status, botActive, By: 5));
                return await db.SaveChangesAsync();
            }
        );
        await app.SettleAsync();
    }
}
