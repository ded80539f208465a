using System.Globalization;
using System.Net;
using System.Text.Json;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Sandbox;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Tests.Inbox.Sandbox;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.Messages;

/// <summary>Every way in which Graph goes wrong, at every step of sending: Meta has it once at most, what is shown is true, and the next ones follow.</summary>
public sealed class SendingFaultsTests(SandboxDesk desk) : IClassFixture<SandboxDesk>
{
    private static readonly Dictionary<string, OutgoingContent> Said = new()
    {
        ["text"] = new OutgoingContent.Text("primeira"),
        ["buttons"] = new OutgoingContent.Buttons("primeira", [new("a", "Hoje"), new("b", "Amanhã")]),
        ["list"] = new OutgoingContent.List("primeira", "Ver", [new(null, [new("1", "T3"), new("2", "T2")])]),
        ["media"] = new OutgoingContent.Media("image", "https://example.com/t3.jpg", Caption: "primeira"),
        ["template"] = new OutgoingContent.Template("primeira", "pt_PT"),
        ["card"] = new OutgoingContent.Card("primeira", "Abrir", "https://example.com"),
    };

    /// <summary>Certainly not accepted, and tried again until it is.</summary>
    [Theory]
    [InlineData("""{"status":500}""")]
    [InlineData("""{"status":503}""")]
    [InlineData("""{"status":429}""")]
    [InlineData("""{"code":1}""")]
    [InlineData("""{"code":2}""")]
    [InlineData("""{"code":4}""")]
    [InlineData("""{"code":80007}""")]
    [InlineData("""{"code":80008}""")]
    [InlineData("""{"code":130429}""")]
    [InlineData("""{"code":131056}""")]
    [InlineData("""{"code":131000}""")]
    [InlineData("""{"code":131016}""")]
    [InlineData("""{"code":131057}""")]
    [InlineData("""{"code":133004}""")]
    public async Task What_passes_is_tried_again_and_arrives_once(string fault)
    {
        var talks = await SayAllAsync(fault);

        await desk.DriveAsync([.. talks.Select(t => t.Conversation)]);

        foreach (var talk in talks)
        {
            (await TextsAsync(talk)).ShouldBe(["primeira", "segunda", "terceira"], talk.Kind);
            (await StatusesAsync(talk)).ShouldBe(["delivered", "delivered", "delivered"], talk.Kind);
        }
        (await AttemptsAsync(talks)).ShouldBe(talks.Count * 2, "each fault cost one attempt more");
    }

    /// <summary>Meta will not take it, and says why: a person is told, and the rest goes on.</summary>
    [Theory]
    [InlineData("""{"status":400}""", 100)]
    [InlineData("""{"status":401}""", 190)]
    [InlineData("""{"status":403}""", 100)]
    [InlineData("""{"code":0}""", 0)]
    [InlineData("""{"code":3}""", 3)]
    [InlineData("""{"code":10}""", 10)]
    [InlineData("""{"code":33}""", 33)]
    [InlineData("""{"code":100}""", 100)]
    [InlineData("""{"code":190}""", 190)]
    [InlineData("""{"code":368}""", 368)]
    [InlineData("""{"code":130497}""", 130497)]
    [InlineData("""{"code":131005}""", 131005)]
    [InlineData("""{"code":131026}""", 131026)]
    [InlineData("""{"code":131031}""", 131031)]
    [InlineData("""{"code":131042}""", 131042)]
    [InlineData("""{"code":131045}""", 131045)]
    [InlineData("""{"code":131047}""", 131047)]
    [InlineData("""{"code":131048}""", 131048)]
    [InlineData("""{"code":131049}""", 131049)]
    [InlineData("""{"code":131051}""", 131051)]
    [InlineData("""{"code":131053}""", 131053)]
    [InlineData("""{"code":132000}""", 132000)]
    [InlineData("""{"code":132001}""", 132001)]
    [InlineData("""{"code":133000}""", 133000)]
    [InlineData("""{"code":133010}""", 133010)]
    [InlineData("""{"code":987654}""", 987654)]
    public async Task What_Meta_refuses_for_good_fails_with_its_reason(string fault, int code)
    {
        var talks = await SayAllAsync(fault);

        await desk.DriveAsync([.. talks.Select(t => t.Conversation)]);

        GraphErrorTexts.Of(code, "x", CultureInfo.GetCultureInfo("pt-PT")).Message.ShouldNotBeNullOrWhiteSpace();
        foreach (var talk in talks)
        {
            (await TextsAsync(talk)).ShouldBe(["segunda", "terceira"], talk.Kind);
            (await StatusesAsync(talk)).ShouldBe(["failed", "delivered", "delivered"], talk.Kind);
            var error = (await FirstAsync(talk)).GetProperty("error");
            error.GetProperty("code").GetString().ShouldBe(code.ToString(CultureInfo.InvariantCulture));
            error.GetProperty("reason").GetString().ShouldNotBeNullOrWhiteSpace();
        }
        (await AttemptsAsync(talks)).ShouldBe(talks.Count);
    }

