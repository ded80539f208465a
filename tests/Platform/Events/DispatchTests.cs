using Aldrava.Platform.Events;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Platform.Events;

public sealed class DispatchTests
{
    [Fact]
    public async Task Each_event_has_its_effect_once_and_in_order_per_key_however_many_nodes_deliver()
    {
        var knocks = new Knocks();
        await using var one = await KnockApp.StartAsync(knocks);
        await using var two = await one.StartNodeAsync(services: KnockApp.Add(knocks));
        await using var three = await one.StartNodeAsync(services: KnockApp.Add(knocks));

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async door =>
                {
                    foreach (var batch in Enumerable.Range(0, 25).Chunk(5))
                        await (door % 2 == 0 ? one : two).KnockAsync($"d{door}", batch);
                })
        );
        await one.UntilAsync(200);

        var written = await one.KnocksAsync();
        written.Count.ShouldBe(200);
        foreach (var door in written.GroupBy(w => w.Door))
            door.Select(w => w.Number).ShouldBe(Enumerable.Range(0, 25), door.Key);
        (await one.ScalarAsync<long>("select count(*) from platform.deliveries")).ShouldBe(0);
    }

    [Fact]
    public async Task A_subscriber_that_throws_three_times_is_tried_again_and_leaves_no_half_effect()
    {
        var failures = 3;
        var knocks = new Knocks { Then = _ => Interlocked.Decrement(ref failures) >= 0 ? throw new InvalidOperationException("not yet") : Task.CompletedTask };
        await using var app = await KnockApp.StartAsync(knocks);

        await app.KnockAsync("a", 1);
        await app.UntilAsync(1);

        knocks.Tried.Count.ShouldBe(4);
        (await app.KnocksAsync()).ShouldBe([("a", 1)]);
    }

    [Fact]
    public async Task A_poison_event_blocks_its_own_key_only_and_becomes_a_dead_letter_that_can_be_retried()
    {
        var poisoned = true;
        var knocks = new Knocks
        {
            Then = k => poisoned && k is { Door: "bad", Number: 1 } ? throw new InvalidOperationException("poison") : Task.CompletedTask,
        };
        await using var app = await KnockApp.StartAsync(
            knocks,
            new()
            {
                ["Events:FirstRetry"] = "01:00:00",
                ["Events:MaxRetry"] = "01:00:00",
                ["Events:MaxAttempts"] = "2",
            }
        );

        await app.KnockAsync("bad", 1, 2);
        await app.KnockAsync("good", 1, 2, 3);
        await app.UntilAsync(3);
        (await app.KnocksAsync()).ShouldBe([("good", 1), ("good", 2), ("good", 3)]);
        knocks.Tried.ShouldNotContain(("bad", 2));

        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.UntilAsync(4);
        (await app.KnocksAsync())[^1].ShouldBe(("bad", 2));

        var letters = app.Services.GetRequiredService<DeadLetters>();
        var dead = (await letters.ListAsync(10, CancellationToken.None)).ShouldHaveSingleItem();
        dead.Key.ShouldBe("door:bad");
        dead.LastError.ShouldBe("InvalidOperationException: poison");

        poisoned = false;
        (await letters.RetryAsync(dead.EventId, CancellationToken.None)).ShouldBe(1);
        await app.UntilAsync(5);
        (await app.KnocksAsync())[^1].ShouldBe(("bad", 1));
        (await letters.ListAsync(10, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_tells_nobody()
    {
        var knocks = new Knocks();
        await using var app = await KnockApp.StartAsync(knocks);

        await app.InScopeAsync(
            1,
            async services =>
            {
                await using var work = await services.GetRequiredService<Aldrava.Platform.Data.DbSession>().BeginAsync(CancellationToken.None);
                var db = services.GetRequiredService<KnockDbContext>();
                db.Publish(new Knocked(1, "a", 1));
                return await db.SaveChangesAsync();
            }
        );
        await app.KnockAsync("a", 2);
        await app.UntilAsync(1);

        (await app.KnocksAsync()).ShouldBe([("a", 2)]);
        (await app.ScalarAsync<long>("select count(*) from platform.events")).ShouldBe(1);
    }

    [Fact]
    public async Task Events_are_purged_after_their_retention_unless_somebody_still_has_to_hear()
    {
        var knocks = new Knocks { Then = k => k.Door == "bad" ? throw new InvalidOperationException("poison") : Task.CompletedTask };
        await using var app = await KnockApp.StartAsync(knocks, new() { ["Events:MaxAttempts"] = "1" });
        await app.KnockAsync("bad", 1);
        await app.KnockAsync("good", 1);
        await Eventually.BecomesTrueAsync(
            async () => await app.ScalarAsync<long>("select count(*) from platform.events where position is null") == 0,
            "positions given"
        );
        await Eventually.BecomesTrueAsync(
            async () => await app.ScalarAsync<long>("select count(*) from platform.deliveries where state = 'pending'") == 0,
            "nothing pending"
        );

        app.Clock.Advance(TimeSpan.FromHours(73));
        await ActivatorUtilities.CreateInstance<PurgeEvents>(app.Services).RunOnceAsync(CancellationToken.None);

        (await app.ScalarAsync<string>("select string_agg(key, ',') from platform.events")).ShouldBe("door:bad");
        (await app.Services.GetRequiredService<SignalLog>().BoundsAsync(CancellationToken.None)).ShouldBe((2, 2));
    }
}
