using System.Globalization;
using Aldrava.Platform.Text;

namespace Aldrava.Tests.Platform.Text;

public sealed class NumbersTests
{
    [Theory]
    [InlineData("250000", "250000")]
    [InlineData("250.000", "250000")]
    [InlineData("250,000", "250000")]
    [InlineData("250 000", "250000")]
    [InlineData("250\u00a0000 €", "250000")]
    [InlineData("1.250.000", "1250000")]
    [InlineData("1,250,000", "1250000")]
    [InlineData("1'250'000", "1250000")]
    [InlineData("1.250.000,50", "1250000.50")]
    [InlineData("1,250,000.50", "1250000.50")]
    [InlineData("250 mil", "250000")]
    [InlineData("250mil euros", "250000")]
    [InlineData("250 MIL", "250000")]
    [InlineData("1.500 mil", "1500000")]
    [InlineData("1,5 mil", "1500")]
    [InlineData("1,5M", "1500000")]
    [InlineData("1.5m", "1500000")]
    [InlineData("1.250M", "1250000")]
    [InlineData("€ 300.000", "300000")]
    [InlineData("€300000", "300000")]
    [InlineData("300k", "300000")]
    [InlineData("300 K€", "300000")]
    [InlineData("R$ 1.2 mi", "1200000")]
    [InlineData("R$1.200,00", "1200")]
    [InlineData("$1,200.00", "1200")]
    [InlineData("EUR300000", "300000")]
    [InlineData("2 milhões", "2000000")]
    [InlineData("1 milhao", "1000000")]
    [InlineData("1 milhão e 200 mil", "1200000")]
    [InlineData("1 milhão 200 mil", "1200000")]
    [InlineData("2 million", "2000000")]
    [InlineData("até 180 mil, mais ou menos", "180000")]
    [InlineData("um T3 até 250 mil", "250000")]
    [InlineData("120 m2", "120")]
    [InlineData("120 m²", "120")]
    [InlineData("0", "0")]
    [InlineData("0,125", "0.125")]
    [InlineData("1,5", "1.5")]
    [InlineData("12.5", "12.5")]
    [InlineData("-5", "-5")]
    [InlineData("1200.", "1200")]
    public void Reads_a_number_as_people_write_it(string text, string expected)
    {
        Numbers.TryParse(text, out var number).ShouldBeTrue();
        number.ShouldBe(decimal.Parse(expected, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("muito")]
    [InlineData("T3")]
    [InlineData("entre 200 e 300 mil")]
    [InlineData("200-300k")]
    [InlineData("2 quartos, 250 mil")]
    [InlineData("1 milhão e 2 milhões")]
    [InlineData("1.2.3")]
    [InlineData("1.25.000")]
    [InlineData("12345678901234567890")]
    [InlineData("1,2,3.4.5")]
    public void Refuses_what_is_no_number_or_more_than_one(string text) => Numbers.TryParse(text, out _).ShouldBeFalse();
}