    /// <summary>Nobody knows, and Meta has nothing: it is shown as unknown, and not sent again by itself.</summary>
    [Theory]
    [InlineData("""{"drop_before_accept":true}""")]
    [InlineData("""{"status":502}""")]
    [InlineData("""{"status":504}""")]
    public async Task What_was_lost_on_the_way_is_unknown_and_not_sent_again(string fault)
    {
        var talks = await SayAllAsync(fault);

        await desk.DriveAsync([.. talks.Select(t => t.Conversation)]);
        desk.App.Clock.Advance(TimeSpan.FromMinutes(2));
        await desk.DriveAsync([.. talks.Select(t => t.Conversation)]);

        foreach (var talk in talks)
        {
            (await TextsAsync(talk)).ShouldBe(["segunda", "terceira"], talk.Kind);
            (await FirstAsync(talk)).GetProperty("status").GetString().ShouldBe("unknown", talk.Kind);
        }
        (await AttemptsAsync(talks)).ShouldBe(talks.Count);
    }

    /// <summary>Nobody knows, and Meta has it: the receipts tell.</summary>
    [Theory]
    [InlineData("""{"drop_after_accept":true}""")]
    [InlineData("""{"malformed":true}""")]
    public async Task What_was_accepted_without_an_answer_is_mended_by_its_receipts(string fault)
    {
        var talks = await SayAllAsync(fault);

        await desk.DriveAsync([.. talks.Select(t => t.Conversation)]);

        foreach (var talk in talks)
        {
            await Eventually.BecomesTrueAsync(async () => (await StatusesAsync(talk)).All(s => s == "delivered"), $"{talk.Kind} mended");
            (await TextsAsync(talk)).ShouldBe(["primeira", "segunda", "terceira"], talk.Kind);
        }
        (await AttemptsAsync(talks)).ShouldBe(talks.Count);
    }

