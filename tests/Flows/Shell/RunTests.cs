using Aldrava.Flows.Runs;
using Npgsql;

namespace Aldrava.Tests.Flows.Shell;

public sealed class RunTests
{
    private const string Slow = """
        {"nodes": [
          {"id": "q", "type": "question", "data": {"text": "%ask%", "variable": "x", "timeout_seconds": 60}},
          {"id": "said", "type": "end", "data": {"text": "%thanks%"}},
          {"id": "gone", "type": "end", "data": {"text": "Até à próxima!", "reason": "no_answer"}}],
         "edges": [
          {"id": "1", "source": "q", "target": "said"},
          {"id": "2", "source": "q", "sourceHandle": "timeout", "target": "gone"}]}
        """;

    [Fact]
    public async Task A_conversation_stays_on_the_version_it_began_with()
    {
        await using var app = await TalkApp.StartAsync();
        await using var other = await app.StartNodeAsync();
        var (chatbot, flow, first) = await app.ChatbotAsync(Canvas("Um?", "um"));
        var (old, young) = (await app.BeginAsync(chatbot), await app.BeginAsync(chatbot));
        await app.HearAsync(old, "Olá");

        var second = await other.RedrawAsync(flow, Canvas("Dois?", "dois"));
        (await app.RedrawAsync(flow, """{"nodes": []}""")).Version.ShouldBeNull();
        await app.HearAsync(young, "Olá", "sim");
        await app.HearAsync(old, "sim");

        (first.Version, second.Version).ShouldBe((1, 2));
        (await app.SaidAsync(old)).ShouldBe(["Um?", "um"]);
        (await app.SaidAsync(young)).ShouldBe(["Dois?", "dois"]);
        (await app.App.ScalarAsync<string>($"select canvas_data from flows.flows where id = '{flow}'")).ShouldBe("""{"nodes": []}""");
        (await app.App.ScalarAsync<int>($"select published_version from flows.flows where id = '{flow}'")).ShouldBe(2);
    }

    [Fact]
    public async Task A_chatbot_has_one_main_flow()
    {
        await using var app = await TalkApp.StartAsync();
        var (chatbot, _, _) = await app.ChatbotAsync(Canvas("Um?", "um"));

        var refusal = await Should.ThrowAsync<PostgresException>(() =>
            app.App.ExecuteAsync(
                $"""
                insert into flows.flows (id, organization_id, chatbot_id, name, is_main, canvas_data, created_at, updated_at)
                select gen_random_uuid(), organization_id, chatbot_id, name, true, canvas_data, created_at, updated_at from flows.flows where chatbot_id = '{chatbot}'
                """
            )
        );

        refusal.ConstraintName.ShouldBe("flows_one_main");
    }

    [Fact]
    public async Task A_question_nobody_answers_times_out_once_however_many_nodes_look()
    {
        await using var app = await TalkApp.StartAsync();
        await using var other = await app.StartNodeAsync();
        var (chatbot, _, _) = await app.ChatbotAsync(Canvas("Então?", "Obrigado"));
        var talks = new List<Guid>();
        for (var i = 0; i < 6; i++)
            talks.Add(await app.BeginAsync(chatbot));
        foreach (var talk in talks)
            await app.HearAsync(talk, "Olá");
        await app.TimeOutAsync();
        (await app.SaidAsync(talks[0])).ShouldBe(["Então?"]);

        app.App.Clock.Advance(TimeSpan.FromSeconds(61));
        await Task.WhenAll(app.TimeOutAsync(), other.TimeOutAsync(), app.TimeOutAsync());
        await NothingDueAsync(app);

        foreach (var talk in talks)
        {
            (await app.SaidAsync(talk)).ShouldBe(["Então?", "Até à próxima!"]);
            (await app.RunsAsync(talk)).ShouldBe(["ended|no_answer|1"]);
        }
    }

    [Fact]
    public async Task A_timeout_says_nothing_once_a_person_has_the_conversation_and_asks_again_afterwards()
    {
        await using var app = await TalkApp.StartAsync();
        var (chatbot, _, _) = await app.ChatbotAsync(Canvas("Então?", "Obrigado"));
        var talk = await app.BeginAsync(chatbot);
        await app.HearAsync(talk, "Olá");
        await app.App.ExecuteAsync("update public.talks set bot_active = false");

        app.App.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.TimeOutAsync();
        await NothingDueAsync(app);

        (await app.SaidAsync(talk)).ShouldBe(["Então?"]);
        (await app.RunsAsync(talk)).ShouldBe(["waiting||1"]);

        await app.App.ExecuteAsync("update public.talks set bot_active = true");
        app.App.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.TimeOutAsync();
        await NothingDueAsync(app);
        (await app.SaidAsync(talk)).ShouldBe(["Então?", "Então?"]);
        await app.HearAsync(talk, "sim");
        (await app.RunsAsync(talk)).ShouldBe(["ended|completed|1"]);
    }

    [Fact]
    public async Task A_deadline_that_fails_is_tried_again_later_and_holds_up_no_other()
    {
        await using var app = await TalkApp.StartAsync();
        var talk = await app.BeginAsync();
        await app.HearAsync(talk, "Olá");
        app.Trouble.FailHandOvers(1);
        app.App.Clock.Advance(TimeSpan.FromHours(25));

        await app.TimeOutAsync();
        await NothingDueAsync(app);
        (await app.RunsAsync(talk)).ShouldBe(["waiting||1"]);
        (await app.App.ScalarAsync<int>("select timeout_failures from flows.runs")).ShouldBe(1);

        app.App.Clock.Advance(TimeSpan.FromSeconds(11));
        await app.TimeOutAsync();
        await NothingDueAsync(app);
        (await app.RunsAsync(talk)).ShouldBe(["handed_over|timeout|1"]);
        (await app.HandOverReasonAsync(talk)).ShouldBe("timeout");
    }

