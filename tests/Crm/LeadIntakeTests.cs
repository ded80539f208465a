using System.Net;
using Aldrava.Crm.Contracts;
using Aldrava.Platform.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Crm;

public sealed class LeadIntakeTests(Agencies agencies) : IClassFixture<Agencies>
{
    private static int _keys;

    [Fact]
    public async Task Leads_that_arrive_at_once_are_dealt_out_evenly()
    {
        await agencies.EmptyAsync();

        var leads = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => TakeAsync(Draft($"Cliente {i}"))));

        leads
            .GroupBy(l => l.AgentId)
            .Select(g => (g.Key, g.Count()))
            .ShouldBe([(agencies.Agent.AgentId, 20), (agencies.Colleague.AgentId, 20)], ignoreOrder: true);
        leads.ShouldAllBe(l => l.IsNew && l.AgentName != null);
        (await agencies.SignalsAsync("new_lead")).Length.ShouldBe(40);
    }

    [Theory]
    [InlineData("IMV-2026-0001")]
    [InlineData(" imv-2026-0001 ")]
    [InlineData("Bom dia! Ainda está disponível a (IMV-2026-0001)?")]
    public async Task The_listings_own_agent_comes_first_and_loses_no_turn(string reference)
    {
        await agencies.EmptyAsync();
        var propertyId = await agencies.Colleague.ListsPropertyAsync();

        var named = await TakeAsync(Draft("Rita") with { PropertyReference = reference });
        var next = await TakeAsync(Draft("Rui"));
        var afterNext = await TakeAsync(Draft("Sara"));

        (named.AgentId, named.PropertyId).ShouldBe((agencies.Colleague.AgentId, propertyId));
        long?[] inTurn = [.. new long?[] { agencies.Agent.AgentId, agencies.Colleague.AgentId }.Order()];
        new[] { next.AgentId, afterNext.AgentId }.ShouldBe(inTurn);
    }

    [Fact]
    public async Task An_unknown_reference_or_anothers_leaves_it_to_the_turn()
    {
        await agencies.EmptyAsync();
        (await agencies.Rival.PostAsync("/mobile/properties", new { title = "X", reference = "ZZ-1" })).Expect(HttpStatusCode.Created);

        var lead = await TakeAsync(Draft("Rita") with { PropertyReference = "ZZ-1" });

        lead.PropertyId.ShouldBeNull();
        lead.AgentId.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_listing_nobody_has_falls_to_the_next_in_turn()
    {
        await agencies.EmptyAsync();
        var propertyId = await agencies.Agent.ListsPropertyAsync();
        await agencies.App.ExecuteAsync($"update crm.properties set agent_id = null where id = {propertyId}");

        var lead = await TakeAsync(Draft("Rita") with { PropertyReference = "IMV-2026-0001" });

        lead.PropertyId.ShouldBe(propertyId);
        lead.AgentId.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_same_key_makes_one_lead_even_at_once()
    {
        await agencies.EmptyAsync();
        var draft = Draft("Joana");

        var leads = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakeAsync(draft)));

        leads.Select(l => l.LeadId).Distinct().ShouldHaveSingleItem();
        leads.Select(l => (l.AgentId, l.AgentName)).Distinct().ShouldHaveSingleItem();
        leads.Count(l => l.IsNew).ShouldBe(1);
        (await agencies.SignalsAsync("new_lead")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_the_customer_said_is_kept_and_cut_to_what_fits()
    {
        await agencies.EmptyAsync();
        var conversation = Guid.CreateVersion7(agencies.App.Clock.GetUtcNow());

        var taken = await TakeAsync(
            Draft(new string('a', 199) + "😀😀") with
            {
                Email = "marta@example.pt",
                Phone = "+351912345678",
                Source = "whatsapp",
                Notes = "Com elevador\0",
                Budget = 300_000,
                ConversationId = conversation,
                Wishes = new Dictionary<string, string> { ["zona"] = "Cascais" },
            }
        );

        var lead = (await agencies.Admin.GetAsync($"/mobile/leads/{taken.LeadId}")).Expect(HttpStatusCode.OK);
        lead["name"].GetString().ShouldBe(new string('a', 199));
        lead["email"].GetString().ShouldBe("marta@example.pt");
        lead["source"].GetString().ShouldBe("whatsapp");
        lead["notes"].GetString().ShouldBe("Com elevador");
        lead["budget"].GetDecimal().ShouldBe(300_000);
        lead["wishes.zona"].GetString().ShouldBe("Cascais");
        lead["conversation_id"].GetGuid().ShouldBe(conversation);
        lead["assigned_agent_id"].GetInt64().ShouldBe(taken.AgentId!.Value);
    }

    [Theory]
    [InlineData(null, "+351 912 000 000", "+351 912 000 000")]
    [InlineData("  ", null, "Sem nome")]
    public async Task Somebody_without_a_name_is_a_lead_all_the_same(string? name, string? phone, string shown)
    {
        var taken = await TakeAsync(Draft(name) with { Phone = phone });

        (await agencies.Admin.GetAsync($"/mobile/leads/{taken.LeadId}"))["name"].GetString().ShouldBe(shown);
    }

    [Fact]
    public async Task Whoever_opened_the_transaction_decides_about_lead_event_and_turn()
    {
        await agencies.EmptyAsync();

        await agencies.App.InScopeAsync(
            agencies.Agent.OrganizationId,
            async scope =>
            {
                await using var work = await scope.GetRequiredService<DbSession>().BeginAsync(CancellationToken.None);
                await scope.GetRequiredService<ILeadIntake>().CreateAsync(Draft("Desfeito"), CancellationToken.None);
                return 0;
            }
        );

        (await agencies.Admin.IdsAsync("/mobile/leads")).ShouldBeEmpty();
        (await agencies.SignalsAsync("new_lead")).ShouldBeEmpty();
        (await agencies.App.ScalarAsync<long>("select count(*) from crm.lead_turns")).ShouldBe(0);
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("email")]
    [InlineData("conversation")]
    public async Task Somebody_who_comes_again_is_the_lead_they_are_already_and_the_history_tells(string by)
    {
        await agencies.EmptyAsync();
        var conversation = Guid.CreateVersion7(agencies.App.Clock.GetUtcNow());
        var first = await TakeAsync(
            Draft("Rita") with
            {
                Phone = by == "phone" ? "+351 912 345 678" : null,
                Email = by == "email" ? "rita@example.pt" : null,
                ConversationId = by == "conversation" ? conversation : null,
                Budget = 200_000,
                Notes = "Zona: Cascais.",
            }
        );

        var again = await TakeAsync(
            Draft("Rita Sousa") with
            {
                Phone = by == "phone" ? "912345678" : null,
                Email = by == "email" ? "RITA@example.pt" : null,
                ConversationId = conversation,
                Budget = 250_000,
                Notes = "Zona: Sintra.",
                Wishes = new Dictionary<string, string> { ["zona"] = "Sintra" },
            }
        );

        (again.LeadId, again.IsNew, again.AgentId, again.AgentName).ShouldBe((first.LeadId, false, first.AgentId, first.AgentName));
        var lead = (await agencies.Admin.GetAsync($"/mobile/leads/{first.LeadId}")).Expect(HttpStatusCode.OK);
        lead["name"].GetString().ShouldBe("Rita");
        lead["budget"].GetDecimal().ShouldBe(250_000);
        lead["wishes.zona"].GetString().ShouldBe("Sintra");
        lead["notes"].GetString().ShouldBe("Zona: Cascais.\nZona: Sintra.");
        lead["conversation_id"].GetGuid().ShouldBe(conversation);
        (await agencies.SignalsAsync("new_lead")).ShouldHaveSingleItem();
        (await agencies.App.ScalarAsync<long>($"select count(*) from crm.activities where type = 'lead_updated' and entity_id = {first.LeadId}")).ShouldBe(1);
    }

    [Fact]
    public async Task A_lead_that_is_closed_or_anothers_is_not_taken_up_again()
    {
        await agencies.EmptyAsync();
        var lost = await TakeAsync(Draft("Rui") with { Phone = "+351 912 345 678" });
        await agencies.App.ExecuteAsync($"update crm.leads set status = 'lost' where id = {lost.LeadId}");
        (await agencies.Rival.PostAsync("/mobile/leads", new { name = "Rui", phone = "+351 912 345 678" })).Expect(HttpStatusCode.Created);

        (await TakeAsync(Draft("Rui") with { Phone = "+351 912 345 678" })).IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task One_person_who_writes_twice_at_once_is_one_lead()
    {
        await agencies.EmptyAsync();

        var leads = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => TakeAsync(Draft($"Joana {i}") with { Phone = "+351 912 345 678" })));

        leads.Select(l => l.LeadId).Distinct().ShouldHaveSingleItem();
    }

    private Task<LeadCreatedInfo> TakeAsync(LeadDraft draft) =>
        agencies.InAgencyAsync<ILeadIntake, LeadCreatedInfo>(intake => intake.CreateAsync(draft, CancellationToken.None));

    private static LeadDraft Draft(string? name) => new(name, $"test:{Interlocked.Increment(ref _keys)}");
}
