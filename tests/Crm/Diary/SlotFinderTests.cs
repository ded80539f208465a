using Aldrava.Crm.Diary;

namespace Aldrava.Tests.Crm.Diary;

public sealed class SlotFinderTests
{
    private static readonly TimeZoneInfo Lisbon = TimeZoneInfo.FindSystemTimeZoneById("Europe/Lisbon");
    private static readonly TimeZoneInfo SaoPaulo = TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo");

    [Fact]
    public void A_free_day_has_a_time_every_half_hour_that_leaves_room_for_the_visit()
    {
        var slots = Times(new DateOnly(2026, 3, 12), "09:00", "12:00");
        slots.ShouldBe(["09:00", "09:30", "10:00", "10:30", "11:00"]);
    }

    [Fact]
    public void Before_and_after_a_visit_there_is_time_for_the_way()
    {
        var visit = new Busy(new DateTimeOffset(2026, 3, 12, 11, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 12, 12, 0, 0, TimeSpan.Zero));
        Times(new DateOnly(2026, 3, 12), "09:00", "14:00", busy: visit).ShouldBe(["09:00", "09:30", "12:30", "13:00"]);
    }

    [Fact]
    public void A_day_on_which_nobody_works_or_that_is_full_has_none()
    {
        Times(new DateOnly(2026, 3, 12), "09:00", "09:59").ShouldBeEmpty();
        var whole = new Busy(DateTimeOffset.MinValue.AddDays(1), DateTimeOffset.MaxValue.AddDays(-1));
        Times(new DateOnly(2026, 3, 12), "09:00", "19:00", busy: whole).ShouldBeEmpty();
        SlotFinder.On(new DateOnly(2026, 3, 15), Opening.Default, Lisbon, [], Rules(DateTimeOffset.MinValue)).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_offered_that_is_too_soon()
    {
        var earliest = new DateTimeOffset(2026, 3, 12, 10, 1, 0, TimeSpan.Zero);
        Times(new DateOnly(2026, 3, 12), "09:00", "12:00", earliest: earliest).ShouldBe(["10:30", "11:00"]);
    }

    [Fact]
    public void In_the_night_the_clocks_of_lisbon_go_forward_the_hour_that_is_skipped_is_nobodys()
    {
        var slots = On(new DateOnly(2026, 3, 29), "00:00", "04:00", Lisbon);
        slots.Select(s => $"{s:HH:mm}").ShouldBe(["00:00", "00:30", "02:00", "02:30", "03:00"]);
        ShouldEachBeOnce(slots);
        // Half past twelve ends at half past two by the clock on the wall.
        (slots[2] - slots[0]).ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public void In_the_night_they_go_back_no_time_is_offered_twice()
    {
        var slots = On(new DateOnly(2026, 10, 25), "00:00", "04:00", Lisbon);
        slots.Select(s => $"{s:HH:mm}").ShouldBe(["00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00"]);
        ShouldEachBeOnce(slots);
        (slots[4] - slots[2]).ShouldBe(TimeSpan.FromHours(2));
    }

    [Fact]
    public void Sao_paulo_once_skipped_midnight_and_once_had_the_last_hour_of_a_day_twice()
    {
        var spring = On(new DateOnly(2018, 11, 4), "00:00", "03:00", SaoPaulo);
        spring.Select(s => $"{s:HH:mm}").ShouldBe(["01:00", "01:30", "02:00"]);
        ShouldEachBeOnce(spring);

        var autumn = On(new DateOnly(2018, 2, 17), "22:00", "24:00", SaoPaulo);
        autumn.Select(s => $"{s:HH:mm}").ShouldBe(["22:00", "22:30", "23:00", "23:30"]);
        ShouldEachBeOnce(autumn);
    }

    [Fact]
    public void What_is_shown_of_a_day_is_spread_over_it_and_prefers_full_hours()
    {
        var slots = On(new DateOnly(2026, 3, 12), "09:00", "19:00", Lisbon);
        SlotFinder.Spread(slots, 3).Select(s => $"{s:HH:mm}").ShouldBe(["09:00", "13:00", "18:00"]);
        SlotFinder.Spread(slots, 1).ShouldHaveSingleItem().Hour.ShouldBe(9);
        SlotFinder.Spread([slots[1], slots[2]], 3).Select(s => $"{s:HH:mm}").ShouldBe(["09:30", "10:00"]);
    }

    private static string[] Times(DateOnly day, string from, string to, Busy? busy = null, DateTimeOffset? earliest = null) =>
        [
            .. SlotFinder
                .On(day, [new Opening(day.DayOfWeek, from, to)], Lisbon, busy is null ? [] : [busy], Rules(earliest ?? DateTimeOffset.MinValue))
                .Select(s => $"{s:HH:mm}"),
        ];

    private static IReadOnlyList<DateTimeOffset> On(DateOnly day, string from, string to, TimeZoneInfo zone) =>
        SlotFinder.On(day, [new Opening(day.DayOfWeek, from, to)], zone, [], Rules(DateTimeOffset.MinValue));

    private static SlotRules Rules(DateTimeOffset earliest) => new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), earliest);

    private static void ShouldEachBeOnce(IReadOnlyList<DateTimeOffset> slots)
    {
        slots.Select(s => s.UtcDateTime).ShouldBeUnique();
        slots.Select(s => s.DateTime).ShouldBeUnique();
        slots.ShouldBe(slots.Order());
    }
}
