namespace Aldrava.Tests.Flows.Shell;

public sealed class ConversationTests
{
    private static readonly string[] Whole = ["Olá", "Maria Silva", "1", "250 mil", "Cascais"];

    [Fact]
    public async Task A_whole_conversation_makes_exactly_one_lead()
    {
        await using var app = await TalkApp.StartAsync();
        var talk = await app.BeginAsync();

        await app.HearAsync(talk, Whole);

        (await app.LeadsAsync(talk)).ShouldBe(["Maria Silva|250000|351912345678"]);
        (await app.RunsAsync(talk)).ShouldBe(["ended|lead_created|1"]);
        var said = await app.SaidAsync(talk);
        said.Count.ShouldBe(6);
        said[1].ShouldBe("Como se chama?");
        said[^1].ShouldContain("ficou registado com o número 1.");
        (await app.StepsAsync(talk)).ShouldBe([
            "inicio",
            "lingua",
            "referencia",
            "saudacao",
            "nome",
            "nome",
            "interesse",
            "interesse",
            "tipo_de_interesse",
            "orcamento_compra",
            "orcamento_compra",
            "zona",
            "zona",
            "notas",
            "lead",
            "quer_imovel",
            "imoveis",
            "havia_imoveis",
            "confirmacao",
            "fim",
        ]);
        (await app.App.ScalarAsync<string>($"select name from public.talks where id = '{talk}'")).ShouldBe("Maria Silva");
        (await app.App.ScalarAsync<Guid>($"select flow_id from public.talks where id = '{talk}'")).ShouldBe(new Guid("0199a000-0000-7000-8000-000000000002"));
    }

