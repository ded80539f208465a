using System.Globalization;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Tests.Flows.Engine;

public sealed class DatesTests
{
    [Theory]
    [InlineData("2026-04-01", "2026-04-01")]
    [InlineData("1/4/2026", "2026-04-01")]
    [InlineData("01-04-26", "2026-04-01")]
    [InlineData("1.4.2026", "2026-04-01")]
    [InlineData("1/4", "2026-04-01")]
    [InlineData("1/3", "2027-03-01")]
    [InlineData("29/2", "2028-02-29")]
    [InlineData("1 de abril", "2026-04-01")]
    [InlineData("1 de Março de 2027", "2027-03-01")]
    [InlineData("3 february 2027", "2027-02-03")]
    [InlineData("hoje", "2026-03-10")]
    [InlineData("Amanhã!", "2026-03-11")]
    [InlineData("depois de amanhã", "2026-03-12")]
    public void Reads_a_day_as_people_write_it(string text, string expected)
    {
        Dates.TryParse(text, new DateOnly(2026, 3, 10), out var date).ShouldBeTrue();
        date.ShouldBe(DateOnly.ParseExact(expected, "yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("um dia destes")]
    [InlineData("30/2/2026")]
    [InlineData("4/13/2026")]
    [InlineData("1/4/0026")]
    [InlineData("1/4/2026/5")]
    public void Refuses_what_is_no_day(string text) => Dates.TryParse(text, new DateOnly(2026, 3, 10), out _).ShouldBeFalse();

    [Fact]
    public void The_end_of_time_has_no_tomorrow() => Dates.TryParse("amanhã", DateOnly.MaxValue, out _).ShouldBeFalse();
}
