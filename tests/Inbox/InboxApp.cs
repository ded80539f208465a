using Aldrava.Inbox.Data;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.Sandbox;
using Aldrava.Platform.Data;
using Aldrava.Platform.Security;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox;

/// <summary>A server with one agency, its WhatsApp number, and Graph outside of it.</summary>
internal sealed class InboxApp : IAsyncDisposable
{
    public const string Secret = "the-app-secret";
    public const string NumberId = "200000000000002";

    private InboxApp(AldravaApp app, FakeGraph graph, Agency agency) => (App, Graph, Agency) = (app, graph, agency);

    public AldravaApp App { get; }

    public FakeGraph Graph { get; }

    public Agency Agency { get; }

    public SandboxWebhooks Meta { get; } = new("300000000000003", NumberId, "351210000002", Secret);

    public static async Task<InboxApp> StartAsync(Dictionary<string, string?>? settings = null, Guid? chatbotId = null)
    {
        var graph = await FakeGraph.StartAsync();
        var app = await AldravaApp.StartAsync(Settings(graph, settings));
        var agency = await Agency.FoundAsync(app);
        await AddNumberAsync(app, agency.Id, NumberId, chatbotId);
        return new InboxApp(app, graph, agency);
    }

    public static Dictionary<string, string?> Settings(FakeGraph graph, Dictionary<string, string?>? more = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["WHATSAPP_GRAPH_URL"] = graph.Url,
            ["WHATSAPP_APP_SECRET"] = Secret,
            ["WHATSAPP_VERIFY_TOKEN"] = "the-verify-token",
        };
        foreach (var (key, value) in more ?? [])
            settings[key] = value;
        return settings;
    }

    public static Task<int> AddNumberAsync(AldravaApp app, long organizationId, string phoneNumberId, Guid? chatbotId = null, string? appSecret = null) =>
        app.InScopeAsync(
            organizationId,
            async services =>
            {
                var db = services.GetRequiredService<InboxDbContext>();
                var secrets = services.GetRequiredService<SecretBox>();
                db.Add(
                    new WhatsAppNumber
                    {
                        Id = SequentialGuid.Next(app.Clock.GetUtcNow()),
                        OrganizationId = organizationId,
                        DisplayPhoneNumber = "+351 210 000 002",
                        PhoneNumberId = phoneNumberId,
                        AccessToken = secrets.Seal("the-access-token"),
                        AppSecret = appSecret is null ? null : secrets.Seal(appSecret),
                        VerifyToken = secrets.Seal($"verify-{phoneNumberId}"),
                        DefaultChatbotId = chatbotId,
                        CreatedAt = app.Clock.GetUtcNow(),
                    }
                );
                return await db.SaveChangesAsync();
            }
        );

    public async Task<Answer> PostAsync(SignedWebhook webhook)
    {
        using var client = App.Anonymous();
        return await client.PostAsync("/api/v1/whatsapp/webhook", webhook.Body, ("X-Hub-Signature-256", webhook.Signature));
    }

    public SignedWebhook Says(string waId, string text, string? wamid = null, string? name = "Maria") =>
        Meta.Text(SandboxPerson.WithPhone(waId, name), wamid ?? SandboxIds.Wamid(waId), App.Clock.GetUtcNow(), text);

    /// <summary>Waits until nothing is left to deliver.</summary>
    public Task SettleAsync() =>
        Eventually.BecomesTrueAsync(
            async () => await App.ScalarAsync<long>("select count(*) from platform.deliveries where state = 'pending'") == 0,
            "every event delivered"
        );

    public Task<long> CountAsync(string what) => App.ScalarAsync<long>($"select count(*) from {what}");

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Graph.DisposeAsync();
    }
}
