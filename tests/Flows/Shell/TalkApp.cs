using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Flows;
using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Contracts;
using Aldrava.Flows.Data;
using Aldrava.Flows.Demo;
using Aldrava.Flows.Runs;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Aldrava.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Aldrava.Tests.Flows.Shell;

/// <summary>A server with the demo chatbot, whose conversations and leads are the test's.</summary>
internal sealed class TalkApp : IAsyncDisposable
{
    private readonly Trouble _trouble;

    private TalkApp(AldravaApp app, Trouble trouble) => (App, _trouble) = (app, trouble);

    public AldravaApp App { get; }

    public Trouble Trouble => _trouble;

    public static async Task<TalkApp> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var trouble = new Trouble();
        // Not the first server's: it survives a restart.
        var app = await AldravaApp.StartAsync(settings, s => Add(s, trouble), database: await TestPostgres.CreateDatabaseAsync());
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        await app.ExecuteAsync(FakeConversations.Schema);
        for (var twice = 0; twice < 2; twice++)
            await app.InScopeAsync(1, async s => await SeedAsync(s));
        return new TalkApp(app, trouble);
    }

    public async Task<TalkApp> StartNodeAsync() => new(await App.StartNodeAsync(services: s => Add(s, _trouble)), _trouble);

    public async Task<Guid> BeginAsync(Guid? chatbotId = null)
    {
        var id = SequentialGuid.Next(App.Clock.GetUtcNow());
        await App.ExecuteAsync($"insert into public.talks (id, chatbot_id) values ('{id}', '{chatbotId ?? DemoChatbot.Id}')");
        return id;
    }

    /// <summary>The customer writes, and it is worked off.</summary>
    public async Task HearAsync(Guid talk, params string[] texts)
    {
        foreach (var text in texts)
            await PublishAsync(talk, "text", text);
        await SettleAsync();
    }

    public Task<int> PublishAsync(Guid talk, string type, string? text = null, string? replyId = null) =>
        App.InScopeAsync(
            1,
            async scope =>
            {
                var (db, now) = (scope.GetRequiredService<FlowsDbContext>(), App.Clock.GetUtcNow());
                db.Publish(new MessageReceived(1, talk, SequentialGuid.Next(now), type, text, replyId, now));
                return await db.SaveChangesAsync();
            }
        );

    public Task SettleAsync() =>
        Eventually.BecomesTrueAsync(
            async () => await App.ScalarAsync<long>("select count(*) from platform.deliveries where state = 'pending'") == 0,
            "everything heard"
        );

    /// <summary>Works off all deadlines that are due.</summary>
    public async Task TimeOutAsync()
    {
        var worker = App.Services.GetServices<IHostedService>().OfType<RunTimeouts>().Single();
        while (await worker.RunOnceAsync(CancellationToken.None)) { }
    }

    public Task<List<string>> SaidAsync(Guid talk) => ListAsync($"select text from public.said where talk_id = '{talk}' order by id");

    public Task<List<string>> LeadsAsync(Guid talk) =>
        ListAsync($"select name || '|' || coalesce(budget::text, '') || '|' || phone from public.leads where talk_id = '{talk}' order by id");

    public Task<List<string>> RunsAsync(Guid talk) =>
        ListAsync($"select status || '|' || coalesce(reason, '') || '|' || version from flows.runs where conversation_id = '{talk}' order by started_at, id");

    public Task<List<string>> StepsAsync(Guid talk) =>
        ListAsync(
            $"""
            select coalesce(node_id, '') || coalesce('!' || error, '') from flows.steps s join flows.runs r on r.id = s.run_id
            where r.conversation_id = '{talk}' order by r.started_at, s.seq
            """
        );

    public Task<string?> HandOverReasonAsync(Guid talk) => App.ScalarAsync<string>($"select reason from public.talks where id = '{talk}' and not bot_active");

    /// <summary>A chatbot of its own with a main flow, published unless it cannot be.</summary>
    public Task<(Guid Chatbot, Guid Flow, Publication Publication)> ChatbotAsync(string canvas) =>
        App.InScopeAsync(
            1,
            async scope =>
            {
                var (db, now) = (scope.GetRequiredService<FlowsDbContext>(), App.Clock.GetUtcNow());
                var (chatbot, flow) = (SequentialGuid.Next(now), SequentialGuid.Next(now));
                db.Add(
                    new Chatbot
                    {
                        Id = chatbot,
                        OrganizationId = 1,
                        Name = "Bot",
                        CreatedAt = now,
                        UpdatedAt = now,
                    }
                );
                db.Add(
                    new Flow
                    {
                        Id = flow,
                        OrganizationId = 1,
                        ChatbotId = chatbot,
                        Name = "Main",
                        IsMain = true,
                        CanvasData = canvas,
                        CreatedAt = now,
                        UpdatedAt = now,
                    }
                );
                await db.SaveChangesAsync();
                return (chatbot, flow, (await scope.GetRequiredService<FlowPublishing>().PublishAsync(flow, new Publisher(5), CancellationToken.None))!);
            }
        );

    public Task<Publication> RedrawAsync(Guid flowId, string canvas) =>
        App.InScopeAsync(
            1,
            async scope =>
            {
                var db = scope.GetRequiredService<FlowsDbContext>();
                (await db.Flows.SingleAsync(f => f.Id == flowId)).CanvasData = canvas;
                await db.SaveChangesAsync();
                return (await scope.GetRequiredService<FlowPublishing>().PublishAsync(flowId, new Publisher(5), CancellationToken.None))!;
            }
        );

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private async Task<List<string>> ListAsync(string sql)
    {
        await using var command = App.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    private static async Task<bool> SeedAsync(IServiceProvider scope)
    {
        await scope.GetServices<IDemoData>().OfType<FlowsDemoData>().Single().SeedAsync(CancellationToken.None);
        return true;
    }

    private static void Add(IServiceCollection services, Trouble trouble)
    {
        if (services.All(s => s.ServiceType != typeof(CompiledFlows)))
            services.AddFlows();
        services.AddSingleton(trouble);
        services.RemoveAll<IConversations>().AddScoped<IConversations, FakeConversations>();
        services.RemoveAll<ILeadIntake>().AddScoped<ILeadIntake, FakeLeads>();
        services.RemoveAll<IOrganizations>().AddSingleton<IOrganizations, FakeOrganizations>();
    }
}
