using Aldrava.Platform.Text;
using Aldrava.Tests.Inbox.WhatsApp;

namespace Aldrava.Tests.Platform.Text;

public sealed class PhoneNumbersTests
{
    [Fact]
    public void Every_published_variant_is_found_and_no_other()
    {
        foreach (var row in TestFiles.SharedTable("webhooks", "phone_variants.json").EnumerateArray())
        {
            var incoming = row.GetProperty("incoming").GetString()!;
            PhoneNumbers.Variants(incoming).ShouldBe(row.GetProperty("same_as").EnumerateArray().Select(number => number.GetString()!), incoming);
        }
    }

    [Theory]
    [InlineData("551187654321", "5511987654321")]
    [InlineData("5511987654321", "551187654321")]
    [InlineData("551133334444", null)]
    [InlineData("5511933334444", null)]
    [InlineData("5213312345678", "523312345678")]
    [InlineData("523312345678", "5213312345678")]
    [InlineData("5493511234567", "543511234567")]
    [InlineData("543511234567", null)]
    [InlineData("351911000001", null)]
    [InlineData("", null)]
    public void Brazil_mexico_and_argentina_write_one_person_in_two_ways(string incoming, string? other)
    {
        PhoneNumbers.Variants(incoming).ShouldBe(other is null ? [] : [other]);
        if (other is not null)
            PhoneNumbers.Canonical(incoming).ShouldBe(PhoneNumbers.Canonical(other));
    }

    [Theory]
    [InlineData("+351 911-000-001", "351911000001")]
    [InlineData("(55) 11 98765.4321", "5511987654321")]
    [InlineData("351911000001", "351911000001")]
    [InlineData("", null)]
    [InlineData("+", null)]
    [InlineData(null, null)]
    [InlineData("PT.40000000000000001", null)]
    [InlineData("1234567890123456", null)]
    [InlineData("\u0661\u0662\u0663", null)]
    public void Only_digits_are_kept_and_only_of_phone_numbers(string? written, string? digits) => PhoneNumbers.Normalise(written).ShouldBe(digits);
}
