using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Conversations;

/// <summary>An agency in whose inbox a customer wrote, with two agents and an administrator.</summary>
internal sealed class Desk : IAsyncDisposable
{
    public const string Customer = "351912345678";
    public const string Path = "/api/v1/conversations";

    private Desk(InboxApp inbox, Person marta, Person rui, Person admin) => (Inbox, Marta, Rui, Admin) = (inbox, marta, rui, admin);

    public InboxApp Inbox { get; }

    public AldravaApp App => Inbox.App;

    public Person Marta { get; }

    public Person Rui { get; }

    public Person Admin { get; }

    public string Id { get; private set; } = "";

    public string One => $"{Path}/{Id}";

    public static async Task<Desk> OpenAsync(Guid? chatbotId = null, Dictionary<string, string?>? settings = null)
    {
        var inbox = await InboxApp.StartAsync(settings, chatbotId);
        var desk = new Desk(inbox, await inbox.Agency.AgentAsync("Marta Pinto"), await inbox.Agency.AgentAsync("Rui Lopes"), await inbox.Agency.AdminAsync());
        await desk.HearAsync("Bom dia, o T3 está disponível?");
        desk.Id = $"{await inbox.App.ScalarAsync<Guid>("select id from inbox.conversations")}";
        return desk;
    }

    public async Task HearAsync(string text, string from = Customer, string name = "Maria")
    {
        (await Inbox.PostAsync(Inbox.Says(from, text, name: name))).Expect(HttpStatusCode.OK);
        await Inbox.SettleAsync();
    }

    public Task<Answer> SayAsync(Person who, string text) => who.Http.PostAsync($"{One}/messages", new { type = "text", text });

    public Task AgeAsync(TimeSpan since) =>
        App.ExecuteAsync($"update inbox.conversations set last_inbound_at = '{App.Clock.GetUtcNow() - since:O}' where id = '{Id}'");

    public Task<Guid> NumberAsync() => App.ScalarAsync<Guid>("select id from inbox.numbers");

    public Task UntilAsync(string status) =>
        Eventually.BecomesTrueAsync(
            async () => await Inbox.CountAsync($"inbox.messages where direction = 'outbound' and status = '{status}'") > 0,
            $"a message {status}"
        );

    public async ValueTask DisposeAsync()
    {
        Marta.Dispose();
        Rui.Dispose();
        Admin.Dispose();
        await Inbox.DisposeAsync();
    }
}
