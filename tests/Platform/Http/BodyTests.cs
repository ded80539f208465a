using System.Net;
using System.Text;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Platform.Http;

public sealed class BodyTests(OneAgency one) : IClassFixture<OneAgency>
{
    private const int OverTheLimit = 12 * 1024 * 1024 + 100;

    [Fact]
    public async Task All_bad_fields_are_told_at_once_each_with_a_sentence()
    {
        var answer = await PostAsync("""{"name":"","email":"nobody","budget":-1,"phone":"%"}""".Replace("%", new string('9', 50), StringComparison.Ordinal));

        answer
            .Faults()
            .ShouldBe(["body.name string_too_short", "body.email email", "body.phone string_too_long", "body.budget greater_than_equal"], ignoreOrder: true);
        answer.Error.ShouldBe("Validation Error");
        answer.Code.ShouldBe("validation.failed");
        answer.Message.ShouldBe("Dados de entrada inválidos. Verifique os campos abaixo.");
        answer["details"].EnumerateArray().ShouldAllBe(f => f.GetProperty("message").GetString()!.EndsWith('.'));
    }

    [Theory]
    [InlineData("""{}""", "body.name missing")]
    [InlineData("""{"name":null}""", "body.name missing")]
    [InlineData("""{"name":123}""", "body.name string_type")]
    [InlineData("""{"name":true}""", "body.name string_type")]
    [InlineData("""{"name":["a"]}""", "body.name string_type")]
    [InlineData("""{"name":"a","budget":"12"}""", "body.budget float_type")]
    [InlineData("""{"name":"a","budget":1e400}""", "body.budget float_type")]
    [InlineData("""{"name":"a","property_id":"7"}""", "body.property_id int_type")]
    [InlineData("""{"name":"a","property_id":1.5}""", "body.property_id int_type")]
    [InlineData("""{"name":"a","property_id":99999999999999999999}""", "body.property_id int_type")]
    [InlineData("""{"name":"a","client_id":"x"}""", "body.client_id uuid_type")]
    [InlineData("""{"name":"a\u0000b"}""", "body.name string_nul")]
    [InlineData("""{"name":"a\ud800b"}""", "body.name string_type")]
    [InlineData("""{"name":"a\udc00b"}""", "body.name string_type")]
    [InlineData("""{"name":"a","\ud800":1}""", "body model_type")]
    [InlineData("""[]""", "body model_type")]
    [InlineData("\"text\"", "body model_type")]
    public async Task A_field_that_holds_the_wrong_thing_is_named(string body, string fault) => (await PostAsync(body)).Faults().ShouldBe([fault]);

    [Theory]
    [InlineData("{")]
    [InlineData("{\"name\":\"a\",}")]
    [InlineData("{'name':'a'}")]
    [InlineData("name=a")]
    [InlineData("{\"name\":\"a\"} {}")]
    [InlineData("")]
    [InlineData("null")]
    public async Task What_is_no_json_object_at_all_is_malformed(string body) =>
        (await PostAsync(body)).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("request.malformed_json");

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_no_server_error()
    {
        byte[] body = [.. "{\"name\":\"a"u8, 0xff, 0xfe, .. "\"}"u8];

        ((int)(await one.Agent.Http.PostAsync("/mobile/leads", body)).Status).ShouldBeInRange(400, 422);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task Another_content_type_is_refused(string type)
    {
        var answer = await one.Agent.Http.PostAsync("/mobile/leads", new StringContent("""{"name":"a"}""", Encoding.UTF8, type));

        answer.Expect(HttpStatusCode.BadRequest).Code.ShouldBe("request.not_json");
        answer.Error.ShouldBe("Bad Request");
    }

    [Fact]
    public async Task Unknown_fields_are_ignored() =>
        (await PostAsync("""{"name":"Com extras","colour":"blue","nested":{"a":[1,2]}}"""))
            .Expect(HttpStatusCode.Created)["name"]
            .GetString()
            .ShouldBe("Com extras");

    [Fact]
    public async Task A_huge_body_is_refused()
    {
        var answer = await one.Agent.Http.PostAsync("/mobile/leads", $$"""{"name":"{{new string('a', OverTheLimit)}}"}""", ("Expect", "100-continue"));

        answer.Expect(HttpStatusCode.RequestEntityTooLarge).Code.ShouldBe("request.too_large");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"name\":\"a\",")]
    public async Task Endless_nesting_is_malformed(string before)
    {
        var deep = new string('[', 5000) + new string(']', 5000);

        (await PostAsync($$"""{{{before}}"deep":{{deep}}}""")).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("request.malformed_json");
    }

    private Task<Answer> PostAsync(string body) => one.Agent.Http.PostAsync("/mobile/leads", body);
}
