using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.WhatsApp;

public sealed class GraphAnswerTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private static readonly string[] s_retried =
    [
        "1",
        "1-unknown-500",
        "2",
        "2-transient",
        "4",
        "4-app-limit-429",
        "80007",
        "80008-waba-calls",
        "130429",
        "131000",
        "131016",
        "131056",
        "131056-pair-rate",
        "131057",
        "133004",
        "429-with-headers",
    ];

    private static readonly string[] s_unknown = ["html-502", "empty-500", "200-without-message-id", "html-200-captive"];

    /// <summary>Names of the published errors and what they must be: everything that is neither worth a retry nor unknown is final.</summary>
    [Fact]
    public void Every_published_error_is_judged_as_the_table_says()
    {
        var table = TestFiles.SharedTable("cloudapi", "errors_with_status.json");
        var judged = table.EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!, row => Judge(row), StringComparer.Ordinal);

        foreach (var (name, outcome) in judged)
        {
            if (s_retried.Contains(name))
                outcome.ShouldBeOfType<SendOutcome.RetryLater>(name);
            else if (s_unknown.Contains(name))
                outcome.ShouldBeOfType<SendOutcome.Unknown>(name);
            else
                outcome.ShouldBeOfType<SendOutcome.Refused>(name);
        }
        s_retried.Concat(s_unknown).ShouldBeSubsetOf(judged.Keys);
        judged["190-string-codes"].ShouldBe(new SendOutcome.Refused(190, 463, "Error validating access token", 401));
        judged["429-with-headers"].ShouldBeOfType<SendOutcome.RetryLater>().After.ShouldBe(TimeSpan.FromMinutes(7));
    }

    [Fact]
    public void Every_published_acceptance_gives_its_wamid()
    {
        foreach (var file in TestFiles.Shared("cloudapi", "response-send*.json"))
            Judge(200, File.ReadAllText(file)).ShouldBeOfType<SendOutcome.Accepted>(file).Wamid.ShouldNotBeEmpty();
    }

    [Fact]
    public void The_number_as_whatsapp_knows_it_may_differ_from_the_one_given() =>
        Judge(200, """{"contacts":[{"input":"5511999990000","wa_id":"551199990000"}],"messages":[{"id":"wamid.A"}]}""")
            .ShouldBe(new SendOutcome.Accepted("wamid.A", "551199990000", null));

    [Fact]
    public void Somebody_without_a_number_is_accepted_by_user_id() =>
        Judge(200, """{"contacts":[{"input":"PT.1","wa_id":"","user_id":"PT.1"}],"messages":[{"id":"wamid.A"}]}""")
            .ShouldBe(new SendOutcome.Accepted("wamid.A", null, "PT.1"));

    [Theory]
    [InlineData(400, """{"error":{"code":131047}}""", typeof(SendOutcome.Refused))]
    [InlineData(200, """{"error":{"code":131047}}""", typeof(SendOutcome.Refused))]
    [InlineData(200, """{"error":{"code":130429}}""", typeof(SendOutcome.RetryLater))]
    [InlineData(400, """{"error":{"code":"131056"}}""", typeof(SendOutcome.RetryLater))]
    [InlineData(400, """{"error":{"code":987654,"is_transient":true}}""", typeof(SendOutcome.RetryLater))]
    [InlineData(500, """{"error":{"code":987654}}""", typeof(SendOutcome.RetryLater))]
    [InlineData(500, """{"error":{"code":131045}}""", typeof(SendOutcome.Refused))]
    [InlineData(400, """{"error":{}}""", typeof(SendOutcome.Refused))]
    [InlineData(400, """{"error":"no"}""", typeof(SendOutcome.Refused))]
    [InlineData(429, "", typeof(SendOutcome.RetryLater))]
    [InlineData(408, "", typeof(SendOutcome.Unknown))]
    [InlineData(401, "", typeof(SendOutcome.Refused))]
    [InlineData(302, "", typeof(SendOutcome.Unknown))]
    [InlineData(503, "<html>", typeof(SendOutcome.Unknown))]
    [InlineData(504, "{}", typeof(SendOutcome.Unknown))]
    [InlineData(200, "", typeof(SendOutcome.Unknown))]
    [InlineData(200, "[]", typeof(SendOutcome.Unknown))]
    [InlineData(200, """{"messages":[{"id":""}]}""", typeof(SendOutcome.Unknown))]
    [InlineData(200, """{"messages":[7]}""", typeof(SendOutcome.Unknown))]
    [InlineData(200, """{"messages":{"id":"wamid.A"}}""", typeof(SendOutcome.Unknown))]
    [InlineData(200, """{"messages":[{"id":"wamid.A"}],"contacts":7}""", typeof(SendOutcome.Accepted))]
    public void Only_metas_own_words_decide(int status, string body, Type expected) => Judge(status, body).ShouldBeOfType(expected);

    [Theory]
    [InlineData("42", null, 42)]
    [InlineData("Fri, 20 Nov 2026 09:01:00 GMT", null, 60)]
    [InlineData("Fri, 20 Nov 2026 08:00:00 GMT", null, null)]
    [InlineData("soon", null, null)]
    [InlineData(null, """{"1":[{"estimated_time_to_regain_access":3},{"estimated_time_to_regain_access":"2"}]}""", 180)]
    [InlineData("42", """{"1":[{"estimated_time_to_regain_access":0}]}""", 42)]
    [InlineData("600", """{"1":[{"estimated_time_to_regain_access":1}]}""", 600)]
    [InlineData(null, "[1]", null)]
    [InlineData(null, """{"1":[7],"2":8}""", null)]
    [InlineData(null, "broken", null)]
    public void The_longest_wait_that_headers_ask_for_is_kept(string? retryAfter, string? usage, int? seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        if (retryAfter is not null)
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        if (usage is not null)
            response.Headers.TryAddWithoutValidation("X-Business-Use-Case-Usage", usage);
        GraphAnswer.RetryAfterOf(response.Headers, s_now).ShouldBe(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);
    }

    private static SendOutcome Judge(int status, string body) => new GraphAnswer(status, Encoding.UTF8.GetBytes(body), null).Judge();

    private static SendOutcome Judge(JsonElement row)
    {
        using var response = new HttpResponseMessage();
        foreach (var header in row.GetProperty("headers").EnumerateObject())
            response.Headers.TryAddWithoutValidation(header.Name, Convert.ToString(header.Value, CultureInfo.InvariantCulture));
        var body = Encoding.UTF8.GetBytes(row.GetProperty("body").GetString()!);
        return new GraphAnswer(row.GetProperty("http_status").GetInt32(), body, GraphAnswer.RetryAfterOf(response.Headers, s_now)).Judge();
    }
}
