using System.Collections.Concurrent;
using Aldrava.Platform.Data;
using Aldrava.Platform.Events;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Platform.Events;

public sealed class SignalOrderTests
{
    [Fact]
    public async Task A_reader_never_misses_what_commits_late()
    {
        var knocks = new Knocks();
        await using var app = await KnockApp.StartAsync(knocks);
        var log = app.Services.GetRequiredService<SignalLog>();
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();

        var late = app.InScopeAsync(
            1,
            async services =>
            {
                await using var work = await services.GetRequiredService<DbSession>().BeginAsync(CancellationToken.None);
                var db = services.GetRequiredService<KnockDbContext>();
                db.Publish(new Knocked(1, "late", 1));
                await db.SaveChangesAsync();
                entered.SetResult();
                await leave.Task;
                await work.CommitAsync(CancellationToken.None);
                return true;
            }
        );
        await Task.WhenAny(entered.Task, late);
        entered.Task.IsCompleted.ShouldBeTrue();
        await app.KnockAsync("early", 1);
        var before = await log.PlaceAndReadAsync(0, 10, CancellationToken.None);
        leave.SetResult();
        await late;
        var after = await log.PlaceAndReadAsync(before[^1].Position, 10, CancellationToken.None);

        before.Select(s => s.Audience[0]).ShouldBe(["door:early"]);
        after.Select(s => s.Audience[0]).ShouldBe(["door:late"]);
    }

    [Fact]
    public async Task Many_writers_and_placers_make_one_order_without_gap_or_double_that_every_node_hears()
    {
        var (here, there) = (new Listener(), new Listener());
        var knocks = new Knocks();
        await using var one = await AldravaApp.StartAsync(services: s => Register(s, knocks, here));
        await one.ExecuteAsync("create table public.knocks (id bigint generated always as identity, door text not null, number int not null)");
        await using var two = await one.StartNodeAsync(services: s => Register(s, knocks, there));

        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(async writer =>
                {
                    for (var number = 0; number < 20; number++)
                        await (writer % 2 == 0 ? one : two).KnockAsync($"w{writer}", number);
                })
        );
        await Eventually.BecomesTrueAsync(() => Task.FromResult(here.Heard.Count >= 320 && there.Heard.Count >= 320), "both nodes heard everything");

        here.Heard.Select(s => s.Position).ShouldBe(Enumerable.Range(1, 320).Select(p => (long)p));
        there.Heard.Select(s => s.Position).ShouldBe(here.Heard.Select(s => s.Position));
        foreach (var writer in here.Heard.GroupBy(s => s.Audience[0]))
            writer.Select(s => s.Data).ShouldBe(Enumerable.Range(0, 20).Select(n => $$"""{"number":{{n}}}"""), writer.Key);
    }

    private static void Register(IServiceCollection services, Knocks knocks, Listener listener)
    {
        KnockApp.Add(knocks)(services);
        services.AddSingleton<ISignalListener>(listener);
    }

    private sealed class Listener : ISignalListener
    {
        public ConcurrentQueue<PlacedSignal> Heard { get; } = new();

        public void OnSignals(IReadOnlyList<PlacedSignal> signals)
        {
            foreach (var signal in signals)
                Heard.Enqueue(signal);
        }
    }
}
