using Aldrava.Realtime.Connections;

namespace Aldrava.Tests.Realtime;

public sealed class SendQueueTests
{
    [Fact]
    public async Task Messages_leave_in_the_order_they_came()
    {
        var queue = new SendQueue(10, 1000);
        for (byte i = 0; i < 5; i++)
            queue.TryAdd(new[] { i }).ShouldBeTrue();

        for (byte i = 0; i < 5; i++)
            (await queue.TakeAsync())!.Value.ToArray().ShouldBe([i]);
    }

    [Fact]
    public async Task It_is_bounded_in_number_and_in_bytes()
    {
        var few = new SendQueue(2, 1000);
        (few.TryAdd(new byte[1]), few.TryAdd(new byte[1]), few.TryAdd(new byte[1])).ShouldBe((true, true, false));
        await few.TakeAsync();
        few.TryAdd(new byte[1]).ShouldBeTrue();

        var small = new SendQueue(100, 10);
        (small.TryAdd(new byte[6]), small.TryAdd(new byte[5]), small.TryAdd(new byte[4])).ShouldBe((true, false, true));
    }

    [Fact]
    public void A_message_larger_than_all_the_room_is_taken_alone()
    {
        var queue = new SendQueue(100, 10);

        queue.TryAdd(new byte[50]).ShouldBeTrue();
        queue.TryAdd(new byte[1]).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_can_wait_waits_until_half_is_free()
    {
        var queue = new SendQueue(4, 1000);
        for (var i = 0; i < 4; i++)
            queue.TryAdd(new byte[1]);

        var waiting = queue.AddWhenRoomAsync(new byte[1]);
        await queue.TakeAsync();
        await queue.TakeAsync();
        waiting.IsCompleted.ShouldBeFalse();
        await queue.TakeAsync();

        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public async Task Once_complete_it_forgets_everything_and_lets_everybody_go()
    {
        var queue = new SendQueue(1, 1000);
        queue.TryAdd(new byte[1]);
        var waiting = queue.AddWhenRoomAsync(new byte[1]);
        var empty = new SendQueue(1, 1000);
        var taking = empty.TakeAsync();

        queue.Complete();
        empty.Complete();

        (await waiting).ShouldBeFalse();
        (await queue.TakeAsync()).ShouldBeNull();
        (await taking).ShouldBeNull();
        queue.TryAdd(new byte[1]).ShouldBeTrue();
    }
}
