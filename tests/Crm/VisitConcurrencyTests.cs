using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

/// <summary>Everything that writes visits, all at once: answers, never a deadlock.</summary>
public sealed class VisitConcurrencyTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task Bookings_changes_check_ins_and_renamed_listings_and_leads_wait_for_each_other_and_come_to_an_end()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        var visits = new List<long>();
        for (var hour = 8; hour < 16; hour++)
            visits.Add(await agencies.Agent.BooksAsync(property, $"2026-05-04T{hour:00}:00:00Z", leadId: lead));

        var answers = await Task.WhenAll(Enumerable.Range(0, 160).Select(i => WriteAsync(i, property, lead, visits[i % visits.Count])));

        answers.OfType<Answer>().Where(a => (int)a.Status >= 500).Select(a => a.Text).ShouldBeEmpty();
        var open = (await agencies.Agent.GetAsync("/mobile/visits?per_page=100")).Expect(HttpStatusCode.OK).Json.EnumerateArray().ToList();
        open.Count(v => v.GetProperty("checked_in_at").GetString() is not null).ShouldBeGreaterThan(0);
    }

    private async Task<Answer?> WriteAsync(int i, long property, long lead, long visit)
    {
        switch (i % 6)
        {
            case 0:
                return await agencies.Agent.Client.PutAsync($"/mobile/properties/{property}", new { title = $"T2 n.º {i}" });
            case 1:
                // As any way of renaming a lead does it.
                await agencies.App.ExecuteAsync($"update crm.leads set name = 'Marta {i}' where id = {lead}");
                return null;
            case 2:
                var booking = new
                {
                    property_id = property,
                    lead_id = lead,
                    scheduled_at = $"2026-05-04T{8 + i % 8:00}:30:00Z",
                };
                return await agencies.Agent.PostAsync("/mobile/visits", booking);
            case 3:
                return await agencies.Agent.Client.PutAsync(
                    $"/mobile/visits/{visit}",
                    new { notes = $"n.º {i}", scheduled_at = $"2026-05-04T{8 + i % 12:00}:15:00Z" }
                );
            case 4:
                return await agencies.Agent.PostAsync($"/mobile/visits/{visit}/check-in", new { });
            default:
                return await agencies.Agent.PatchAsync($"/mobile/visits/{visit}/status", new { status = i % 4 == 1 ? "cancelled" : "scheduled" });
        }
    }
}