    [Fact]
    public async Task What_is_never_answered_is_mended_by_its_receipts_and_holds_up_its_own_conversation_only()
    {
        var talks = await SayAllAsync("""{"hang":true}""");
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var arrived = await Task.WhenAll(talks.Select(t => TextsAsync(t)));
                return arrived.All(texts => texts.Count > 0);
            },
            "all accepted"
        );
        var other = await desk.HearAsync();
        desk.App.Clock.Advance(TimeSpan.FromSeconds(11));

        await desk.SayAsync(other.Conversation, new OutgoingContent.Text("outra"), $"{other.Conversation}:outra");
        await desk.DriveAsync([.. talks.Select(t => t.Conversation), other.Conversation]);

        foreach (var talk in talks)
        {
            // Time went by while the later ones were on their way as well: their receipts tell.
            await Eventually.BecomesTrueAsync(async () => (await StatusesAsync(talk)).All(s => s == "delivered"), $"{talk.Kind} delivered");
            (await TextsAsync(talk)).ShouldBe(["primeira", "segunda", "terceira"], talk.Kind);
        }
        (await AttemptsAsync(talks)).ShouldBe(talks.Count);
    }

    [Fact]
    public async Task A_slow_answer_is_an_answer()
    {
        desk.Faults.Add(new(LatencyMs: 300));

        var talks = await SayAllAsync(fault: null);
        await desk.DriveAsync([.. talks.Select(t => t.Conversation)]);
        desk.Faults.Add(new(LatencyMs: 0));

        foreach (var talk in talks)
            (await TextsAsync(talk)).ShouldBe(["primeira", "segunda", "terceira"], talk.Kind);
        (await AttemptsAsync(talks)).ShouldBe(talks.Count);
    }

    [Fact]
    public async Task What_fails_after_the_accept_is_told_by_the_receipt()
    {
        var talks = await SayAllAsync("""{"code":131026,"after_accept":true}""");

        await desk.DriveAsync([.. talks.Select(t => t.Conversation)]);

        foreach (var talk in talks)
        {
            await Eventually.BecomesTrueAsync(async () => (await StatusesAsync(talk))[0] == "failed", $"{talk.Kind} failed");
            (await FirstAsync(talk)).GetProperty("error").GetProperty("code").GetString().ShouldBe("131026");
            (await TextsAsync(talk)).ShouldBe(["primeira", "segunda", "terceira"], talk.Kind);
        }
    }

    /// <summary>Reading and typing please; whatever becomes of them, the answer goes.</summary>
    [Theory]
    [InlineData("""{"on":"receipt","status":500}""")]
    [InlineData("""{"on":"receipt","status":401}""")]
    [InlineData("""{"on":"receipt","status":502}""")]
    [InlineData("""{"on":"receipt","code":130429}""")]
    [InlineData("""{"on":"receipt","code":131056}""")]
    [InlineData("""{"on":"receipt","drop_before_accept":true}""")]
    public async Task A_failed_mark_as_read_hinders_nothing(string fault)
    {
        var (phone, conversation) = await desk.HearAsync();
        Add(fault, 1);

        (await desk.Marta.Http.PostAsync($"/api/v1/conversations/{conversation}/read")).Expect(HttpStatusCode.OK);
        await Eventually.BecomesTrueAsync(() => desk.Faults.Pending == 0, "the receipt failed");
        await desk.SayAsync(conversation, new OutgoingContent.Text("primeira"), $"{conversation}:1");
        await desk.DriveAsync([conversation]);

        (await TextsAsync(new Talk("text", phone, conversation))).ShouldBe(["primeira"]);
        (await desk.App.ScalarAsync<int>($"select attempts from inbox.messages where conversation_id = '{conversation}' and direction = 'outbound'")).ShouldBe(
            1
        );
    }

    /// <summary>What waited while the server was down is the first thing it sends, and may meet any of it.</summary>
    [Fact]
    public async Task The_first_message_after_a_restart_meets_every_fault_and_is_sent_once_at_most()
    {
        await using var quiet = new SandboxDesk();
        await quiet.OpenAsync(SandboxDesk.Settings(("Sending:Parallelism", "0")));
        foreach (
            var (fault, status, arrives) in ((string, string, bool)[])
                [
                    ("""{"status":500}""", "delivered", true),
                    ("""{"code":130429}""", "delivered", true),
                    ("""{"code":131056}""", "delivered", true),
                    ("""{"code":190}""", "failed", false),
                    ("""{"status":502}""", "unknown", false),
                    ("""{"drop_before_accept":true}""", "unknown", false),
                    ("""{"drop_after_accept":true}""", "delivered", true),
                    ("""{"malformed":true}""", "delivered", true),
                ]
        )
        {
            var (phone, conversation) = await quiet.HearAsync();
            await quiet.SayAsync(conversation, new OutgoingContent.Text("primeira"), $"{conversation}:1");
            await quiet.SayAsync(conversation, new OutgoingContent.Text("segunda"), $"{conversation}:2");
            var faults = new GraphFaults();
            faults.Add(JsonSerializer.Deserialize<GraphFaults.Request>(fault, Aldrava.Platform.Http.Json.Options)!);

            await using var node = await quiet.App.StartNodeAsync(SandboxDesk.Settings(), s => s.AddSingleton(faults));
            await quiet.DriveAsync([conversation]);

            var talk = new Talk("text", phone, conversation);
            await Eventually.BecomesTrueAsync(async () => (await StatusesAsync(talk, quiet)).SequenceEqual([status, "delivered"]), $"{fault}: {status}");
            (await TextsAsync(talk, quiet)).ShouldBe(arrives ? ["primeira", "segunda"] : ["segunda"], fault);
        }
    }

    private sealed record Talk(string Kind, string Phone, Guid Conversation);

    /// <summary>In a conversation of its own for each kind of message: one that meets the fault, and two after it.</summary>
    private async Task<IReadOnlyList<Talk>> SayAllAsync(string? fault)
    {
        var talks = await Task.WhenAll(((string[])[.. Said.Keys, "person"]).Select(BeginAsync));
        if (fault is not null)
            Add(fault, talks.Length);
        foreach (var talk in talks)
            await FirstWordsAsync(talk);
        // A number that rests is asked once only; then the others' faults wait for them.
        await Eventually.BecomesTrueAsync(async () => desk.Faults.Pending == 0 || await RestsAsync(), "every fault met");
        foreach (var talk in talks)
        foreach (var words in (string[])["segunda", "terceira"])
            await WordsAsync(talk, words);
        return talks;
    }

    private async Task<Talk> BeginAsync(string kind)
    {
        var (phone, conversation) = await desk.HearAsync();
        return new Talk(kind, phone, conversation);
    }

    private Task<bool> RestsAsync() =>
        desk.App.ScalarAsync<bool>(
            $"""
            select not exists (select from inbox.messages where status = 'sending')
              and exists (select from inbox.sending_pace p join inbox.numbers n on n.id = p.id where p.held_until > '{desk.App.Clock.GetUtcNow():O}')
            """
        );

    private async Task FirstWordsAsync(Talk talk)
    {
        if (talk.Kind == "person")
            await WordsAsync(talk, "primeira");
        else
            await desk.SayAsync(talk.Conversation, Said[talk.Kind], $"{talk.Conversation}:first");
    }

    private async Task WordsAsync(Talk talk, string words)
    {
        if (talk.Kind == "person")
            (await desk.Marta.Http.PostAsync($"/api/v1/conversations/{talk.Conversation}/messages", new { type = "text", text = words })).Expect(
                HttpStatusCode.Created
            );
        else
            await desk.SayAsync(talk.Conversation, new OutgoingContent.Text(words), $"{talk.Conversation}:{words}");
    }

    private void Add(string fault, int count)
    {
        var request = JsonSerializer.Deserialize<GraphFaults.Request>(fault, Aldrava.Platform.Http.Json.Options)! with { Next = count };
        request.Invalid().ShouldBeNull();
        desk.Faults.Add(request);
    }

    private async Task<IReadOnlyList<string?>> TextsAsync(Talk talk, SandboxDesk? other = null) =>
        [.. (await (other ?? desk).OnThePhoneAsync(talk.Phone)).Select(m => m.GetProperty("text").GetString())];

    private async Task<IReadOnlyList<string?>> StatusesAsync(Talk talk, SandboxDesk? other = null) =>
        [.. (await OursAsync(talk, other)).Select(m => m.GetProperty("status").GetString())];

    private async Task<JsonElement> FirstAsync(Talk talk) => (await OursAsync(talk))[0];

    private async Task<IReadOnlyList<JsonElement>> OursAsync(Talk talk, SandboxDesk? other = null) =>
        [
            .. (await (other ?? desk).Marta.Http.GetAsync($"/api/v1/conversations/{talk.Conversation}/messages"))
                .Json.EnumerateArray()
                .Where(m => m.GetProperty("direction").GetString() == "outbound")
                .Reverse(),
        ];

    private Task<long> AttemptsAsync(IReadOnlyList<Talk> talks) =>
        desk.App.ScalarAsync<long>(
            $"""
            select sum(attempts) from (
              select distinct on (conversation_id) attempts from inbox.messages
              where direction = 'outbound' and conversation_id in ({string.Join(',', talks.Select(t => $"'{t.Conversation}'"))})
              order by conversation_id, seq) firsts
            """
        );
}
