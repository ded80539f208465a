using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Aldrava.Accounts.Tokens;

namespace Aldrava.Tests.Accounts;

public sealed class JwtTests
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("a secret of more than thirty-two bytes");
    private static readonly SigningKey Key = new("one", Secret, DateTimeOffset.MinValue);
    private static readonly RingKeys Ring = new([Key, new SigningKey("two", RandomNumberGenerator.GetBytes(48), DateTimeOffset.MinValue)]);

    [Fact]
    public void The_example_of_RFC_7515_A_1_is_accepted()
    {
        const string token =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        var secret = Base64Url.DecodeFromChars("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");

        using var claims = JwtReader.Read(token, new RingKeys([new SigningKey("rfc", secret, DateTimeOffset.MinValue)]));

        claims.ShouldNotBeNull().RootElement.GetProperty("iss").GetString().ShouldBe("joe");
    }

    [Theory]
    [InlineData("""{"alg":"HS256","kid":"one"}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT"}""")]
    public void A_token_of_the_ring_is_accepted_with_its_kid_or_without(string header)
    {
        using var claims = JwtReader.Read(Token(header), Ring);
        claims.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"None","kid":"one"}""")]
    [InlineData("""{"alg":"HS512","kid":"one"}""")]
    [InlineData("""{"alg":"hs256","kid":"one"}""")]
    [InlineData("""{"alg":"RS256","kid":"one"}""")]
    [InlineData("""{"alg":["HS256"],"kid":"one"}""")]
    [InlineData("""{"alg":"HS256","alg":"none","kid":"one"}""")]
    [InlineData("""{"kid":"one"}""")]
    [InlineData("""{"alg":"HS256","kid":"unknown"}""")]
    [InlineData("""{"alg":"HS256","kid":"two"}""")]
    [InlineData("""{"alg":"HS256","kid":7}""")]
    [InlineData("""{"alg":"HS256","kid":"\ud800"}""")]
    [InlineData("""{"alg":"HS256","kid":"one","crit":["exp"]}""")]
    [InlineData("""{"alg":"HS256","kid":"one","b64":false}""")]
    [InlineData("""["HS256"]""")]
    [InlineData("not json")]
    public void A_token_with_any_other_header_is_refused(string header) => JwtReader.Read(Token(header), Ring).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("é.é.é")]
    public void What_is_no_token_is_refused(string text) => JwtReader.Read(text, Ring).ShouldBeNull();

    [Fact]
    public void Every_changed_character_is_noticed()
    {
        var token = Token("""{"alg":"HS256","kid":"one"}""");
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            JwtReader.Read(changed, Ring).ShouldBeNull($"character {i}");
        }
    }

    [Theory]
    [InlineData("=")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("A")]
    public void A_second_spelling_of_the_same_token_is_refused(string ending) =>
        JwtReader.Read(Token("""{"alg":"HS256","kid":"one"}""") + ending, Ring).ShouldBeNull();

    [Fact]
    public void An_oversized_token_is_refused() =>
        JwtReader.Read(Token("""{"alg":"HS256","kid":"one"}""", $$"""{"sub":"{{new string('x', 5000)}}"}"""), Ring).ShouldBeNull();

    [Fact]
    public void The_newest_key_signs_once_its_time_has_come()
    {
        var start = DateTimeOffset.UnixEpoch;
        var ring = new RingKeys([new SigningKey("old", Secret, start), new SigningKey("new", Secret, start.AddSeconds(30))]);

        ring.SignsAt(start.AddSeconds(29)).Kid.ShouldBe("old");
        ring.SignsAt(start.AddSeconds(30)).Kid.ShouldBe("new");
    }

    private static string Token(string header, string payload = """{"sub":"x"}""")
    {
        var input = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{input}.{Key.Sign(input)}";
    }
}
