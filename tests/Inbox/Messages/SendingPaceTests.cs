using System.Collections.Concurrent;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.Sandbox;
using Aldrava.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aldrava.Tests.Inbox.Messages;

/// <summary>Meta's limits are kept before Meta has to, and nobody waits for somebody else's.</summary>
public sealed class SendingPaceTests
{
    private const string Busy = "351912000000";
    private const string Sending = "inbox.messages where status = 'sending'";
    private const string OtherNumber = "200000000000009";

    [Fact]
    public async Task Of_a_hundred_messages_to_one_person_none_is_refused_the_order_stays_and_ten_others_do_not_wait()
    {
        await using var inbox = await InboxApp.StartAsync();
        var others = Enumerable.Range(1, 10).Select(n => $"3519120001{n:00}").ToList();
        await HearAsync(inbox, [Busy, .. others]);
        var (meta, refused) = (new PairRateLimit(), 0);
        inbox.Graph.Refuses = (number, to) =>
        {
            if (meta.TryTake(number, to, inbox.App.Clock.GetUtcNow()))
                return null;
            Interlocked.Increment(ref refused);
            return 131056;
        };

        var words = Enumerable.Range(1, 100).Select(n => $"{n}").ToArray();
        await SayAsync(inbox, [.. words.Select(w => (Busy, w)), .. others.Select(o => (o, "olá"))]);

        await SentAsync(inbox, 54);
        others.ShouldAllBe(o => inbox.Graph.TextsTo(o).Count == 1);
        inbox.Graph.TextsTo(Busy).Count.ShouldBeInRange(44, 46);
        inbox.App.Clock.Advance(TimeSpan.FromSeconds(44 * 6));
        await SentAsync(inbox, 98);
        inbox.App.Clock.Advance(TimeSpan.FromSeconds(14 * 6));
        await SentAsync(inbox, 110);
        inbox.Graph.TextsTo(Busy).ShouldBe(words);
        refused.ShouldBe(0);
        (await inbox.CountAsync("inbox.messages where attempts > 1")).ShouldBe(0);
    }

