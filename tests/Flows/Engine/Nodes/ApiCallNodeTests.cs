using System.Text.Json;
using Aldrava.Flows.Engine;

namespace Aldrava.Tests.Flows.Engine.Nodes;

public sealed class ApiCallNodeTests
{
    private const string Data = """
        {"method":"post","url":"https://crm.example.pt/leads?name={{x}}","headers":{"Authorization":"Bearer {{secret.crm}}","X-Name":"{{x}}"},
         "body":{"name":"{{x}}","text":"Olá {{x}}","budget":"{{budget}}","none":"{{nothing}}","key":"{{secret.crm}}","list":[1,true,null]},
         "response":[{"variable":"id","path":"$.data[0].id"},{"variable":"name","path":"name"}],"timeout_seconds":5}
        """;

    [Fact]
    public void Variables_cannot_leave_their_place_and_secrets_stay_names()
    {
        var call = Call("a&b=\"{{secret.crm}}\"\r\nX: y");
        call.Url.Fill(_ => "?").ShouldBe("https://crm.example.pt/leads?name=a%26b%3D%22%7B%7Bsecret.crm%7D%7D%22%0D%0AX%3A%20y");
        call.Headers.Select(h => h.Value.Fill(n => $"<{n}>")).ShouldBe(["Bearer <crm>", "a&b=\"{{secret.crm}}\"  X: y"]);
        var body = JsonDocument.Parse(call.Body!.Text.Fill(_ => "s3cret")).RootElement;
        body.GetProperty("name").GetString().ShouldBe("a&b=\"{{secret.crm}}\"\r\nX: y");
        body.GetProperty("text").GetString().ShouldBe("Olá a&b=\"{{secret.crm}}\"\r\nX: y");
        body.GetProperty("budget").GetDecimal().ShouldBe(250000);
        body.GetProperty("none").ValueKind.ShouldBe(JsonValueKind.Null);
        body.GetProperty("key").GetString().ShouldBe("s3cret");
        body.GetProperty("list").GetRawText().ShouldBe("[1,true,null]");
        (call.Method, call.TimeoutSeconds, call.Paths).ShouldBe(("POST", 5, call.Paths));
        call.Paths.ShouldBe(["$.data[0].id", "name"]);
    }

    [Fact]
    public void A_body_that_is_a_text_which_reads_as_json_is_json()
    {
        var data = """{"url":"https://x.pt/","method":"POST","body":"{\"name\": \"{{x}}\"}"}""";
        var call = Call("a\"b", data);
        call.Body!.IsJson.ShouldBeTrue();
        call.Body.Text.Fill(_ => "").ShouldBe("""{"name":"a\"b"}""");
    }

    [Fact]
    public void An_answer_is_kept_and_a_failure_takes_the_way_for_it()
    {
        var talk = Begin(Data);
        talk.Answer = _ => new FlowInput.ApiAnswered(201, [FlowValue.Of(7m), FlowValue.Of("João")]);
        talk.Says("Olá").Says("x").Texts.ShouldBe(["7 João 201"]);
        talk = Begin(Data);
        talk.Answer = _ => new FlowInput.ApiAnswered(404, []);
        talk.Says("Olá").Says("x").Texts.ShouldBe(["Falhou 404"]);
        talk = Begin(Data);
        talk.Answer = _ => new FlowInput.RequestFailed("api.timeout");
        talk.Says("Olá").Says("x").Texts.ShouldBe(["Falhou "]);
    }

    [Theory]
    [InlineData("https://{{x}}/a")]
    [InlineData("{{x}}")]
    [InlineData("https://a.pt@b.pt/")]
    [InlineData("https://a{{x}}.pt/")]
    [InlineData("ftp://a.pt/")]
    [InlineData("//a.pt/x")]
    public void Where_it_goes_is_the_authors_to_say(string url) => Faults($$"""{"url":"{{url}}"}""").ShouldContain("field.invalid");

    [Theory]
    [InlineData("Host")]
    [InlineData("content-length")]
    [InlineData("Idempotency-Key")]
    [InlineData("X Y")]
    [InlineData("X:Y")]
    public void Some_headers_are_not_theirs(string header) =>
        Faults($$$"""{"url":"https://a.pt/","headers":{"{{{header}}}":"x"}}""").ShouldContain("api_call.header_invalid");

    [Fact]
    public void Secrets_stand_nowhere_else() => new Canvas().Text("t", "{{secret.crm}}").Faults().Select(f => f.Code).ShouldContain("secret.not_here");

    private static string[] Faults(string data) => [.. new Canvas().Node("a", "api_call", data).Faults().Select(f => f.Code)];

    private static ApiRequest Call(string x, string data = Data)
    {
        ApiRequest? call = null;
        var talk = Begin(data);
        talk.Answer = request =>
        {
            call = request.ShouldBeOfType<FlowEffect.CallApi>().Call;
            return new FlowInput.RequestFailed("x");
        };
        talk.Says("Olá").Says(x);
        return call.ShouldNotBeNull();
    }

    private static Conversation Begin(string data) =>
        new Canvas()
            .Node("q", "question", """{"text":"?","variable":"x"}""")
            .Node("set", "assignment", """{"assignments":[{"variable":"budget","value":250000}]}""")
            .Node("a", "api_call", data)
            .Text("done", "{{id}} {{name}} {{api.status}}")
            .Text("failed", "Falhou {{api.status}}")
            .Line("q", "set", "a", "done")
            .Edge("a", "failed", "error")
            .Begin();
}
