using System.Globalization;
using System.Net;
using System.Text.Json;
using Aldrava.Crm.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Story;

/// <summary>From "Olá" to a visit in the agent's diary, on the sandbox phone, with somebody who is faster in between.</summary>
public sealed class VisitStoryTests(ITestOutputHelper output)
{
    private const string Phone = "/_sandbox/phone/351934567891/messages";

    [Fact]
    public async Task A_customer_finds_a_listing_and_books_a_visit_though_the_first_time_is_taken_meanwhile()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["ENVIRONMENT"] = "development" }, demo: true);
        using var customer = app.Anonymous();

        await SayAsync(customer, new { text = "Olá", profile_name = "Maria" }, "Como se chama?");
        await SayAsync(customer, new { text = "Maria Costa" }, "procura?");
        await SayAsync(customer, new { text = "comprar" }, "orçamento");
        await SayAsync(customer, new { text = "350 mil" }, "zona");
        var listings = await SayAsync(customer, new { text = "Cascais" }, "Qual destes imóveis");
        (await ShownAsync(customer)).ShouldContain(m => TextOf(m).StartsWith("*T1 a cinco minutos da praia de Carcavelos*", StringComparison.Ordinal));
        var listing = Rows(listings)[0];

        var times = Rows(await SayAsync(customer, new { list_id = listing.Id }, "Quando lhe dá jeito"));
        var taken = times[0];
        await TakeAsync(app, listing.Title, taken.Id);
        var others = Rows(await SayAsync(customer, new { list_id = taken.Id }, "Quando lhe dá jeito"));
        others.Select(r => r.Title).ShouldNotContain(taken.Title);
        (await ShownAsync(customer)).ShouldContain(m => TextOf(m).StartsWith("Esse horário acabou de ser ocupado", StringComparison.Ordinal));

        var later = Rows(await SayAsync(customer, new { text = "outro dia" }, "Quando lhe dá jeito"));
        later.Select(r => r.Title).Intersect(others.Select(r => r.Title)).ShouldBe(["Outro dia"]);
        var chosen = later[0];
        var booked = TextOf(await SayAsync(customer, new { list_id = chosen.Id }, "Visita marcada!"));
        booked.ShouldContain("T1 a cinco minutos da praia de Carcavelos");
        booked.ShouldContain(chosen.Title[^5..]);

        (
            await app.ScalarAsync<string>(
                """
                select l.name || '|' || p.reference || '|' || v.status || '|' || v.notes || '|' || (v.agent_id = p.agent_id) || '|' || (l.property_id = p.id)
                from crm.visits v join crm.leads l on l.id = v.lead_id join crm.properties p on p.id = v.property_id where l.conversation_id is not null
                """
            )
        ).ShouldBe($"Maria Costa|{listing.Title}|scheduled|Marcada pelo cliente no WhatsApp.|true|true");
        (await app.ScalarAsync<long>("select count(*) from crm.leads where conversation_id is not null")).ShouldBe(1);
        (await app.ScalarAsync<string>("select reason from flows.runs")).ShouldBe("visit_booked");
        (
            await app.ScalarAsync<string>(
                """
                select c.bot_active || '|' || (u.agent_id = v.agent_id) || '|' || n.text
                from inbox.conversations c join crm.leads l on l.conversation_id = c.id join crm.visits v on v.lead_id = l.id
                join accounts.users u on u.id = c.assigned_to join inbox.notes n on n.conversation_id = c.id
                """
            )
        ).ShouldNotBeNull("The agent has the conversation, and knows what was said.").ShouldStartWith($"false|true|Visita marcada: T1 a cinco minutos da praia de Carcavelos ({listing.Title}), ");
        foreach (var message in await ShownAsync(customer))
            output.WriteLine($"{(message.GetProperty("from").GetString() == "customer" ? "                    → " : "← ")}{TextOf(message)}");
        app.Logs.Lines.ShouldNotContain(line => line.Contains("\"level\":\"error\"", StringComparison.Ordinal));
    }

    private static async Task TakeAsync(AldravaApp app, string reference, string row)
    {
        var at = DateTimeOffset.ParseExact(row[^22..], "yyyy-MM-ddTHH:mmzzz", CultureInfo.InvariantCulture);
        var property = await app.ScalarAsync<long>($"select id from crm.properties where reference = '{reference}'");
        var agent = await app.ScalarAsync<long>($"select agent_id from crm.properties where reference = '{reference}'");
        var organization = await app.ScalarAsync<long>($"select organization_id from crm.properties where reference = '{reference}'");
        var booked = await app.InScopeAsync(
            organization,
            scope =>
                scope
                    .GetRequiredService<IVisitBooking>()
                    .BookAsync(new VisitWish(property, agent, null, at), "faster", CultureInfo.GetCultureInfo("pt-PT"), CancellationToken.None)
        );
        booked.ShouldBeOfType<VisitBookingResult.Booked>();
    }

    /// <summary>The customer says something; the answer that is waited for is the last of what comes.</summary>
    private static async Task<JsonElement> SayAsync(TestClient customer, object said, string answer)
    {
        var before = (await ShownAsync(customer)).Count;
        (await customer.PostAsync(Phone, said)).Expect(HttpStatusCode.Created);
        var come = await Eventually.GetAsync<JsonElement[]>(
            async () =>
                (await ShownAsync(customer)).Skip(before + 1).TakeLast(1).Where(m => TextOf(m).Contains(answer, StringComparison.Ordinal)).ToArray()
                    is { Length: 1 } last
                    ? last
                    : null,
            $"«{answer}»"
        );
        return come[0];
    }

    private static async Task<List<JsonElement>> ShownAsync(TestClient customer) => [.. (await customer.GetAsync(Phone)).Json.EnumerateArray()];

    private static string TextOf(JsonElement message) =>
        message.GetProperty("text").GetString()
        ?? (message.GetProperty("content").TryGetProperty("body", out var body) ? body.GetProperty("text").GetString() : null)
        ?? "";

    private static (string Id, string Title)[] Rows(JsonElement list) =>
        [
            .. list.GetProperty("content")
                .GetProperty("action")
                .GetProperty("sections")[0]
                .GetProperty("rows")
                .EnumerateArray()
                .Select(r => (r.GetProperty("id").GetString()!, r.GetProperty("title").GetString()!)),
        ];
}
