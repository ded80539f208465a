using System.Net;
using Aldrava.Inbox.Sandbox;
using Aldrava.Tests.Support;
using Device = Aldrava.Tests.Realtime.Device;

namespace Aldrava.Tests.Story;

/// <summary>The main job, from a customer's first word to a stolen phone: real bytes in, real bytes out.</summary>
public sealed class StoryTests
{
    private const string Customer = "351934567890";
    private static readonly SandboxWebhooks Meta = new("300000000000003", "100000000000001", "351210000001", "sandbox-app-secret");

    [Fact]
    public async Task A_whatsapp_message_becomes_a_lead_on_an_agents_phone()
    {
        await using var graph = await FakeGraph.StartAsync();
        await using var app = await AldravaApp.StartAsync(new() { ["ENVIRONMENT"] = "development", ["WHATSAPP_GRAPH_URL"] = graph.Url }, demo: true);

        // João signs in on his phone, which stays connected, and on his tablet, which goes to sleep.
        using var phone = await SignInAsync(app, "telemóvel");
        using var tablet = await SignInAsync(app, "tablet");
        using var phoneSocket = await Device.ConnectAsync(app, $"?token={phone.Token}");
        var before = (await phoneSocket.NextAsync("connected")).GetProperty("last_event_id").GetString();
        var listing = (await phone.GetAsync($"/mobile/properties?agent_id={await AgentOfAsync(phone)}&per_page=1")).Json[0];

        // A customer writes about one of his listings, and the flow asks.
        string[] says = [$"Boa tarde! Vi o {listing.GetProperty("reference")} no site.", "Maria Costa", "comprar", "350 mil", "Cascais"];
        string[] hears = [says[0][17..29], "Como se chama?", "Maria Costa", "orçamento", "zona", "registado"];
        for (var n = 0; n < says.Length; n++)
        {
            (await WebhookAsync(app, says[n])).Expect(HttpStatusCode.OK);
            var answers = n == 0 ? 2 : n + 2;
            await Eventually.BecomesTrueAsync(() => Task.FromResult(graph.TextsTo(Customer).Count >= answers), $"{answers} answers after «{says[n]}»");
        }
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(graph.TextsTo(Customer).Any(t => t.StartsWith("Qual destes imóveis", StringComparison.Ordinal))),
            "listings to choose from"
        );
        foreach (var (said, expected) in graph.TextsTo(Customer).Zip(hears))
            said.ShouldContain(expected);

        // The lead rings on the phone; the tablet hears of it when it wakes up.
        var ring = await phoneSocket.NextAsync("new_lead");
        ring.GetProperty("data").GetProperty("name").GetString().ShouldBe("Maria Costa");
        ring.GetProperty("data").EnumerateObject().Select(p => p.Name).ShouldBe(["lead_id", "name", "property_id", "created_at", "source"]);
        using var tabletSocket = await Device.ConnectAsync(app, $"?token={tablet.Token}&last_event_id={before}");
        await tabletSocket.NextAsync("connected");
        (await tabletSocket.NextAsync("new_lead")).ToString().ShouldBe(ring.ToString());

        // He sees it, books a visit on his listing, and cannot book another at that time.
        var leadId = ring.GetProperty("data").GetProperty("lead_id").GetInt64();
        (await phone.GetAsync("/mobile/leads")).Json.EnumerateArray().Select(l => l.GetProperty("id").GetInt64()).ShouldContain(leadId);
        var visit = new
        {
            property_id = listing.GetProperty("id").GetInt64(),
            lead_id = leadId,
            // Late in the evening: nothing of the demo data is in the way, and it is among the next visits.
            scheduled_at = "2026-03-10T22:00:00",
        };
        var booked = (await phone.PostAsync("/mobile/visits", visit)).Expect(HttpStatusCode.Created);
        var upcoming = (await phone.GetAsync("/mobile/visits/upcoming?limit=20"))
            .Json.EnumerateArray()
            .Single(v => v.GetProperty("id").GetInt64() == booked["id"].GetInt64());
        upcoming.GetProperty("lead_name").GetString().ShouldBe("Maria Costa");
        var later = visit with { scheduled_at = "2026-03-10T22:30:00" };
        var overlap = (await phone.PostAsync("/mobile/visits", later)).Expect(HttpStatusCode.Conflict);
        overlap.Error.ShouldBe("Business Rule Violation");
        overlap.Message.ShouldBe("Já existe visita agendada neste horário");
        overlap["details.conflicting_visit_id"].GetInt64().ShouldBe(booked["id"].GetInt64());

        // The phone is stolen: from the tablet he ends its session.
        var told = (await phoneSocket.NextAsync("visit_scheduled")).GetProperty("data");
        told.GetProperty("visit_id").GetInt64().ShouldBe(booked["id"].GetInt64());
        (await tablet.DeleteAsync($"/auth/sessions/{await CurrentSessionAsync(phone)}")).Expect(HttpStatusCode.OK);
        (await phone.GetAsync("/mobile/leads")).Expect(HttpStatusCode.Unauthorized).Code.ShouldBe("session.revoked");
        (await phoneSocket.ClosedAsync()).Code.ShouldBe(4003);
        (await tablet.GetAsync("/mobile/leads")).Expect(HttpStatusCode.OK);
    }

    private static async Task<TestClient> SignInAsync(AldravaApp app, string device)
    {
        using var anonymous = app.Anonymous();
        var pair = await anonymous.PostAsync(
            "/auth/mobile/login",
            new
            {
                email = "joao.teste@imoveismais.pt",
                password = "senha123",
                device_name = device,
            }
        );
        return new TestClient(app, pair.Expect(HttpStatusCode.Created)["access_token"].GetString());
    }

    private static async Task<long> AgentOfAsync(TestClient client) => (await client.GetAsync("/mobile/auth/me"))["agent_id"].GetInt64();

    private static async Task<long> CurrentSessionAsync(TestClient client) =>
        (await client.GetAsync("/auth/sessions"))["sessions"]
            .EnumerateArray()
            .Single(s => s.GetProperty("is_current").GetBoolean())
            .GetProperty("id")
            .GetInt64();

    private static async Task<Answer> WebhookAsync(AldravaApp app, string text)
    {
        using var meta = app.Anonymous();
        var webhook = Meta.Text(SandboxPerson.WithPhone(Customer, "Maria"), SandboxIds.Wamid(Customer), app.Clock.GetUtcNow(), text);
        return await meta.PostAsync("/api/v1/whatsapp/webhook", webhook.Body, ("X-Hub-Signature-256", webhook.Signature));
    }
}
