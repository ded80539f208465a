using System.Globalization;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;

namespace Aldrava.Tests.Crm;

public sealed class LocalCalendarTests
{
    private const string Lisbon = "Europe/Lisbon";
    private const string SaoPaulo = "America/Sao_Paulo";

    [Theory]
    // Lisbon skips 01:00–02:00 on the last Sunday of March, and has it twice on the last of October.
    [InlineData(Lisbon, "2026-03-29T00:30:00", "2026-03-29T00:30:00Z")]
    [InlineData(Lisbon, "2026-03-29T01:30:00", "2026-03-29T01:30:00Z")]
    [InlineData(Lisbon, "2026-03-29T02:30:00", "2026-03-29T01:30:00Z")]
    [InlineData(Lisbon, "2026-10-25T00:30:00", "2026-10-24T23:30:00Z")]
    [InlineData(Lisbon, "2026-10-25T01:30:00", "2026-10-25T00:30:00Z")]
    [InlineData(Lisbon, "2026-10-25T02:30:00", "2026-10-25T02:30:00Z")]
    [InlineData(Lisbon, "2026-10-25T01:30:00+00:00", "2026-10-25T01:30:00Z")]
    // São Paulo used to skip and repeat the hour around midnight, and does neither now.
    [InlineData(SaoPaulo, "2018-11-03T23:30:00", "2018-11-04T02:30:00Z")]
    [InlineData(SaoPaulo, "2018-11-04T00:30:00", "2018-11-04T03:30:00Z")]
    [InlineData(SaoPaulo, "2018-11-04T01:30:00", "2018-11-04T03:30:00Z")]
    [InlineData(SaoPaulo, "2019-02-16T23:30:00", "2019-02-17T01:30:00Z")]
    [InlineData(SaoPaulo, "2019-02-17T00:30:00", "2019-02-17T03:30:00Z")]
    [InlineData(SaoPaulo, "2026-11-01T00:30:00", "2026-11-01T03:30:00Z")]
    public void A_time_without_an_offset_is_read_where_the_organization_is(string zone, string written, string instant) =>
        ClientTime.Parse(written, CultureInfo.InvariantCulture).In(Zone(zone)).ShouldBe(Instant(instant));

    [Theory]
    [InlineData(Lisbon, "2026-03-29", "2026-03-29T00:00:00Z", 23)]
    [InlineData(Lisbon, "2026-10-25", "2026-10-24T23:00:00Z", 25)]
    [InlineData(Lisbon, "2026-07-01", "2026-06-30T23:00:00Z", 24)]
    [InlineData(SaoPaulo, "2018-11-04", "2018-11-04T03:00:00Z", 23)]
    [InlineData(SaoPaulo, "2019-02-16", "2019-02-16T02:00:00Z", 25)]
    [InlineData(SaoPaulo, "2026-11-01", "2026-11-01T03:00:00Z", 24)]
    public void A_day_begins_and_ends_where_the_clocks_there_say(string zone, string day, string start, int hours)
    {
        var date = DateOnly.Parse(day, CultureInfo.InvariantCulture);

        LocalCalendar.StartOf(date, Zone(zone)).ShouldBe(Instant(start));
        (LocalCalendar.StartOf(date.AddDays(1), Zone(zone)) - LocalCalendar.StartOf(date, Zone(zone))).ShouldBe(TimeSpan.FromHours(hours));
    }

    [Theory]
    [InlineData("2026-07-01", "2026-07-01T23:00:00Z")]
    [InlineData("2026-07-01T10:00:00", "2026-07-01T09:00:00Z")]
    [InlineData("2026-07-01T10:00:00Z", "2026-07-01T10:00:00Z")]
    public void A_bare_date_ends_a_period_with_its_whole_day(string written, string end) =>
        LocalCalendar.EndOf(written, ClientTime.Parse(written, CultureInfo.InvariantCulture), Zone(Lisbon)).ShouldBe(Instant(end));

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
