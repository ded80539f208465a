using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.WhatsApp;

public sealed class SendScheduleTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(5, 32)]
    [InlineData(11, 900)]
    public void Waits_double_up_to_a_quarter_of_an_hour(int attempts, int seconds) => Wait(attempts, Later(131000)).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 16)]
    [InlineData(3, 64)]
    [InlineData(9, 4096)]
    public void One_pair_waits_four_to_the_power_of_the_attempt(int attempts, int seconds) =>
        Wait(attempts, Later(131056)).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void A_wait_that_meta_asks_for_is_kept_but_not_beyond_a_day()
    {
        Wait(1, Later(130429, TimeSpan.FromMinutes(7))).ShouldBe(TimeSpan.FromMinutes(7));
        Wait(5, Later(130429, TimeSpan.FromSeconds(1))).ShouldBe(TimeSpan.FromSeconds(32));
        Wait(1, Later(130429, TimeSpan.FromDays(9))).ShouldBe(TimeSpan.FromDays(1));
    }

    [Fact]
    public void Jitter_only_lengthens()
    {
        Wait(5, Later(2), jitter: 1).ShouldBe(TimeSpan.FromSeconds(38.4));
        Wait(5, Later(2), jitter: -3).ShouldBe(TimeSpan.FromSeconds(32));
    }

    [Fact]
    public void What_is_settled_or_unknown_is_never_tried_again()
    {
        SendSchedule.Next(1, new SendOutcome.Accepted("wamid.A", null, null), s_now, 0).ShouldBeNull();
        SendSchedule.Next(1, new SendOutcome.Refused(131047, null, null, 400), s_now, 0).ShouldBeNull();
        SendSchedule.Next(1, new SendOutcome.Unknown("timeout"), s_now, 0).ShouldBeNull();
    }

    [Theory]
    [InlineData(130429)]
    [InlineData(131056)]
    [InlineData(80007)]
    public void What_was_refused_for_haste_only_is_tried_for_more_than_a_day(int code)
    {
        Enumerable.Range(1, SendSchedule.MaxHastyAttempts - 1).Sum(n => Wait(n, Later(code)).TotalHours).ShouldBeGreaterThan(24);
        SendSchedule.Next(SendSchedule.MaxHastyAttempts, Later(code), s_now, 0).ShouldBeNull();
    }

    [Fact]
    public void After_the_last_attempt_there_is_none() => SendSchedule.Next(SendSchedule.MaxAttempts, Later(2), s_now, 0).ShouldBeNull();

    private static SendOutcome.RetryLater Later(int code, TimeSpan? after = null) => new(code, after, "test");

    private static TimeSpan Wait(int attempts, SendOutcome outcome, double jitter = 0) => SendSchedule.Next(attempts, outcome, s_now, jitter)!.Value - s_now;
}
