using System.Net;
using System.Text.Json;
using Aldrava.Tests.Inbox.Conversations;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Team;

/// <summary>That a conversation has another owner rings once on each device that is concerned, in one shape.</summary>
public sealed class RingsTests
{
    private static readonly string[] s_shape =
    [
        "assigned_to",
        "by",
        "contact_name",
        "conversation_id",
        "department_id",
        "previous_user_id",
        "queue_id",
        "reason",
    ];

    [Fact]
    public async Task A_transfer_rings_once_with_who_gets_it_and_tells_who_had_it_that_it_is_gone()
    {
        await using var desk = await Desk.OpenAsync();
        (await AssignAsync(desk, desk.Admin, desk.Marta)).Expect(HttpStatusCode.OK);
        var before = await LastAsync(desk);

        (await desk.Admin.Http.PostAsync($"{desk.One}/transfer", new { user_id = desk.Rui.UserId })).Expect(HttpStatusCode.OK);

        (await RingsAsync(desk, before)).ShouldBe(
            $"conversation_assigned transferred {Users(desk.Rui)}; conversation_transferred transferred {Users(desk.Marta, desk.Admin)}"
        );
    }

    [Fact]
    public async Task A_transfer_to_a_department_rings_with_its_other_people()
    {
        await using var desk = await Desk.OpenAsync();
        (await AssignAsync(desk, desk.Marta, desk.Marta)).Expect(HttpStatusCode.OK);
        var members = new[] { desk.Marta.UserId, desk.Rui.UserId };
        var department = (await desk.Admin.Http.PostAsync("/api/v1/departments", new { name = "Arrendamento", member_ids = members }))["id"].GetGuid();
        var before = await LastAsync(desk);

        (await desk.Marta.Http.PostAsync($"{desk.One}/transfer", new { department_id = department })).Expect(HttpStatusCode.OK);

        (await RingsAsync(desk, before)).ShouldBe(
            $"conversation_transferred transferred {Users(desk.Marta)}; conversation_waiting transferred {Users(desk.Rui)}"
        );
    }

    [Fact]
    public async Task Assigning_taking_the_next_and_letting_go_ring_in_the_same_shape()
    {
        await using var desk = await Desk.OpenAsync();
        var department = (await desk.Admin.Http.PostAsync("/api/v1/departments", new { name = "Vendas", member_ids = new[] { desk.Marta.UserId } }))["id"]
            .GetGuid();
        var queue = (
            await desk.Admin.Http.PostAsync(
                "/api/v1/queues",
                new
                {
                    department_id = department,
                    name = "Fila",
                    strategy = "manual",
                }
            )
        )["id"].GetGuid();
        (await desk.Admin.Http.PostAsync($"{desk.One}/transfer", new { queue_id = queue })).Expect(HttpStatusCode.OK);
        var before = await LastAsync(desk);

        (await desk.Marta.Http.PostAsync($"/api/v1/queues/{queue}/next")).Expect(HttpStatusCode.OK);
        (await RingsAsync(desk, before)).ShouldBe($"conversation_assigned assigned {Users(desk.Marta)}");
        before = await LastAsync(desk);
        (await AssignAsync(desk, desk.Admin, desk.Rui)).Expect(HttpStatusCode.OK);
        (await RingsAsync(desk, before)).ShouldBe(
            $"conversation_assigned assigned {Users(desk.Rui)}; conversation_transferred assigned {Users(desk.Marta, desk.Admin)}"
        );
        before = await LastAsync(desk);
        (await desk.Admin.Http.PostAsync($"{desk.One}/assign", """{"user_id":null}""")).Expect(HttpStatusCode.OK);
        (await RingsAsync(desk, before)).ShouldBe(
            $"conversation_transferred unassigned {Users(desk.Rui, desk.Admin)}; conversation_waiting unassigned {Users(desk.Marta)}"
        );
    }

    private static Task<Answer> AssignAsync(Desk desk, Person by, Person to) => by.Http.PostAsync($"{desk.One}/assign", new { user_id = to.UserId });

    private static string Users(params Person[] people) => TeamApp.Users(people);

    private static async Task<long> LastAsync(Desk desk)
    {
        await desk.Inbox.SettleAsync();
        return await desk.App.ScalarAsync<long>("select max(seq) from platform.events");
    }

    private static async Task<string?> RingsAsync(Desk desk, long since)
    {
        await desk.Inbox.SettleAsync();
        var data = await desk.App.ScalarAsync<string>(
            $"select jsonb_agg(signal_data order by signal_type)::text from platform.events where seq > {since} and signal_type in ('conversation_assigned', 'conversation_waiting', 'conversation_transferred')"
        );
        foreach (var ring in JsonDocument.Parse(data!).RootElement.EnumerateArray())
            ring.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal).ShouldBe(s_shape);
        return await desk.App.ScalarAsync<string>(
            $"""
            select string_agg(signal_type || ' ' || (signal_data::jsonb ->> 'reason') || ' ' || (select string_agg(a, ',' order by a) from unnest(audience) a), '; ' order by signal_type)
            from platform.events where seq > {since} and signal_type in ('conversation_assigned', 'conversation_waiting', 'conversation_transferred')
            """
        );
    }
}