    [Fact]
    public async Task The_nodes_keep_a_numbers_limit_together()
    {
        var settings = new Dictionary<string, string?> { ["Sending:NumberPerSecond"] = "1", ["Sending:NumberBurst"] = "5" };
        await using var inbox = await InboxApp.StartAsync(settings);
        await using var node = await inbox.App.StartNodeAsync(InboxApp.Settings(inbox.Graph, settings));
        var people = Enumerable.Range(1, 14).Select(n => $"3519120002{n:00}").ToArray();
        await HearAsync(inbox, people);
        var times = new ConcurrentQueue<DateTimeOffset>();
        inbox.Graph.Refuses = (_, _) =>
        {
            times.Enqueue(inbox.App.Clock.GetUtcNow());
            return null;
        };

        await SayAsync(inbox, [.. people.Select(p => (p, "olá"))]);
        await SentAsync(inbox, 5);
        inbox.App.Clock.Advance(TimeSpan.FromSeconds(5));
        await SentAsync(inbox, 10);
        inbox.App.Clock.Advance(TimeSpan.FromSeconds(4));
        await SentAsync(inbox, 14);

        var arrivals = times.Order().ToList();
        foreach (var (first, sixth) in arrivals.Zip(arrivals.Skip(5)))
            (sixth - first).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.5), "more than five and the one of the next second");
        (arrivals[^1] - arrivals[0]).ShouldBeGreaterThan(TimeSpan.FromSeconds(8.5));
    }

    [Theory]
    [InlineData(130429)]
    [InlineData(80007)]
    public async Task A_number_that_Meta_finds_too_fast_rests_its_messages_are_not_lost_and_other_numbers_go_on(int code)
    {
        await using var inbox = await InboxApp.StartAsync();
        await InboxApp.AddNumberAsync(inbox.App, inbox.Agency.Id, OtherNumber);
        await HearAsync(inbox, Busy, "351912000001");
        await inbox.PostAsync(
            new SandboxWebhooks("300000000000003", OtherNumber, "351210000009", InboxApp.Secret).Text(
                SandboxPerson.WithPhone("351912000002"),
                SandboxIds.Wamid("351912000002"),
                inbox.App.Clock.GetUtcNow(),
                "Olá"
            )
        );
        await inbox.SettleAsync();
        var tries = 0;
        inbox.Graph.Refuses = (number, _) => number == InboxApp.NumberId && Interlocked.Increment(ref tries) <= 2 ? code : null;

        await SayAsync(inbox, (Busy, "um"), (Busy, "dois"));
        await RefusedAsync(inbox, 1);
        await SayAsync(inbox, ("351912000001", "também"), ("351912000002", "outro"));
        await SentAsync(inbox, 1);
        tries.ShouldBe(1, "while it rests nobody's messages of that number are tried");
        inbox.App.Clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.BecomesTrueAsync(
            async () => tries >= 2 && await inbox.CountAsync("inbox.sending_pace where holds = 2") == 1 && await inbox.CountAsync(Sending) == 0,
            "the second rest"
        );
        inbox.App.Clock.Advance(TimeSpan.FromSeconds(5));
        await SentAsync(inbox, 4);

        inbox.Graph.TextsTo(Busy).ShouldBe(["um", "dois"]);
        inbox.Graph.TextsTo("351912000002").ShouldBe(["outro"]);
    }

    [Fact]
    public async Task A_person_whom_Meta_finds_written_to_too_often_rests_alone()
    {
        await using var inbox = await InboxApp.StartAsync();
        await HearAsync(inbox, Busy, "351912000001");
        var tries = 0;
        inbox.Graph.Refuses = (_, to) => to == Busy && Interlocked.Increment(ref tries) <= 1 ? 131056 : null;

        await SayAsync(inbox, (Busy, "um"), (Busy, "dois"));
        await RefusedAsync(inbox, 1);
        await SayAsync(inbox, ("351912000001", "outra"));
        await SentAsync(inbox, 1);
        tries.ShouldBe(1);
        inbox.App.Clock.Advance(TimeSpan.FromSeconds(5));
        await SentAsync(inbox, 3);

        inbox.Graph.TextsTo(Busy).ShouldBe(["um", "dois"]);
    }

    [Fact]
    public async Task Rests_in_a_row_are_longer_each_time_and_what_was_under_way_beside_lengthens_nothing()
    {
        await using var inbox = await InboxApp.StartAsync();
        async Task<double> HoldAsync(double at, int asked = 0) =>
            await inbox.App.ScalarAsync<double>(
                $"""
                select extract(epoch from inbox.hold_sending('{Guid.Empty}', to_timestamp({at}), '2 s', 2, '15 min', make_interval(secs => {asked})))::float8
                """
            );

        (await HoldAsync(1000)).ShouldBe(1002);
        (await HoldAsync(1001)).ShouldBe(1002);
        (await HoldAsync(1002)).ShouldBe(1006);
        (await HoldAsync(1007)).ShouldBe(1015);
        (await HoldAsync(1016, asked: 60)).ShouldBe(1076);
        (await HoldAsync(9000)).ShouldBe(9002, "long after, it begins anew");
    }

    [Fact]
    public async Task A_pace_that_limits_nothing_is_forgotten()
    {
        await using var inbox = await InboxApp.StartAsync();
        await HearAsync(inbox, Busy);
        await SayAsync(inbox, (Busy, "olá"));
        await SentAsync(inbox, 1);
        (await inbox.CountAsync("inbox.sending_pace")).ShouldBe(2);

        inbox.App.Clock.Advance(TimeSpan.FromHours(25));

        await inbox.App.Services.GetServices<IHostedService>().OfType<ForgetPaces>().Single().RunOnceAsync(CancellationToken.None);
        (await inbox.CountAsync("inbox.sending_pace")).ShouldBe(0);
    }

    private static async Task HearAsync(InboxApp inbox, params string[] people)
    {
        foreach (var person in people)
            await inbox.PostAsync(inbox.Says(person, "Bom dia"));
        await inbox.SettleAsync();
    }

    private static Task<int> SayAsync(InboxApp inbox, params (string To, string Text)[] words) =>
        inbox.App.InScopeAsync(
            inbox.Agency.Id,
            async services =>
            {
                var db = services.GetRequiredService<InboxDbContext>();
                var ids = await db
                    .Conversations.Join(db.Contacts, c => c.ContactId, c => c.Id, (c, contact) => new { contact.WaId, c.Id })
                    .ToDictionaryAsync(c => c.WaId!, c => c.Id);
                foreach (var (to, text) in words)
                    await services
                        .GetRequiredService<IConversations>()
                        .SayAsync(ids[to], new OutgoingContent.Text(text), $"{to}:{text}", CancellationToken.None);
                return words.Length;
            }
        );

    private static Task SentAsync(InboxApp inbox, int count) =>
        Eventually.BecomesTrueAsync(async () => await inbox.CountAsync("inbox.messages where status = 'sent'") >= count, $"{count} messages sent");

    private static Task RefusedAsync(InboxApp inbox, int attempts) =>
        Eventually.BecomesTrueAsync(
            async () => await inbox.CountAsync($"inbox.messages where status = 'queued' and attempts = {attempts}") == 1,
            $"attempt {attempts} refused"
        );
}
