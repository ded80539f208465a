using System.Net;
using Aldrava.Crm.Tasks;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aldrava.Tests.Crm;

public sealed class TasksDueTests : IAsyncLifetime
{
    private AldravaApp _app = null!;
    private Support.Person _agent = null!;
    private Support.Person _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(_app);
        (_agent, _admin) = (await agency.AgentAsync(), await agency.AdminAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _agent.Dispose();
        _admin.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_task_is_told_once_when_it_is_due_on_however_many_nodes()
    {
        await using var second = await _app.StartNodeAsync();
        var task = await NewTaskAsync(_agent, InMinutes(10));
        await NewTaskAsync(_agent, InMinutes(60));
        await LookAsync(_app);
        (await ToldAsync()).ShouldBeEmpty();

        _app.Clock.Advance(TimeSpan.FromMinutes(11));
        await Task.WhenAll(LookAsync(_app), LookAsync(second), LookAsync(_app), LookAsync(second));
        await LookAsync(_app);

        (await ToldAsync()).ShouldBe([$"{task} to agent:{_agent.AgentId}"]);
        (await _agent.Http.GetAsync($"/mobile/tasks/{task}"))["version"].GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_task_that_is_put_off_is_told_again_one_that_is_done_or_nobodys_never()
    {
        var putOff = await NewTaskAsync(_agent, InMinutes(10));
        var done = await NewTaskAsync(_agent, InMinutes(10));
        await NewTaskAsync(_admin, InMinutes(10));
        await ChangeAsync(done, new { status = "done" });
        _app.Clock.Advance(TimeSpan.FromMinutes(11));
        await LookAsync(_app);
        (await ToldAsync()).Length.ShouldBe(1);

        await ChangeAsync(putOff, new { title = "Outro título" });
        await LookAsync(_app);
        (await ToldAsync()).Length.ShouldBe(1);
        await ChangeAsync(putOff, new { due_at = InMinutes(10) });
        await LookAsync(_app);
        (await ToldAsync()).Length.ShouldBe(1);
        _app.Clock.Advance(TimeSpan.FromMinutes(11));
        await LookAsync(_app);

        (await ToldAsync()).ShouldBe([$"{putOff} to agent:{_agent.AgentId}", $"{putOff} to agent:{_agent.AgentId}"]);
    }

    [Fact]
    public async Task What_should_have_been_done_already_when_it_was_written_down_rings_nobodys_phone()
    {
        var task = await NewTaskAsync(_agent, InMinutes(-10));
        await ChangeAsync(task, new { status = "done" });
        await ChangeAsync(task, new { status = "open" });

        await LookAsync(_app);

        (await ToldAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_fell_due_while_the_server_was_down_is_told_late()
    {
        var task = await NewTaskAsync(_agent, InMinutes(10));
        _app.Clock.Advance(TimeSpan.FromHours(20));

        await using var restarted = await _app.StartNodeAsync();
        await LookAsync(restarted);

        (await ToldAsync()).ShouldBe([$"{task} to agent:{_agent.AgentId}"]);
    }

    [Fact]
    public async Task Every_agency_has_its_turn()
    {
        using var rival = await (await Agency.FoundAsync(_app, "RIV")).AgentAsync();
        for (var i = 0; i < 3; i++)
        {
            await NewTaskAsync(_agent, InMinutes(10 + i));
            await NewTaskAsync(rival, InMinutes(10 + i));
        }
        _app.Clock.Advance(TimeSpan.FromMinutes(20));

        await LookAsync(_app);

        var told = await ToldAsync();
        told.Count(t => t.EndsWith($"agent:{_agent.AgentId}", StringComparison.Ordinal)).ShouldBe(3);
        told.Count(t => t.EndsWith($"agent:{rival.AgentId}", StringComparison.Ordinal)).ShouldBe(3);
    }

    private static async Task LookAsync(AldravaApp node)
    {
        var worker = node.Services.GetServices<IHostedService>().OfType<AnnounceDueTasks>().Single();
        while (await worker.RunOnceAsync(CancellationToken.None)) { }
        // The node looks by itself, too: what it has in hand is not seen here until it is committed.
        await Eventually.BecomesTrueAsync(
            async () =>
                await node.ScalarAsync<long>(
                    $"select count(*) from crm.tasks where status = 'open' and agent_id is not null and due_told_at is null and due_at <= '{node.Clock.GetUtcNow():O}'"
                ) == 0,
            "what is due was told"
        );
    }

    private DateTimeOffset InMinutes(int minutes) => _app.Clock.GetUtcNow().AddMinutes(minutes);

    private static async Task<long> NewTaskAsync(Support.Person author, DateTimeOffset dueAt) =>
        (await author.Http.PostAsync("/mobile/tasks", new { title = "Ligar", due_at = dueAt })).Expect(HttpStatusCode.Created)["id"].GetInt64();

    private async Task ChangeAsync(long task, object change) => (await _agent.Http.PatchAsync($"/mobile/tasks/{task}", change)).Expect(HttpStatusCode.OK);

    private async Task<string[]> ToldAsync() =>
        (
            await _app.ScalarAsync<string[]>(
                "select array_agg(concat(signal_data->>'task_id', ' to ', audience[1]) order by seq) from platform.events where signal_type = 'task_due'"
            )
        ) ?? [];
}
