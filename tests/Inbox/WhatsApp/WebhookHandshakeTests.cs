using Aldrava.Inbox.WhatsApp;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Aldrava.Tests.Inbox.WhatsApp;

public sealed class WebhookHandshakeTests
{
    [Fact]
    public void Every_published_vector_answers_as_it_says()
    {
        foreach (var vector in TestFiles.SharedTable("webhooks", "handshake_vectors.json").EnumerateArray())
        {
            var answer = Decide(vector.GetProperty("query").GetString()!, vector.GetProperty("token").GetString()!);
            answer.Status.ShouldBe(vector.GetProperty("expect_status").GetInt32(), vector.GetProperty("name").GetString());
            if (vector.TryGetProperty("expect_body", out var body))
                answer.Challenge.ShouldBe(body.GetString());
        }
    }

    [Theory]
    [InlineData("hub.mode=subscribe&hub.verify_token=t0ken&hub.challenge=42", 200)]
    [InlineData("hub.mode=subscribe&hub.verify_token=other&hub.challenge=42", 403)]
    [InlineData("hub.mode=subscribe&hub.challenge=42", 403)]
    [InlineData("hub.mode=subscribe&hub.mode=subscribe&hub.verify_token=t0ken&hub.challenge=42", 403)]
    [InlineData("hub.mode=subscribe&hub.verify_token=t0ken&hub.verify_token=t0ken&hub.challenge=42", 403)]
    [InlineData("hub.mode=subscribe&hub.verify_token=t0ken", 400)]
    [InlineData("hub.mode=subscribe&hub.verify_token=t0ken&hub.challenge=", 400)]
    [InlineData("", 403)]
    public void Only_the_one_right_token_gets_its_challenge_back(string query, int status)
    {
        var answer = Decide(query, "t0ken");
        answer.Status.ShouldBe(status);
        answer.Challenge.ShouldBe(status == 200 ? "42" : null);
    }

    [Fact]
    public void The_token_may_be_any_of_the_configured() => Decide("hub.mode=subscribe&hub.verify_token=b&hub.challenge=1", "a", "b").Status.ShouldBe(200);

    [Fact]
    public void An_unset_token_never_matches_an_empty_one() => Decide("hub.mode=subscribe&hub.verify_token=&hub.challenge=1", "").Status.ShouldBe(403);

    private static WebhookHandshake.Answer Decide(string query, params string[] tokens)
    {
        var values = QueryHelpers.ParseQuery(query);
        return WebhookHandshake.Decide(Get("hub.mode"), Get("hub.verify_token"), Get("hub.challenge"), tokens);

        StringValues Get(string name) => values.GetValueOrDefault(name);
    }
}
