using System.Globalization;
using System.Net;
using Aldrava.Crm.Contracts;

namespace Aldrava.Tests.Crm.Diary;

/// <summary>The clock stands at Tuesday the 10th of March 2026.</summary>
public sealed class DiaryTests(Agencies agencies) : IClassFixture<Agencies>
{
    private static readonly CultureInfo Portuguese = CultureInfo.GetCultureInfo("pt-PT");

    [Fact]
    public async Task A_listings_agent_is_offered_with_the_way_between_visits_and_paged_by_day()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        await agencies.Agent.BooksAsync(property, "2026-03-12T10:00:00");

        var thursday = await FreeAsync(
            new SlotQuestion
            {
                PropertyReference = "IMV-2026-0001",
                Day = new DateOnly(2026, 3, 12),
                Limit = 100,
            }
        );

        (thursday.AgentId, thursday.PropertyId).ShouldBe((agencies.Agent.AgentId, property));
        thursday.Slots[0].Text.ShouldBe("qui 12 mar, 11:30");
        thursday.Slots.Count.ShouldBe(14);
        thursday.NextDay.ShouldBe(new DateOnly(2026, 3, 13));

        var page = await FreeAsync(new SlotQuestion { PropertyReference = "IMV-2026-0001", From = new DateOnly(2026, 3, 13) });
        page.Slots.Select(s => s.Text)
            .ShouldBe([
                "sex 13 mar, 09:00",
                "sex 13 mar, 13:00",
                "sex 13 mar, 18:00",
                "sáb 14 mar, 10:00",
                "sáb 14 mar, 11:00",
                "sáb 14 mar, 12:00",
                "seg 16 mar, 09:00",
                "seg 16 mar, 13:00",
                "seg 16 mar, 18:00",
            ]);
        page.NextDay.ShouldBe(new DateOnly(2026, 3, 17));
        (await FreeAsync(new SlotQuestion { PropertyReference = "IMV-2026-0001", From = new DateOnly(2026, 3, 23) })).NextDay.ShouldBeNull();
    }

    [Fact]
    public async Task A_full_day_is_said_to_be_full_and_the_next_are_shown()
    {
        await agencies.EmptyAsync();
        await agencies.Agent.ListsPropertyAsync();

        var sunday = await FreeAsync(new SlotQuestion { PropertyReference = "IMV-2026-0001", Day = new DateOnly(2026, 3, 15) });

        sunday.IsDayFull.ShouldBeTrue();
        sunday.Slots[0].Text.ShouldBe("seg 16 mar, 09:00");
    }

    [Fact]
    public async Task Without_a_listing_the_leads_agent_is_asked_and_without_either_nobody()
    {
        await agencies.EmptyAsync();
        var lead = await agencies.Colleague.NotesLeadAsync();

        (await FreeAsync(new SlotQuestion { LeadId = lead })).AgentId.ShouldBe(agencies.Colleague.AgentId);
        (await AskAsync(new SlotQuestion())).ShouldBeNull();
        (await AskAsync(new SlotQuestion { PropertyReference = "IMV-2026-0099" })).ShouldBeNull();
    }

    [Fact]
    public async Task Hours_are_the_agents_own_else_the_organizations_and_each_may_set_what_is_theirs()
    {
        await agencies.EmptyAsync();
        await agencies.Agent.ListsPropertyAsync();
        var mornings = new
        {
            hours = new[]
            {
                new
                {
                    day = "monday",
                    from = "08:00",
                    to = "10:00",
                },
            },
        };
        var own = $"/mobile/working-hours?agent_id={agencies.Agent.AgentId}";

        (await agencies.Agent.GetAsync(own)).Expect(HttpStatusCode.OK)["is_own"].GetBoolean().ShouldBeFalse();
        (await agencies.Agent.Client.PutAsync("/mobile/working-hours", mornings)).Expect(HttpStatusCode.Forbidden);
        (await agencies.Colleague.Client.PutAsync(own, mornings)).Expect(HttpStatusCode.Forbidden);
        (await agencies.Viewer.Client.PutAsync(own, mornings)).Expect(HttpStatusCode.Forbidden);
        (await agencies.Rival.Client.PutAsync(own, mornings)).Expect(HttpStatusCode.NotFound);
        (await agencies.Admin.Client.PutAsync("/mobile/working-hours", mornings)).Expect(HttpStatusCode.OK)["is_own"].GetBoolean().ShouldBeTrue();
        (await FreeAsync(new SlotQuestion { PropertyReference = "IMV-2026-0001" }))
            .Slots.Select(s => s.Text)
            .ShouldBe(["seg 16 mar, 08:00", "seg 16 mar, 08:30", "seg 16 mar, 09:00", "seg 23 mar, 08:00", "seg 23 mar, 08:30", "seg 23 mar, 09:00"]);

        var evening = new
        {
            hours = new[]
            {
                new
                {
                    day = "wednesday",
                    from = "22:00",
                    to = "24:00",
                },
            },
        };
        (await agencies.Agent.Client.PutAsync(own, evening)).Expect(HttpStatusCode.OK);
        (await FreeAsync(new SlotQuestion { PropertyReference = "IMV-2026-0001" })).Slots[0].Text.ShouldBe("qua 11 mar, 22:00");
        (await agencies.Agent.Client.PutAsync(own, new { })).Expect(HttpStatusCode.OK)["is_own"].GetBoolean().ShouldBeFalse();
        await agencies.App.ExecuteAsync("delete from crm.working_hours");
    }

    [Theory]
    [InlineData("monday", "9h", "10:00")]
    [InlineData("monday", "10:00", "10:00")]
    [InlineData("monday", "11:00", "10:00")]
    [InlineData("someday", "09:00", "10:00")]
    public async Task Hours_that_make_no_sense_are_refused(string day, string from, string to)
    {
        var hours = new
        {
            hours = new[]
            {
                new
                {
                    day,
                    from,
                    to,
                },
            },
        };
        (await agencies.Admin.Client.PutAsync("/mobile/working-hours", hours)).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Of_two_that_book_one_time_exactly_one_gets_it_and_the_others_transactions_go_on()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var at = new DateTimeOffset(2026, 3, 12, 15, 0, 0, TimeSpan.Zero);
        var leads = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => agencies.Agent.NotesLeadAsync($"Cliente {i}")));

        var results = await Task.WhenAll(leads.Select((lead, i) => BookAsync(new VisitWish(property, agencies.Agent.AgentId, lead, at), $"race:{i}")));

        results.Count(r => r is VisitBookingResult.Booked).ShouldBe(1);
        results.Count(r => r is VisitBookingResult.Taken).ShouldBe(5);
        var booked = results.OfType<VisitBookingResult.Booked>().Single();
        (booked.WhenText, booked.AgentName.Length).ShouldBe(("quinta-feira, 12 de março, às 15:00", booked.AgentName.Length));
        (await agencies.SignalsAsync("visit_scheduled")).ShouldHaveSingleItem();
        (await agencies.App.ScalarAsync<long>("select count(*) from crm.activities where type = 'visit_scheduled'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_taken_time_does_not_spoil_the_transaction_it_was_tried_in()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        await agencies.Agent.BooksAsync(property, "2026-03-12T15:00:00");
        var at = new DateTimeOffset(2026, 3, 12, 15, 30, 0, TimeSpan.Zero);

        var results = await agencies.InAgencyAsync<IVisitBooking, VisitBookingResult[]>(async booking =>
            [
                await booking.BookAsync(new VisitWish(property, agencies.Agent.AgentId, null, at), "first", Portuguese, CancellationToken.None),
                await booking.BookAsync(new VisitWish(property, agencies.Agent.AgentId, null, at.AddHours(1)), "next", Portuguese, CancellationToken.None),
            ]
        );

        results[0].ShouldBeOfType<VisitBookingResult.Taken>();
        results[1].ShouldBeOfType<VisitBookingResult.Booked>();
        (await agencies.Agent.IdsAsync("/mobile/visits")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task The_same_key_is_the_same_visit()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var wish = new VisitWish(property, agencies.Agent.AgentId, null, new DateTimeOffset(2026, 3, 12, 15, 0, 0, TimeSpan.Zero));

        (await BookAsync(wish, "once")).ShouldBe(await BookAsync(wish, "once"));

        (await agencies.Agent.IdsAsync("/mobile/visits")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_cannot_be_shown_or_is_over_is_refused_with_a_reason()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var at = new DateTimeOffset(2026, 3, 12, 15, 0, 0, TimeSpan.Zero);
        var wish = new VisitWish(property, agencies.Agent.AgentId, null, at);

        (await RefusalAsync(wish with { StartsAt = at.AddDays(-30) })).ShouldBe("past");
        (await RefusalAsync(wish with { AgentId = agencies.Rival.AgentId })).ShouldBe("agent_gone");
        (await RefusalAsync(wish with { LeadId = 999_999_999 })).ShouldBe("lead_gone");
        await agencies.App.ExecuteAsync($"update crm.properties set status = 'sold' where id = {property}");
        (await RefusalAsync(wish)).ShouldBe("property_gone");
    }

    private async Task<string> RefusalAsync(VisitWish wish) => (await BookAsync(wish, $"{wish}")).ShouldBeOfType<VisitBookingResult.Refused>().Reason;

    private Task<VisitBookingResult> BookAsync(VisitWish wish, string key) =>
        agencies.InAgencyAsync<IVisitBooking, VisitBookingResult>(booking => booking.BookAsync(wish, key, Portuguese, CancellationToken.None));

    private Task<AgentSlots?> AskAsync(SlotQuestion question) =>
        agencies.InAgencyAsync<IAgentDiary, AgentSlots?>(diary => diary.FreeAsync(question, Portuguese, CancellationToken.None));

    private async Task<AgentSlots> FreeAsync(SlotQuestion question) => (await AskAsync(question)).ShouldNotBeNull();
}
