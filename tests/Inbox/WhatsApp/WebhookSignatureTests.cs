using System.Text;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.WhatsApp;

public sealed class WebhookSignatureTests
{
    private const string Secret = "s3cret";
    private static readonly byte[] s_body = Encoding.UTF8.GetBytes("{\"entry\":[]}");

    [Fact]
    public void Every_published_vector_answers_as_it_says()
    {
        foreach (var vector in TestFiles.SharedTable("webhooks", "signature_vectors.json").EnumerateArray())
        {
            var body = Convert.FromBase64String(vector.GetProperty("body_base64").GetString()!);
            var valid = WebhookSignature.IsValid(body, vector.GetProperty("header").GetString(), [vector.GetProperty("app_secret").GetString()!]);
            valid.ShouldBe(vector.GetProperty("valid").GetBoolean(), vector.GetProperty("name").GetString());
        }
    }

    [Fact]
    public void What_we_sign_is_valid_and_one_more_byte_is_not()
    {
        var header = WebhookSignature.Sign(s_body, Secret);
        WebhookSignature.IsValid(s_body, header, [Secret]).ShouldBeTrue();
        WebhookSignature.IsValid([.. s_body, (byte)'\n'], header, [Secret]).ShouldBeFalse();
    }

    [Fact]
    public void Any_of_the_secrets_will_do() => WebhookSignature.IsValid(s_body, WebhookSignature.Sign(s_body, Secret), ["old", Secret, "new"]).ShouldBeTrue();

    [Fact]
    public void Upper_case_hex_says_the_same_bytes()
    {
        var header = "sha256=" + WebhookSignature.Sign(s_body, Secret)["sha256=".Length..].ToUpperInvariant();
        WebhookSignature.IsValid(s_body, header, [Secret]).ShouldBeTrue();
    }

    [Fact]
    public void Without_a_secret_nothing_is_valid()
    {
        WebhookSignature.IsValid(s_body, WebhookSignature.Sign(s_body, Secret), []).ShouldBeFalse();
        WebhookSignature.IsValid(s_body, WebhookSignature.Sign(s_body, ""), [""]).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha256=zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("sha1=0000000000000000000000000000000000000000")]
    [InlineData("SHA256=0000000000000000000000000000000000000000000000000000000000000000")]
    public void A_malformed_header_is_not_valid(string? header) => WebhookSignature.IsValid(s_body, header, [Secret]).ShouldBeFalse();
}