    [Fact]
    public async Task What_failed_halfway_is_done_again_and_leaves_nothing_twice()
    {
        await using var app = await TalkApp.StartAsync();
        var talk = await app.BeginAsync();
        app.Trouble.FailLeads(2);

        await app.HearAsync(talk, Whole);

        app.Trouble.LeadsTried.ShouldBe(3);
        (await app.LeadsAsync(talk)).Count.ShouldBe(1);
        (await app.SaidAsync(talk)).Count.ShouldBe(6);
        (await app.StepsAsync(talk)).Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_conversation_goes_on_after_a_restart()
    {
        await using var app = await TalkApp.StartAsync();
        var talk = await app.BeginAsync();
        await app.HearAsync(talk, Whole[..2]);

        await app.DisposeAsync();
        await using var after = await app.StartNodeAsync();
        await after.HearAsync(talk, Whole[2..]);

        (await after.LeadsAsync(talk)).ShouldBe(["Maria Silva|250000|351912345678"]);
        (await after.RunsAsync(talk)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Many_customers_on_two_nodes_get_their_answers_in_order_and_one_lead_each()
    {
        await using var one = await TalkApp.StartAsync();
        await using var two = await one.StartNodeAsync();
        var talks = new List<Guid>();
        for (var i = 0; i < 12; i++)
            talks.Add(await one.BeginAsync());

        await Task.WhenAll(
            talks.Select(
                async (talk, i) =>
                {
                    foreach (var text in Whole)
                        await (i % 2 == 0 ? one : two).PublishAsync(talk, "text", text);
                }
            )
        );
        await one.SettleAsync();

        foreach (var talk in talks)
        {
            (await one.LeadsAsync(talk)).ShouldBe(["Maria Silva|250000|351912345678"]);
            (await one.SaidAsync(talk)).Count.ShouldBe(6);
        }
    }

    [Fact]
    public async Task Reactions_and_changes_to_older_messages_say_nothing_to_a_flow()
    {
        await using var app = await TalkApp.StartAsync();
        var talk = await app.BeginAsync();

        foreach (var type in new[] { "reaction", "edit", "revoke", "system" })
            await app.PublishAsync(talk, type, "👍");
        await app.SettleAsync();
        (await app.RunsAsync(talk)).ShouldBeEmpty();

        await app.HearAsync(talk, "Olá");
        var before = await app.SaidAsync(talk);
        await app.PublishAsync(talk, "reaction", "👍");
        await app.PublishAsync(talk, "request_welcome");
        await app.SettleAsync();
        (await app.SaidAsync(talk)).ShouldBe(before);
    }

    [Fact]
    public async Task Pictures_are_a_wrong_try_and_taps_are_answers()
    {
        await using var app = await TalkApp.StartAsync();
        var talk = await app.BeginAsync();
        await app.HearAsync(talk, "Olá");

        await app.PublishAsync(talk, "image", "Maria");
        await app.SettleAsync();
        (await app.SaidAsync(talk))[^1].ShouldStartWith("Desculpe, não percebi.");

        await app.HearAsync(talk, "Maria");
        await app.PublishAsync(talk, "list_reply", "Seja o que for", "arrendar");
        await app.SettleAsync();
        (await app.SaidAsync(talk))[^1].ShouldContain("renda");
    }

    [Fact]
    public async Task While_a_person_has_the_conversation_the_bot_is_silent_and_afterwards_it_goes_on()
    {
        await using var app = await TalkApp.StartAsync();
        var talk = await app.BeginAsync();
        await app.HearAsync(talk, "Olá");
        await app.App.ExecuteAsync("update public.talks set bot_active = false");

        await app.HearAsync(talk, "Maria");
        (await app.SaidAsync(talk)).Count.ShouldBe(2);

        await app.App.ExecuteAsync("update public.talks set bot_active = true");
        await app.HearAsync(talk, "Maria");
        (await app.SaidAsync(talk))[^1].ShouldStartWith("Prazer, Maria!");
    }

    [Fact]
    public async Task A_chatbot_that_is_switched_off_or_has_no_published_flow_says_nothing()
    {
        await using var app = await TalkApp.StartAsync();
        var (broken, _, publication) = await app.ChatbotAsync("""{"nodes": []}""");
        publication.Version.ShouldBeNull();
        var (without, off) = (await app.BeginAsync(broken), await app.BeginAsync());
        await app.App.ExecuteAsync($"update flows.chatbots set is_active = false where id <> '{broken}'");

        await app.HearAsync(without, "Olá");
        await app.HearAsync(off, "Olá");

        (await app.SaidAsync(without)).ShouldBeEmpty();
        (await app.SaidAsync(off)).ShouldBeEmpty();
        (await app.App.ScalarAsync<long>("select count(*) from flows.runs")).ShouldBe(0);
    }

    [Fact]
    public async Task After_the_end_a_customer_gets_a_person_and_a_day_later_the_flow_again()
    {
        await using var app = await TalkApp.StartAsync();
        var (talk, later) = (await app.BeginAsync(), await app.BeginAsync());
        await app.HearAsync(talk, Whole);
        await app.HearAsync(later, Whole);

        await app.HearAsync(talk, "Obrigada! E garagem?", "Está aí?");
        (await app.SaidAsync(talk)).Count.ShouldBe(6);
        (await app.HandOverReasonAsync(talk)).ShouldBe("after_end");
        (await app.RunsAsync(talk)).ShouldBe(["handed_over|lead_created|1"]);

        app.App.Clock.Advance(TimeSpan.FromHours(24));
        await app.HearAsync(later, "Bom dia");
        (await app.RunsAsync(later)).ShouldBe(["ended|lead_created|1", "waiting||1"]);
        await app.HearAsync(talk, "Bom dia");
        (await app.SaidAsync(talk)).Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_conversation_given_back_to_the_bot_begins_again()
    {
        await using var app = await TalkApp.StartAsync();
        var talk = await app.BeginAsync();
        await app.HearAsync(talk, [.. Whole, "Obrigada!"]);

        await app.App.ExecuteAsync("update public.talks set bot_active = true");
        await app.HearAsync(talk, "Olá de novo");

        (await app.RunsAsync(talk)).ShouldBe(["handed_over|lead_created|1", "waiting||1"]);
        (await app.SaidAsync(talk))[^1].ShouldBe("Como se chama?");
    }
}
