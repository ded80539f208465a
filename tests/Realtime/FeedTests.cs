using System.Text.Json;
using Aldrava.Platform.Events;
using Aldrava.Realtime.Connections;

namespace Aldrava.Tests.Realtime;

public sealed class FeedTests
{
    private const int Page = 3;
    private readonly SendQueue _queue = new(1000, 1_000_000);
    private readonly List<PlacedSignal> _log = [];
    private readonly Feed _feed;

    public FeedTests() => _feed = new Feed(_queue);

    [Fact]
    public async Task What_arrives_while_catching_up_comes_after_it_without_gap_or_repetition()
    {
        Place(1, 7);
        _feed.Begin(7);
        _feed.TryRewind(2).ShouldBeTrue();
        var reads = 0;

        await _feed.CatchUpAsync(
            after =>
            {
                var page = Read(after);
                // Between the read and its end the gateway offers more, some of which the next read sees too.
                if (++reads <= 3)
                {
                    Place(7 + reads, 1);
                    Offer(7 + reads);
                }
                return Task.FromResult(page);
            },
            Page,
            Resumed
        );
        Place(11, 1);
        Offer(11);

        (await SentAsync(10)).ShouldBe(["3", "4", "5", "6", "7", "8", "9", "10", "resumed 10", "11"]);
    }

    [Fact]
    public async Task What_the_log_showed_before_the_gateway_offered_it_is_not_told_twice()
    {
        Place(1, 3);
        _feed.Begin(1);
        _feed.TryRewind(0).ShouldBeTrue();

        await _feed.CatchUpAsync(after => Task.FromResult(Read(after)), Page, Resumed);
        Offer(2);
        Offer(3);
        Place(4, 1);
        Offer(4);

        (await SentAsync(5)).ShouldBe(["1", "2", "3", "resumed 3", "4"]);
    }

    [Fact]
    public async Task Who_is_ahead_of_this_node_hears_nothing_again()
    {
        Place(1, 5);
        _feed.Begin(3);
        _feed.TryRewind(5).ShouldBeTrue();

        await _feed.CatchUpAsync(after => Task.FromResult(Read(after)), Page, Resumed);
        Offer(4);
        Offer(5);
        Place(6, 1);
        Offer(6);

        (await SentAsync(2)).ShouldBe(["resumed 5", "6"]);
    }

    [Fact]
    public void Only_one_rewind_at_a_time()
    {
        _feed.Begin(3);

        _feed.TryRewind(1).ShouldBeTrue();
        _feed.TryRewind(0).ShouldBeFalse();
    }

    [Fact]
    public void A_live_device_without_room_is_too_slow_and_one_that_catches_up_is_not()
    {
        var tight = new SendQueue(1, 1000);
        var live = new Feed(tight);
        live.Begin(0);
        (live.Offer(1, new byte[1]), live.Offer(2, new byte[1])).ShouldBe((true, false));

        var late = new Feed(tight);
        late.Begin(0);
        late.TryRewind(0);
        (late.Offer(1, new byte[1]), late.Offer(2, new byte[1])).ShouldBe((true, true));
    }

    [Fact]
    public async Task An_ended_connection_stops_catching_up()
    {
        Place(1, 100);
        _feed.Begin(100);
        _feed.TryRewind(0);
        _queue.Complete();
        var reads = 0;

        var sent = await _feed.CatchUpAsync(
            after =>
            {
                reads++;
                return Task.FromResult(Read(after));
            },
            Page,
            Resumed
        );

        (sent, reads).ShouldBe((0, 1));
    }

    private void Place(int from, int count) =>
        _log.AddRange(Enumerable.Range(from, count).Select(p => new PlacedSignal(p, ["agent:1"], "new_lead", "{}", DateTimeOffset.UnixEpoch)));

    private IReadOnlyList<PlacedSignal> Read(long after) => [.. _log.Where(s => s.Position > after).Take(Page)];

    private void Offer(long position) => _feed.Offer(position, Frames.Event(_log.Single(s => s.Position == position))).ShouldBeTrue();

    private static ReadOnlyMemory<byte> Resumed(long position) => JsonSerializer.SerializeToUtf8Bytes(new { id = $"resumed {position}" });

    private async Task<List<string>> SentAsync(int count)
    {
        var sent = new List<string>();
        for (var i = 0; i < count; i++)
            sent.Add(JsonSerializer.Deserialize<JsonElement>((await TakeAsync())!.Value.Span).GetProperty("id").GetString()!);
        _queue.TryAdd("{\"id\":\"end\"}"u8.ToArray());
        JsonSerializer.Deserialize<JsonElement>((await TakeAsync())!.Value.Span).GetProperty("id").GetString().ShouldBe("end");
        return sent;
    }

    // With a deadline: what was lost must fail the test, not hang it.
    private Task<ReadOnlyMemory<byte>?> TakeAsync() => _queue.TakeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
}
