using System.Net;
using System.Text.Json;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Sandbox;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.Sandbox;

/// <summary>An agency in development, whose Meta and whose customers' phones are the sandbox.</summary>
public sealed class SandboxDesk : IAsyncLifetime
{
    public const string NumberId = "200000000000077";

    private static readonly Dictionary<string, string?> Development = new() { ["ENVIRONMENT"] = "development" };

    private int _customers;

    public AldravaApp App { get; private set; } = null!;

    public Person Marta { get; private set; } = null!;

    internal GraphFaults Faults => App.Services.GetRequiredService<GraphFaults>();

    public long OrganizationId { get; private set; }

    public async ValueTask InitializeAsync() => await OpenAsync(Settings());

    public async Task OpenAsync(Dictionary<string, string?> settings)
    {
        App = await AldravaApp.StartAsync(settings, demo: true);
        var agency = await Agency.FoundAsync(App, prefix: "SBX");
        OrganizationId = agency.Id;
        Marta = await agency.AgentAsync("Marta Pinto");
        await InboxApp.AddNumberAsync(App, agency.Id, NumberId);
    }

    /// <param name="more">What is different on this node.</param>
    public static Dictionary<string, string?> Settings(params ReadOnlySpan<(string Key, string Value)> more)
    {
        var settings = new Dictionary<string, string?>(Development);
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }

    /// <summary>A new customer writes, from a number nobody had before.</summary>
    public async Task<(string Phone, Guid Conversation)> HearAsync()
    {
        var phone = $"3519130{Interlocked.Increment(ref _customers):00000}";
        using var customer = App.Anonymous();
        (await customer.PostAsync($"/_sandbox/phone/{phone}/messages", new { text = "Olá", phone_number_id = NumberId })).Expect(HttpStatusCode.Created);
        var find =
            $"select c.id from inbox.conversations c join inbox.contacts k on k.id = c.contact_id where k.wa_id = '{phone}' and c.organization_id = {OrganizationId}";
        await Eventually.BecomesTrueAsync(async () => await App.ScalarAsync<Guid>(find) != Guid.Empty, "a conversation");
        return (phone, await App.ScalarAsync<Guid>(find));
    }

    public Task<bool> SayAsync(Guid conversation, OutgoingContent content, string key) =>
        App.InScopeAsync(
            OrganizationId,
            async services =>
            {
                await services.GetRequiredService<IConversations>().SayAsync(conversation, content, key, CancellationToken.None);
                return true;
            }
        );

    /// <summary>What the customer's phone shows of ours, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> OnThePhoneAsync(string phone)
    {
        using var customer = App.Anonymous();
        return
        [
            .. (await customer.GetAsync($"/_sandbox/phone/{phone}/messages")).Json.EnumerateArray().Where(m => m.GetProperty("from").GetString() == "business"),
        ];
    }

    /// <summary>Moves time on, whenever all that is left waits for it, until nothing is left to send and every receipt is told.</summary>
    public async Task DriveAsync(IReadOnlyList<Guid> conversations)
    {
        var ids = string.Join(',', conversations.Select(c => $"'{c}'"));
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                if (
                    await App.ScalarAsync<long>($"select count(*) from inbox.messages where conversation_id in ({ids}) and status in ('queued', 'sending')")
                    == 0
                )
                    return true;
                if (await App.ScalarAsync<bool>(Resting(ids)))
                    App.Clock.Advance(TimeSpan.FromSeconds(20));
                return false;
            },
            "nothing left to send",
            TimeSpan.FromMinutes(2)
        );
        await Eventually.BecomesTrueAsync(
            async () => await App.ScalarAsync<long>($"select count(*) from inbox.messages where conversation_id in ({ids}) and status = 'sent'") == 0,
            "every receipt told"
        );
    }

    public async ValueTask DisposeAsync()
    {
        Marta.Dispose();
        await App.DisposeAsync();
    }

    // Nothing is under way, and the first of each conversation is due later, or rests.
    private string Resting(string ids) =>
        $"""
            select not exists (select from inbox.messages where status = 'sending') and not exists (
              select from inbox.messages m join inbox.conversations c on c.id = m.conversation_id
              where m.conversation_id in ({ids}) and m.status = 'queued' and m.due_at <= '{App.Clock.GetUtcNow():O}'
                and not exists (select from inbox.messages e where e.conversation_id = m.conversation_id and e.seq < m.seq and e.status = 'queued')
                and not exists (select from inbox.sending_pace p where p.id in (c.id, c.number_id) and p.held_until > '{App.Clock.GetUtcNow():O}'))
            """;
}
