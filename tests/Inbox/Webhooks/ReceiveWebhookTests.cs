using System.Net;
using System.Text;
using System.Text.Json;
using Aldrava.Inbox.Sandbox;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Tests.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.Webhooks;

public sealed class ReceiveWebhookTests
{
    private const string Url = "/api/v1/whatsapp/webhook";

    [Fact]
    public async Task A_signed_message_is_stored_and_becomes_a_message_of_a_conversation()
    {
        await using var inbox = await InboxApp.StartAsync();

        (await inbox.PostAsync(inbox.Says("351912345678", "Olá, procuro um T3"))).Expect(HttpStatusCode.OK);
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select text from inbox.messages")).ShouldBe("Olá, procuro um T3");
        (await inbox.App.ScalarAsync<string>("select phone || ' ' || profile_name from inbox.contacts")).ShouldBe("351912345678 Maria");
        (await inbox.App.ScalarAsync<int>("select unread_count from inbox.conversations")).ShouldBe(1);
        (await inbox.CountAsync("inbox.webhooks where state = 'accepted'")).ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_good_signature_nothing_is_stored()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var client = inbox.App.Anonymous();
        var (body, signature) = inbox.Says("351912345678", "Olá");

        var answers = new[]
        {
            await client.PostAsync(Url, body),
            await client.PostAsync(Url, body, ("X-Hub-Signature-256", "sha256=" + new string('0', 64))),
            await client.PostAsync(Url, (byte[])[.. body, (byte)' '], ("X-Hub-Signature-256", signature)),
            await client.PostAsync(Url, body, ("X-Hub-Signature-256", WebhookSignature.Sign(body, "another secret"))),
        };

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Unauthorized && a.Code == "webhook.bad_signature");
        (await inbox.CountAsync("inbox.webhooks")).ShouldBe(0);
        inbox.App.Logs.Lines.Count(l => l.Contains("A webhook was refused")).ShouldBe(answers.Length);
    }

    [Fact]
    public async Task With_no_secret_set_the_door_is_closed_not_open()
    {
        await using var inbox = await InboxApp.StartAsync(new() { ["WHATSAPP_APP_SECRET"] = "" });
        using var client = inbox.App.Anonymous();
        var body = inbox.Says("351912345678", "Olá").Body;

        (await client.PostAsync(Url, body, ("X-Hub-Signature-256", WebhookSignature.Sign(body, "")))).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_number_with_an_app_secret_of_its_own_is_heard_under_it()
    {
        await using var inbox = await InboxApp.StartAsync(new() { ["WHATSAPP_APP_SECRET"] = "" });
        await InboxApp.AddNumberAsync(inbox.App, inbox.Agency.Id, "200000000000009", appSecret: "own-secret");
        var meta = new SandboxWebhooks("300000000000003", "200000000000009", "351210000009", "own-secret");

        (await inbox.PostAsync(meta.Text(SandboxPerson.WithPhone("351911111111"), "wamid.own", inbox.App.Clock.GetUtcNow(), "Olá"))).Expect(HttpStatusCode.OK);
        await inbox.SettleAsync();

        (await inbox.CountAsync("inbox.messages")).ShouldBe(1);
    }

    [Fact]
    public async Task What_makes_no_sense_is_kept_as_a_dead_letter_and_answered_200()
    {
        await using var inbox = await InboxApp.StartAsync();
        byte[][] bodies = ["not json"u8.ToArray(), "{}"u8.ToArray(), "[1,2]"u8.ToArray(), [0xFF, 0xFE, 0x00]];

        foreach (var body in bodies)
            (await inbox.PostAsync(new SignedWebhook(body, WebhookSignature.Sign(body, InboxApp.Secret)))).Expect(HttpStatusCode.OK);

        (await inbox.CountAsync("inbox.webhooks where state = 'dead'")).ShouldBe(bodies.Length);
    }

    [Fact]
    public async Task Over_three_megabytes_is_413()
    {
        await using var inbox = await InboxApp.StartAsync();
        var body = Encoding.UTF8.GetBytes(new string(' ', (3 * 1024 * 1024) + 1));

        (await inbox.PostAsync(new SignedWebhook(body, WebhookSignature.Sign(body, InboxApp.Secret))))
            .Expect(HttpStatusCode.RequestEntityTooLarge)
            .Error.ShouldBe("Payload Too Large");
    }

    [Fact]
    public async Task A_number_that_is_not_ours_is_kept_and_answered_200()
    {
        await using var inbox = await InboxApp.StartAsync();
        var stranger = new SandboxWebhooks("1", "999", "351219999999", InboxApp.Secret);

        (await inbox.PostAsync(stranger.Text(SandboxPerson.WithPhone("351911111111"), "wamid.x", inbox.App.Clock.GetUtcNow(), "Olá"))).Expect(
            HttpStatusCode.OK
        );
        await inbox.SettleAsync();

        (await inbox.CountAsync("inbox.webhooks")).ShouldBe(1);
        (await inbox.CountAsync("inbox.messages")).ShouldBe(0);
    }

    [Fact]
    public async Task The_handshake_answers_as_its_vectors_say()
    {
        foreach (var vector in TestFiles.SharedTable("webhooks", "handshake_vectors.json").EnumerateArray())
        {
            await using var inbox = await InboxApp.StartAsync(new() { ["WHATSAPP_VERIFY_TOKEN"] = vector.GetProperty("token").GetString() });
            using var client = inbox.App.Anonymous();

            var answer = await client.GetAsync($"{Url}?{vector.GetProperty("query").GetString()}");

            ((int)answer.Status).ShouldBe(vector.GetProperty("expect_status").GetInt32(), vector.ToString());
            if (vector.TryGetProperty("expect_body", out var body))
                answer.Text.ShouldBe(body.GetString());
            if (answer.Status == HttpStatusCode.OK)
                answer.Header("Content-Type")!.ShouldStartWith("text/plain");
        }
    }

    [Fact]
    public async Task The_handshake_takes_any_numbers_own_token()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var client = inbox.App.Anonymous();

        (await client.GetAsync($"{Url}?hub.mode=subscribe&hub.verify_token=verify-{InboxApp.NumberId}&hub.challenge=42"))
            .Expect(HttpStatusCode.OK)
            .Text.ShouldBe("42");
    }

    [Fact]
    public async Task Signatures_are_judged_as_their_vectors_say()
    {
        foreach (
            var group in TestFiles.SharedTable("webhooks", "signature_vectors.json").EnumerateArray().GroupBy(v => v.GetProperty("app_secret").GetString())
        )
        {
            await using var inbox = await InboxApp.StartAsync(new() { ["WHATSAPP_APP_SECRET"] = group.Key });
            using var client = inbox.App.Anonymous();
            foreach (var vector in group)
            {
                var header = vector.GetProperty("header").GetString();
                var body = vector.GetProperty("body_base64").GetBytesFromBase64();
                var answer = await client.PostAsync(Url, body, header is null ? [] : [("X-Hub-Signature-256", header)]);
                answer.Status.ShouldBe(
                    vector.GetProperty("valid").GetBoolean() ? HttpStatusCode.OK : HttpStatusCode.Unauthorized,
                    vector.GetProperty("name").GetString()
                );
            }
        }
    }

    [Fact]
    public Task Every_fixture_is_taken_and_none_ends_in_an_error_or_a_retry() => TakeAllAsync([.. TestFiles.FixtureNames().Select(TestFiles.Fixture)]);

    [Fact]
    public Task Every_published_body_is_taken_and_none_ends_in_an_error_or_a_retry()
    {
        var bodies = TestFiles
            .Shared("webhooks", "*.json")
            .Where(f => !f.EndsWith("_vectors.json", StringComparison.Ordinal) && !f.EndsWith("phone_variants.json", StringComparison.Ordinal));
        return TakeAllAsync([.. bodies.Select(File.ReadAllBytes)]);
    }

    private static async Task TakeAllAsync(IReadOnlyList<byte[]> bodies)
    {
        await using var inbox = await InboxApp.StartAsync();
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var number in bodies.SelectMany(b => WebhookParser.Split(b).PhoneNumberIds).Where(numbers.Add))
            await InboxApp.AddNumberAsync(inbox.App, inbox.Agency.Id, number);

        foreach (var body in bodies)
            (await inbox.PostAsync(new SignedWebhook(body, WebhookSignature.Sign(body, InboxApp.Secret)))).Expect(HttpStatusCode.OK);
        await inbox.SettleAsync();

        (await inbox.CountAsync("inbox.webhooks")).ShouldBe(bodies.Count);
        (await inbox.CountAsync("inbox.webhooks where state = 'dead'")).ShouldBe(0);
        (await inbox.CountAsync("platform.deliveries")).ShouldBe(0);
        (await inbox.CountAsync("inbox.messages")).ShouldBeGreaterThan(5);
        string.Join('\n', inbox.App.Logs.Lines.Where(l => JsonSerializer.Deserialize<JsonElement>(l).GetProperty("level").GetString() is "error" or "critical"))
            .ShouldBeEmpty();
    }
}
