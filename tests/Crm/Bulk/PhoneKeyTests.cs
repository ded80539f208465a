using Aldrava.Platform.Text;

namespace Aldrava.Tests.Crm.Bulk;

public sealed class PhoneKeyTests(Agencies agencies) : IClassFixture<Agencies>
{
    private static readonly string[] Prefixes = ["", "+", "00", "0", "+351", "00351", "351", "+55", "0055", "55", "52", "521", "+54", "549", "+34", "1"];

    [Theory]
    [InlineData("912 345 678")]
    [InlineData("+351912345678")]
    [InlineData("00351 912-345-678")]
    [InlineData("351912345678")]
    [InlineData("(+351) 912.345.678")]
    public void One_portuguese_number_has_one_key_however_it_is_written(string written) => PhoneNumbers.Key(written).ShouldBe("351912345678");

    [Theory]
    [InlineData("(11) 98765-4321")]
    [InlineData("11 8765-4321")]
    [InlineData("+55 11 98765 4321")]
    [InlineData("551187654321")]
    [InlineData("0055 11 8765 4321")]
    [InlineData("011 98765-4321")]
    public void One_brazilian_mobile_has_one_key_with_and_without_its_ninth_digit(string written) => PhoneNumbers.Key(written).ShouldBe("5511987654321");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("000000000")]
    [InlineData("12345")]
    [InlineData("912 345 678 (casa)")]
    public void Fillers_and_texts_are_nobodys_number(string? written) => PhoneNumbers.Key(written).ShouldBeNull();

    [Fact]
    public async Task The_database_has_the_same_rule()
    {
        var random = new Random(20260310);
        string[] numbers =
        [
            .. Enumerable
                .Range(0, 4000)
                .Select(_ => Prefixes[random.Next(Prefixes.Length)] + string.Concat(Enumerable.Range(0, random.Next(4, 13)).Select(_ => Digit(random)))),
            "+351 912\u00a0345 678",
            "912345678 ext 2",
            "٩١٢٣٤٥٦٧٨",
            new string('9', 41),
            "++--()",
        ];

        foreach (var chunk in numbers.Chunk(500))
        {
            var values = string.Join(", ", chunk.Select((n, i) => $"({i}, '{n}')"));
            var keys = (
                await agencies.App.ScalarAsync<string[]>($"select array_agg(coalesce(crm.phone_key(n), '') order by i) from (values {values}) v(i, n)")
            )!;
            chunk.Zip(keys).Where(n => n.Second != (PhoneNumbers.Key(n.First) ?? "")).ShouldBeEmpty();
        }
    }

    private static string Digit(Random random) =>
        random.Next(6) == 0 ? $" {random.Next(10)}"
        : random.Next(4) == 0 ? "9"
        : $"{random.Next(10)}";
}
