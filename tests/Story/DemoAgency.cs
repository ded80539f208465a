using System.Net;
using Aldrava.Inbox.Sandbox;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Story;

/// <summary>The demo agency's number as Meta sees it, for servers that are processes of their own.</summary>
internal static class DemoAgency
{
    private const string Secret = "the-secret";

    public static readonly SandboxWebhooks Meta = new("300000000000003", "100000000000001", "351210000001", Secret);

    /// <summary>What a customer says until a lead is made.</summary>
    public static readonly string[] Conversation = ["Olá", "Maria Costa", "comprar", "250 mil", "Cascais"];

    public static Dictionary<string, string?> Settings(FakeGraph graph, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["WHATSAPP_GRAPH_URL"] = graph.Url,
            ["WHATSAPP_APP_SECRET"] = Secret,
            ["ENVIRONMENT"] = "production",
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        return settings;
    }

    /// <summary>The whole conversation of a customer, each message acknowledged before the next.</summary>
    public static async Task HearAsync(ServerProcess server, string waId)
    {
        foreach (var text in Conversation)
        {
            var webhook = Meta.Text(SandboxPerson.WithPhone(waId), SandboxIds.Wamid(waId), TimeProvider.System.GetUtcNow(), text);
            using var http = new HttpClient();
            using var content = new ByteArrayContent(webhook.Body);
            content.Headers.Add("X-Hub-Signature-256", webhook.Signature);
            (await http.PostAsync(new Uri(server.Address, "/api/v1/whatsapp/webhook"), content)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }
}