    [Fact]
    public async Task A_deadline_that_never_works_is_given_up_and_the_customer_can_still_answer()
    {
        await using var app = await TalkApp.StartAsync();
        var talk = await app.BeginAsync();
        await app.HearAsync(talk, "Olá");
        app.Trouble.FailHandOvers(100);
        app.App.Clock.Advance(TimeSpan.FromHours(25));

        for (var attempt = 0; attempt < RunTimeouts.Attempts; attempt++)
        {
            await app.TimeOutAsync();
            await NothingDueAsync(app);
            app.App.Clock.Advance(TimeSpan.FromHours(1));
        }

        (await app.App.ScalarAsync<long>("select count(*) from flows.runs where deadline is null and status = 'waiting'")).ShouldBe(1);
        await app.HearAsync(talk, "Maria");
        (await app.SaidAsync(talk))[^1].ShouldStartWith("Prazer, Maria!");
    }

    [Theory]
    [InlineData("""{"status": "dancing"}""")]
    [InlineData("""{"status": "waiting", "node": "nome", "variables": {"nome": ["no", "value"]}}""")]
    [InlineData("""{"status": "waiting", "node": "nome", "variables": {"nome": 1e400}}""")]
    [InlineData("\"nothing\"")]
    [InlineData("null")]
    public async Task A_state_that_cannot_be_read_hands_over_instead_of_failing_for_ever(string poison)
    {
        await using var app = await TalkApp.StartAsync();
        var talk = await app.BeginAsync();
        await app.HearAsync(talk, "Olá");
        await app.App.ExecuteAsync($"update flows.runs set state = '{poison}'");

        await app.HearAsync(talk, "Maria", "Está aí?");

        (await app.HandOverReasonAsync(talk)).ShouldBe("state_unreadable");
        (await app.RunsAsync(talk)).ShouldBe(["handed_over|state_unreadable|1"]);
        (await app.StepsAsync(talk))[^1].ShouldBe("!state_unreadable");
        (await app.SaidAsync(talk)).Count.ShouldBe(2);
        (await app.App.ScalarAsync<long>("select count(*) from platform.deliveries")).ShouldBe(0);
    }

    [Fact]
    public async Task A_published_version_that_does_not_compile_hands_over_with_a_record()
    {
        await using var app = await TalkApp.StartAsync();
        var (chatbot, flow, _) = await app.ChatbotAsync(Canvas("Um?", "um"));
        await app.App.ExecuteAsync(
            $$"""update flows.flow_versions set canvas_data = '{"nodes": [{"id": "a", "type": "teleport"}]}' where flow_id = '{{flow}}'"""
        );
        var talk = await app.BeginAsync(chatbot);

        await app.HearAsync(talk, "Olá");

        (await app.HandOverReasonAsync(talk)).ShouldBe("flow_broken");
        (await app.RunsAsync(talk)).ShouldBe(["handed_over|flow_broken|1"]);
        (await app.StepsAsync(talk)).ShouldBe(["!flow_broken: node.unknown_type"]);
        app.App.Logs.Lines.ShouldContain(l => l.Contains("cannot go on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tomorrow_is_the_organizations_tomorrow_and_an_answer_called_name_names_the_contact()
    {
        await using var app = await TalkApp.StartAsync();
        var (chatbot, _, _) = await app.ChatbotAsync(
            """
            {"nodes": [
              {"id": "when", "type": "question", "data": {"text": "Quando?", "variable": "day", "validation": "date"}},
              {"id": "who", "type": "question", "data": {"text": "Quem?", "variable": "name"}},
              {"id": "end", "type": "end", "data": {"text": "{{day}}"}}],
             "edges": [{"id": "1", "source": "when", "target": "who"}, {"id": "2", "source": "who", "target": "end"}]}
            """
        );
        var talk = await app.BeginAsync(chatbot);
        // Half past eleven in the evening in UTC is after midnight in Lisbon's summer.
        app.App.Clock.Advance(new DateTimeOffset(2026, 6, 10, 23, 30, 0, TimeSpan.Zero) - app.App.Clock.GetUtcNow());

        await app.HearAsync(talk, "Olá", "amanhã", "Maria Silva");

        (await app.SaidAsync(talk))[^1].ShouldBe("2026-06-12");
        (await app.App.ScalarAsync<string>($"select name from public.talks where id = '{talk}'")).ShouldBe("Maria Silva");
    }

    [Fact]
    public async Task Logs_name_neither_words_nor_numbers_of_the_customer()
    {
        await using var app = await TalkApp.StartAsync();
        var talk = await app.BeginAsync();

        await app.HearAsync(talk, "Olá segredo", "Maria Segredo", "1", "nada", "nada", "segredo");

        (await app.HandOverReasonAsync(talk)).ShouldBe("too_many_tries");
        app.App.Logs.Lines.ShouldNotContain(l =>
            l.Contains("segredo", StringComparison.OrdinalIgnoreCase) || l.Contains("351912345678", StringComparison.Ordinal)
        );
    }

    // The server's own worker looks too: what it took is done once its transaction is.
    private static Task NothingDueAsync(TalkApp app) =>
        Support.Eventually.BecomesTrueAsync(
            async () =>
                await app.App.ScalarAsync<long>($"select count(*) from flows.runs where status = 'waiting' and deadline <= '{app.App.Clock.GetUtcNow():O}'")
                == 0,
            "nothing is due"
        );

    private static string Canvas(string ask, string thanks) =>
        Slow.Replace("%ask%", ask, StringComparison.Ordinal).Replace("%thanks%", thanks, StringComparison.Ordinal);
}
