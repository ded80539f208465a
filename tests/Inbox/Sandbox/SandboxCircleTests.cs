using System.Net;
using Aldrava.Inbox.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.Sandbox;

/// <summary>The inbox and the sandbox together: from the phone to the inbox and back, and no way to hang the server.</summary>
public sealed class SandboxCircleTests
{
    private const string Phone = "/_sandbox/phone/351911000001/messages";
    private const string Faults = "/_sandbox/graph/faults";

    [Fact]
    public async Task An_answer_of_the_inbox_shows_on_the_phone_and_its_ticks_in_the_inbox()
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        await AnswerAsync(app, anybody, "Bom dia");

        await OnThePhoneAsync(anybody, "Bom dia");
        await StatusIsAsync(app, "delivered");
        await anybody.GetAsync($"{Phone}?open=true");
        await StatusIsAsync(app, "read");
    }

    [Fact]
    public async Task An_answer_that_was_lost_after_the_accept_arrives_once_and_its_receipts_mend_the_inbox()
    {
        await using var app = await StartAsync();
        using var anybody = app.Anonymous();
        await anybody.PostAsync(Faults, new { next = 1, drop_after_accept = true });
        await AnswerAsync(app, anybody, "Bom dia");

        await OnThePhoneAsync(anybody, "Bom dia");
        await StatusIsAsync(app, "delivered");
        (await anybody.GetAsync(Phone)).Json.EnumerateArray().Count(m => m.GetProperty("from").GetString() == "business").ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_stops_does_not_wait_for_the_slow_meta_it_plays()
    {
        var app = await StartAsync();
        using var anybody = app.Anonymous();
        await anybody.PostAsync(Faults, new { latency_ms = 120_000 });
        await AnswerAsync(app, anybody, "Bom dia");
        await Eventually.BecomesTrueAsync(
            async () => await app.ScalarAsync<bool>("select true from inbox.messages where status = 'sending'"),
            "a request under way"
        );
        await app.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15));
    }

    // Without the bot of the demo data: here only the tests speak.
    private static async Task<AldravaApp> StartAsync()
    {
        var app = await AldravaApp.StartAsync(new() { ["ENVIRONMENT"] = "development" }, demo: true);
        await app.ExecuteAsync("update inbox.numbers set default_chatbot_id = null");
        return app;
    }

    private static async Task AnswerAsync(AldravaApp app, TestClient customer, string text)
    {
        (await customer.PostAsync(Phone, new { text = "Olá" })).Expect(HttpStatusCode.Created);
        await Eventually.BecomesTrueAsync(async () => await app.ScalarAsync<long>("select count(*) from inbox.conversations") == 1, "a conversation");
        var conversation = await app.ScalarAsync<Guid>("select id from inbox.conversations");
        var organization = await app.ScalarAsync<long>("select organization_id from inbox.conversations");
        await app.InScopeAsync(
            organization,
            async services =>
            {
                await services.GetRequiredService<IConversations>().SayAsync(conversation, new OutgoingContent.Text(text), "answer", CancellationToken.None);
                return true;
            }
        );
    }

    private static Task OnThePhoneAsync(TestClient customer, string text) =>
        Eventually.BecomesTrueAsync(
            async () => (await customer.GetAsync(Phone)).Json.EnumerateArray().Any(m => m.GetProperty("text").GetString() == text),
            "the answer on the phone"
        );

    private static Task StatusIsAsync(AldravaApp app, string status) =>
        Eventually.BecomesTrueAsync(
            async () => await app.ScalarAsync<string>("select status from inbox.messages where direction = 'outbound' and text = 'Bom dia'") == status,
            $"the message {status}"
        );
}
