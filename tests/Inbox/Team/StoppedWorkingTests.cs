using System.Net;
using Aldrava.Inbox.Contracts;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Team;

public sealed class StoppedWorkingTests
{
    [Fact]
    public async Task Whoever_is_shut_out_has_no_conversations_any_more_and_they_wait_again_or_go_to_the_next()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(3);
        var department = await team.DepartmentAsync(people[0], people[1]);
        var queue = await team.QueueAsync(department, "manual");
        var (waits, closed, alone, others) = (await team.TalkAsync(), await team.TalkAsync(), await team.TalkAsync(), await team.TalkAsync());
        foreach (var talk in new[] { waits, closed })
        {
            await team.HandOverAsync(talk, new HandOverTarget(QueueId: queue));
            (await people[0].Http.PostAsync($"/api/v1/conversations/{talk}/assign", new { user_id = people[0].UserId })).Expect(HttpStatusCode.OK);
        }
        await team.CloseAsync(closed);
        await team.HandOverAsync(alone, new HandOverTarget(people[0].UserId));
        await team.HandOverAsync(others, new HandOverTarget(people[2].UserId));

        (await team.Admin.Http.PatchAsync($"/api/users/{people[0].UserId}", new { is_active = false })).Expect(HttpStatusCode.OK);
        await Eventually.BecomesTrueAsync(async () => await team.HolderAsync(waits) is null && await team.HolderAsync(alone) is null, "released");

        (await team.StateAsync(waits)).ShouldBe($"pending|f|{queue}|{department}");
        (await team.HolderAsync(closed)).ShouldBe(people[0].UserId, "what is done stays as it was");
        (await team.HolderAsync(others)).ShouldBe(people[2].UserId);
        (await team.LastRingAsync(waits)).ShouldBe($"conversation_waiting {TeamApp.Users(people[1])}");
        (await team.App.ScalarAsync<long>("select count(*) from accounts.audit_log where action = 'user.conversations_released'")).ShouldBe(1);
    }

    [Fact]
    public async Task Who_only_reads_from_now_on_has_none_either()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(1);
        var talk = await team.TalkAsync();
        await team.HandOverAsync(talk, new HandOverTarget(people[0].UserId));

        (await team.Admin.Http.PatchAsync($"/api/users/{people[0].UserId}", new { role = "viewer" })).Expect(HttpStatusCode.OK);

        await Eventually.BecomesTrueAsync(async () => await team.HolderAsync(talk) is null, "released");
    }
}
