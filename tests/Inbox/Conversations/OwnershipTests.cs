using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Conversations;

public sealed class OwnershipTests
{
    [Fact]
    public async Task Of_two_who_take_it_at_once_one_has_it_and_the_other_is_told_who()
    {
        await using var desk = await Desk.OpenAsync();

        var answers = await Task.WhenAll(ClaimAsync(desk, desk.Marta, desk.Marta), ClaimAsync(desk, desk.Rui, desk.Rui));

        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        var refused = answers.Single(a => a.Status == HttpStatusCode.Conflict);
        refused.Code.ShouldBe("conversation.taken");
        var winner = answers.Single(a => a.Status == HttpStatusCode.OK)["owner.user_id"].GetInt64();
        (refused["details.assigned_to"].GetInt64(), refused["details.name"].GetString()).ShouldBe(
            (winner, winner == desk.Marta.UserId ? desk.Marta.Name : desk.Rui.Name)
        );
    }

    [Fact]
    public async Task An_administrator_takes_it_from_anybody_and_gives_it_to_nobody()
    {
        await using var desk = await Desk.OpenAsync();
        (await ClaimAsync(desk, desk.Marta, desk.Marta)).Expect(HttpStatusCode.OK);

        (await ClaimAsync(desk, desk.Admin, desk.Rui)).Expect(HttpStatusCode.OK)["owner.name"].GetString().ShouldBe("Rui Lopes");
        var free = (await desk.Admin.Http.PostAsync($"{desk.One}/assign", """{"user_id":null}""")).Expect(HttpStatusCode.OK);

        (free["owner.kind"].GetString(), free["status"].GetString()).ShouldBe(("nobody", "pending"));
        (await desk.Marta.Http.GetAsync($"{desk.One}/owners"))
            .Json.EnumerateArray()
            .Select(o => (o.GetProperty("kind").GetString(), o.GetProperty("name").GetString()))
            .ShouldBe([("nobody", null), ("user", "Rui Lopes"), ("user", "Marta Pinto"), ("nobody", null)]);
    }

