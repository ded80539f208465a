using Aldrava.Flows;
using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Contracts;
using Aldrava.Flows.Data;
using Aldrava.Flows.Demo;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Flows.Shell;

/// <summary>The flow between the real inbox and the real CRM: one transaction over three modules.</summary>
public sealed class WholeWayTests
{
    [Fact]
    public async Task The_demo_flow_queues_its_answers_and_gives_the_lead_to_an_agent()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["WHATSAPP_GRAPH_URL"] = "http://127.0.0.1:9" }, AddFlows);
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        var agency = await Agency.FoundAsync(app, "IMV");
        using var agent = await agency.AgentAsync("Sofia Almeida");
        var talk = await BeginAsync(app, agency);

        foreach (var text in new[] { "Olá", "Maria Silva", "arrendar", "1.200", "Cascais", "Obrigada!" })
            await app.InScopeAsync(agency.Id, s => HearAsync(s, app, agency, talk, text));
        await Eventually.BecomesTrueAsync(
            async () => await app.ScalarAsync<long>("select count(*) from platform.deliveries where subscriber = 'flows.advance_conversation'") == 0,
            "everything heard"
        );

        (await app.ScalarAsync<Guid>("select conversation_id from crm.leads")).ShouldBe(talk);
        (await app.ScalarAsync<long>("select count(*) from inbox.messages where direction = 'outbound'")).ShouldBe(6);
        (await app.ScalarAsync<string>("select name from inbox.contacts")).ShouldBe("Maria Silva");
        (await app.ScalarAsync<string>("select status || ' ' || bot_active from inbox.conversations")).ShouldBe("pending false");
        (await app.ScalarAsync<string>("select audience[1] from platform.events where signal_type = 'new_lead'")).ShouldBe($"agent:{agent.AgentId}");
    }

    private static async Task<Guid> BeginAsync(AldravaApp app, Agency agency)
    {
        await app.InScopeAsync(agency.Id, s => SeedAsync(s));
        var (talk, now) = (SequentialGuid.Next(app.Clock.GetUtcNow()), $"'{app.Clock.GetUtcNow():O}'");
        await app.ExecuteAsync(
            $"""
            insert into inbox.numbers (id, organization_id, display_phone_number, phone_number_id, created_at) values ('{talk}', {agency.Id}, '+351', '1', {now});
            insert into inbox.contacts (id, organization_id, phone, wa_id, created_at, updated_at)
            values ('{talk}', {agency.Id}, '351912345678', '351912345678', {now}, {now});
            insert into inbox.conversations
              (id, organization_id, number_id, contact_id, chatbot_id, status, bot_active, last_message_at, last_inbound_at, created_at, updated_at)
            values ('{talk}', {agency.Id}, '{talk}', '{talk}', '{DemoChatbot.Id}', 'open', true, {now}, {now}, {now}, {now})
            """
        );
        return talk;
    }

    private static async Task<bool> SeedAsync(IServiceProvider scope)
    {
        await scope.GetServices<IDemoData>().OfType<FlowsDemoData>().Single().SeedAsync(CancellationToken.None);
        return true;
    }

    private static Task<int> HearAsync(IServiceProvider scope, AldravaApp app, Agency agency, Guid talk, string text)
    {
        var (db, now) = (scope.GetRequiredService<FlowsDbContext>(), app.Clock.GetUtcNow());
        db.Publish(new MessageReceived(agency.Id, talk, SequentialGuid.Next(now), "text", text, ReplyId: null, now));
        return db.SaveChangesAsync();
    }

    private static void AddFlows(IServiceCollection services)
    {
        if (services.All(s => s.ServiceType != typeof(CompiledFlows)))
            services.AddFlows();
    }
}
