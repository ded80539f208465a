using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Flows.ApiCalls;
using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Aldrava.Flows.Demo;
using Aldrava.Flows.History;
using Aldrava.Flows.Privacy;
using Aldrava.Flows.Reminders;
using Aldrava.Flows.Runs;
using Aldrava.Flows.Secrets;
using Aldrava.Flows.Simulation;
using Aldrava.Flows.Versions;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform;
using Aldrava.Platform.Hosting;

namespace Aldrava.Flows;

/// <summary>Chatbots, their flows, and the conversations that go through them.</summary>
public static class FlowsModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddFlows(this IServiceCollection services)
    {
        services.AddModule("flows", typeof(FlowsModule).Assembly);
        services.AddModuleDb<FlowsDbContext>();
        services.AddSingleton<CompiledFlows>();
        services.AddSingleton<LocalTime>();
        services.AddScoped<FlowChecks>();
        services.AddScoped<FlowPublishing>();
        services.AddScoped<NodeCounters>();
        services.AddSingleton<FaultMessages>();
        services.AddScoped<ContactNames>();
        services.AddScoped<IChatbotDirectory, ChatbotDirectory>();
        services.AddScoped<PerformEffects>();
        services.AddScoped<IRequestPerformer, PerformCreateLead>();
        services.AddScoped<IRequestPerformer, PerformFindListings>();
        services.AddScoped<IRequestPerformer, PerformFindSlots>();
        services.AddScoped<IRequestPerformer, PerformBookVisit>();
        services.AddScoped<IRequestPerformer, PerformFindFlow>();
        services.AddScoped<IRequestPerformer, PerformCallApi>();
        services.AddScoped<Simulator>();
        services.AddScoped<TalkingBot>();
        services.AddScoped<SecretReader>();
        services.AddSingleton(provider => ApiCallOptions.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<ApiClient>();
        services.AddHostedService<CallApis>();
        services.AddSubscriber<ConversationStatusChanged, ResumeConversation>("flows.resume_conversation");
        services.AddScoped<RunTurn>();
        services.AddSubscriber<MessageReceived, AdvanceConversation>("flows.advance_conversation");
        services.AddSubscriber<VisitReminderDue, RemindCustomers>("flows.remind_customers");
        services.AddHostedService<RunTimeouts>();
        services.AddScoped<ILeadMessages, LeadMessages>();
        services.AddScoped<IListingAgents, ListingAgents>();
        services.AddScoped<IPersonalData, FlowsPersonalData>();
        services.AddScoped<IDemoData, FlowsDemoData>();
        return services;
    }

    /// <summary>Maps its routes.</summary>
    public static void MapFlows(this IEndpointRouteBuilder app)
    {
        SecretEndpoints.Map(app);
        ChatbotEndpoints.Map(app);
        FlowEndpoints.Map(app);
    }
}
