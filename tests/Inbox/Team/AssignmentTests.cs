using System.Net;
using Aldrava.Crm.Contracts;
using Aldrava.Inbox.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.Team;

public sealed class AssignmentTests
{
    [Fact]
    public async Task Twenty_hand_overs_at_once_are_dealt_out_evenly()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(4);
        var department = await team.DepartmentAsync(people);
        await team.QueueAsync(department, "round_robin");

        var holders = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => team.PlaceAsync(new HandOverTarget(DepartmentId: department))));

        holders.GroupBy(h => h).Select(g => (g.Key, g.Count())).ShouldBe(people.Select(p => ((long?)p.UserId, 5)), ignoreOrder: true);
    }

    [Fact]
    public async Task The_least_busy_gets_it_also_when_many_come_at_once()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(3);
        var queue = await team.QueueAsync(await team.DepartmentAsync(people), "least_busy");
        for (var i = 0; i < 4; i++)
            await team.PlaceAsync(new HandOverTarget(people[0].UserId));

        var holders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => team.PlaceAsync(new HandOverTarget(QueueId: queue))));

        holders.GroupBy(h => h).Select(g => (g.Key, g.Count())).ShouldBe([(people[1].UserId, 4), (people[2].UserId, 4)], ignoreOrder: true);
        await team.App.ExecuteAsync($"update inbox.conversations set status = 'closed' where assigned_to = {people[0].UserId}");
        (await team.PlaceAsync(new HandOverTarget(QueueId: queue))).ShouldBe(people[0].UserId);
    }

    [Fact]
    public async Task Nobody_is_given_more_than_the_limit_and_the_rest_waits_and_rings()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(2);
        var department = await team.DepartmentAsync(people);
        var queue = await team.QueueAsync(department, "round_robin", max: 2);

        for (var i = 0; i < 4; i++)
            (await team.PlaceAsync(new HandOverTarget(QueueId: queue))).ShouldNotBeNull();
        var talk = await team.TalkAsync();
        await team.HandOverAsync(talk, new HandOverTarget(QueueId: queue));

        (await team.HolderAsync(talk)).ShouldBeNull();
        (await team.StateAsync(talk)).ShouldBe($"pending|f|{queue}|{department}");
        (await team.LastRingAsync(talk)).ShouldBe($"conversation_waiting {TeamApp.Users(people)}");
    }

    [Fact]
    public async Task Only_who_is_active_and_may_write_is_given_anything()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(3);
        var department = await team.DepartmentAsync(people);
        var queue = await team.QueueAsync(department, "round_robin");
        await team.ShutOutAsync(people[0]);
        await team.App.ExecuteAsync($"update accounts.users set role = 'viewer' where id = {people[1].UserId}");

        foreach (var target in new[] { new HandOverTarget(QueueId: queue), new(people[0].UserId), new(people[1].UserId, department) })
            (await team.PlaceAsync(target)).ShouldBe(people[2].UserId);

        await team.ShutOutAsync(people[2]);
        var talk = await team.TalkAsync();
        await team.HandOverAsync(talk, new HandOverTarget(QueueId: queue));
        (await team.StateAsync(talk)).ShouldBe($"pending|f|{queue}|{department}");
        (await team.LastRingAsync(talk)).ShouldBe(
            $"conversation_waiting {TeamApp.Users(team.Admin)}",
            "a department without people: everybody else hears of it"
        );
    }

    [Fact]
    public async Task Somebody_in_particular_gets_it_and_their_devices_ring()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(2);
        var talk = await team.TalkAsync("Rita Nunes");

        await team.HandOverAsync(talk, new HandOverTarget(people[1].UserId));

        (await team.StateAsync(talk)).ShouldBe("open|f|none|none");
        (await team.HolderAsync(talk)).ShouldBe(people[1].UserId);
        (await team.LastRingAsync(talk)).ShouldBe($"conversation_assigned {TeamApp.Users(people[1])}");
        var data = await team.App.ScalarAsync<string>(
            $"select signal_data::text from platform.events where key = 'conversation:{talk}' and audience is not null"
        );
        data.ShouldNotBeNull();
        data.ShouldContain($"\"conversation_id\":\"{talk}\"");
        data.ShouldContain("\"contact_name\":\"Rita Nunes\"");
        data.ShouldContain("\"reason\":\"asked_for_person\"");
        // Once more, without saying to whom: whoever has them keeps them.
        await team.HandOverAsync(talk);
        (await team.HolderAsync(talk)).ShouldBe(people[1].UserId);
    }

    [Fact]
    public async Task Without_anybody_to_ask_for_it_waits_for_everybody_who_answers()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(2);
        using var viewer = await team.Agency.ViewerAsync();
        var talk = await team.TalkAsync();

        await team.HandOverAsync(talk, new HandOverTarget(QueueId: Guid.CreateVersion7(), DepartmentId: Guid.CreateVersion7()));

        (await team.StateAsync(talk)).ShouldBe("pending|f|none|none");
        (await team.LastRingAsync(talk)).ShouldBe($"conversation_waiting {TeamApp.Users([.. people, team.Admin])}");
    }

    [Fact]
    public async Task What_was_closed_meanwhile_is_given_to_nobody()
    {
        await using var team = await TeamApp.StartAsync();
        var person = (await team.HireAsync(1))[0];
        var talk = await team.TalkAsync();
        await team.CloseAsync(talk);

        await team.HandOverAsync(talk, new HandOverTarget(person.UserId));

        (await team.StateAsync(talk)).ShouldBe("closed|f|none|none");
        (await team.HolderAsync(talk)).ShouldBeNull();
        (await team.LastRingAsync(talk)).ShouldBeNull();
    }

    [Fact]
    public async Task The_listings_agent_comes_first()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(3);
        var queue = await team.QueueAsync(await team.DepartmentAsync(people[0]), "round_robin");
        var listing = await people[2].Http.PostAsync("/mobile/properties", new { title = "T2 na Graça" });
        var reference = listing.Expect(HttpStatusCode.Created)["reference"].GetString()!;

        (await team.PlaceAsync(new HandOverTarget(PropertyReference: reference.ToLowerInvariant()))).ShouldBe(people[2].UserId);
        (await team.PlaceAsync(new HandOverTarget(QueueId: queue, PropertyReference: reference))).ShouldBe(people[2].UserId);
        (await team.PlaceAsync(new HandOverTarget(QueueId: queue, PropertyReference: "TST-1999-0001"))).ShouldBe(people[0].UserId);
        await team.ShutOutAsync(people[2]);
        (await team.PlaceAsync(new HandOverTarget(QueueId: queue, PropertyReference: reference))).ShouldBe(people[0].UserId);
    }

    [Fact]
    public async Task A_queue_for_listings_gives_it_to_the_agent_of_the_listing_the_customer_asked_about()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(2);
        var queue = await team.QueueAsync(await team.DepartmentAsync(people[0]), "listing_agent");
        var listing = await people[1].Http.PostAsync("/mobile/properties", new { title = "T2 na Graça" });
        var talk = await team.TalkAsync();
        await team.App.InScopeAsync(
            team.Agency.Id,
            services =>
                services
                    .GetRequiredService<ILeadIntake>()
                    .CreateAsync(
                        new LeadDraft("Rita", "um") { ConversationId = talk, PropertyReference = listing["reference"].GetString() },
                        CancellationToken.None
                    )
        );

        await team.HandOverAsync(talk, new HandOverTarget(QueueId: queue));

        (await team.HolderAsync(talk)).ShouldBe(people[1].UserId);
        (await team.PlaceAsync(new HandOverTarget(QueueId: queue))).ShouldBe(people[0].UserId, "who asked about no listing goes to the next in turn");
    }

    [Fact]
    public async Task What_somebody_had_goes_back_to_its_queue_when_they_leave()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(3);
        var department = await team.DepartmentAsync(people);
        var queue = await team.QueueAsync(department, "round_robin");
        var manual = await team.QueueAsync(department, "manual");
        for (var i = 0; i < 12; i++)
            await team.PlaceAsync(new HandOverTarget(QueueId: queue));
        var talk = await team.TalkAsync();
        await team.HandOverAsync(talk, new HandOverTarget(people[0].UserId, QueueId: manual));
        await team.ShutOutAsync(people[0]);

        var released = await team.Admin.Http.PostAsync($"/api/v1/departments/{department}/release", new { user_id = people[0].UserId });

        released.Expect(HttpStatusCode.OK);
        (released["released"].GetInt32(), released["assigned"].GetInt32(), released["waiting"].GetInt32()).ShouldBe((5, 4, 1));
        (await team.StateAsync(talk)).ShouldBe($"pending|f|{manual}|{department}");
        (await team.LastRingAsync(talk)).ShouldBe($"conversation_waiting {TeamApp.Users(people[1], people[2])}");
        (
            await team.App.ScalarAsync<string>(
                "select string_agg(n::text, ',') from (select count(*) n from inbox.conversations group by assigned_to having assigned_to is not null) x"
            )
        ).ShouldBe("6,6");
        (await team.App.ScalarAsync<long>("select count(*) from accounts.audit_log where action = 'department.released'")).ShouldBe(1);
        (await team.Admin.Http.PostAsync($"/api/v1/departments/{department}/release", new { user_id = 999_999 })).Code.ShouldBe("record.related_missing");
    }
}