    [Fact]
    public async Task Only_somebody_of_the_agency_who_may_write_is_given_a_conversation()
    {
        await using var desk = await Desk.OpenAsync();
        using var viewer = await desk.Inbox.Agency.ViewerAsync();
        using var stranger = await (await Agency.FoundAsync(desk.App, "OTR")).AgentAsync();

        (await ClaimAsync(desk, desk.Admin, viewer)).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("conversation.assignee_cannot_work");
        (await ClaimAsync(desk, desk.Admin, stranger)).Expect(HttpStatusCode.NotFound).Code.ShouldBe("conversation.no_such_assignee");
        (await ClaimAsync(desk, stranger, stranger)).Expect(HttpStatusCode.NotFound).Code.ShouldBe("conversation.not_found");
        (await ClaimAsync(desk, viewer, viewer)).Expect(HttpStatusCode.Forbidden);
        (await desk.Admin.Http.PostAsync($"{desk.One}/assign", "{}")).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task It_is_passed_on_with_a_note_to_one_target()
    {
        await using var desk = await Desk.OpenAsync();
        (await ClaimAsync(desk, desk.Marta, desk.Marta)).Expect(HttpStatusCode.OK);
        var unknown = Guid.CreateVersion7(TestClock.Start);

        (await PassAsync(desk, new { })).Expect(HttpStatusCode.UnprocessableEntity);
        (await PassAsync(desk, new { user_id = desk.Rui.UserId, queue_id = unknown })).Expect(HttpStatusCode.UnprocessableEntity);
        (await PassAsync(desk, new { department_id = unknown })).Expect(HttpStatusCode.NotFound).Code.ShouldBe("conversation.no_such_department");
        (await PassAsync(desk, new { queue_id = unknown })).Expect(HttpStatusCode.NotFound).Code.ShouldBe("conversation.no_such_queue");
        var passed = (await PassAsync(desk, new { user_id = desk.Rui.UserId, note = "Quer visitar no sábado." })).Expect(HttpStatusCode.OK);

        passed["owner.name"].GetString().ShouldBe("Rui Lopes");
        (await desk.App.ScalarAsync<string>("select text from inbox.notes")).ShouldBe("Quer visitar no sábado.");
        (await desk.Marta.Http.GetAsync(desk.One)).Expect(HttpStatusCode.NotFound);
        (await desk.Rui.Http.GetAsync(desk.One)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_department_s_conversation_waits_for_its_members_who_see_what_one_of_them_has()
    {
        await using var desk = await Desk.OpenAsync();
        var department = await DepartmentAsync(desk, desk.Rui);

        var passed = (await PassAsync(desk, new { department_id = department })).Expect(HttpStatusCode.OK);
        (passed["status"].GetString(), passed["department_id"].GetString()).ShouldBe(("pending", $"{department}"));
        (await ClaimAsync(desk, desk.Marta, desk.Marta)).Expect(HttpStatusCode.OK);

        (await desk.Rui.Http.GetAsync(desk.One)).Expect(HttpStatusCode.OK);
        (await desk.Rui.Http.GetAsync($"{Desk.Path}?department_id={department}")).Json.GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Closed_it_is_done_until_somebody_opens_it_or_the_customer_writes()
    {
        await using var desk = await Desk.OpenAsync(chatbotId: Guid.CreateVersion7(TestClock.Start));
        (await desk.SayAsync(desk.Marta, "Feito.")).Expect(HttpStatusCode.Created);

        (await desk.Marta.Http.PostAsync($"{desk.One}/close")).Expect(HttpStatusCode.OK)["status"].GetString().ShouldBe("closed");
        var reopened = (await desk.Marta.Http.PostAsync($"{desk.One}/reopen")).Expect(HttpStatusCode.OK);
        (reopened["status"].GetString(), reopened["owner.name"].GetString()).ShouldBe(("open", "Marta Pinto"));
        (await desk.Marta.Http.PostAsync($"{desk.One}/close")).Expect(HttpStatusCode.OK);
        await desk.HearAsync("Mais uma coisa");

        var heard = await desk.Rui.Http.GetAsync(desk.One);
        (heard["status"].GetString(), heard["owner.kind"].GetString()).ShouldBe(("open", "bot"));
    }

    [Fact]
    public async Task The_bot_is_given_the_word_again_only_when_somebody_says_so()
    {
        await using var desk = await Desk.OpenAsync(chatbotId: Guid.CreateVersion7(TestClock.Start));

        var paused = (await desk.Marta.Http.PostAsync($"{desk.One}/pause")).Expect(HttpStatusCode.OK);
        (paused["bot_active"].GetBoolean(), paused["owner.name"].GetString()).ShouldBe((false, "Marta Pinto"));
        var resumed = (await desk.Marta.Http.PostAsync($"{desk.One}/resume")).Expect(HttpStatusCode.OK);

        (resumed["bot_active"].GetBoolean(), resumed["owner.kind"].GetString()).ShouldBe((true, "bot"));
    }

    [Fact]
    public async Task Without_a_chatbot_there_is_nobody_to_give_the_word_to()
    {
        await using var desk = await Desk.OpenAsync();

        (await desk.Marta.Http.PostAsync($"{desk.One}/resume")).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("conversation.no_chatbot");
    }

    [Fact]
    public async Task Who_is_concerned_hears_of_it_and_of_nobody_s_everybody()
    {
        await using var desk = await Desk.OpenAsync();
        (await HeardAsync(desk, "message_received")).ShouldBe($"organization:{desk.Inbox.Agency.Id}");

        (await ClaimAsync(desk, desk.Marta, desk.Marta)).Expect(HttpStatusCode.OK);
        await desk.HearAsync("Está aí?");

        (await HeardAsync(desk, "conversation_assigned")).ShouldBe($"user:{desk.Marta.UserId}");
        (await HeardAsync(desk, "message_received")).ShouldBe($"user:{desk.Marta.UserId}");
    }

    private static async Task<string?> HeardAsync(Desk desk, string signal)
    {
        await desk.Inbox.SettleAsync();
        return await desk.App.ScalarAsync<string>(
            $"select array_to_string(audience, ',') from platform.events where signal_type = '{signal}' order by seq desc limit 1"
        );
    }

    internal static async Task<Guid> DepartmentAsync(Desk desk, Person member)
    {
        var (id, now) = (Guid.CreateVersion7(TestClock.Start), $"{TestClock.Start:O}");
        await desk.App.ExecuteAsync(
            $"""
            insert into inbox.departments (id, organization_id, name, created_at, updated_at) values ('{id}', {desk.Inbox.Agency.Id}, 'Vendas', '{now}', '{now}');
            insert into inbox.department_members (organization_id, department_id, user_id, added_at)
            values ({desk.Inbox.Agency.Id}, '{id}', {member.UserId}, '{now}');
            """
        );
        return id;
    }

    private static Task<Answer> ClaimAsync(Desk desk, Person who, Person whom) => who.Http.PostAsync($"{desk.One}/assign", new { user_id = whom.UserId });

    private static Task<Answer> PassAsync(Desk desk, object target) => desk.Marta.Http.PostAsync($"{desk.One}/transfer", target);
}
