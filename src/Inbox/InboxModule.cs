using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.Privacy;
using Aldrava.Inbox.Reminders;
using Aldrava.Inbox.Sandbox;
using Aldrava.Inbox.Team;
using Aldrava.Inbox.Templates;
using Aldrava.Inbox.Webhooks;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform;
using Aldrava.Platform.Hosting;

namespace Aldrava.Inbox;

/// <summary>WhatsApp: numbers, webhooks, contacts, conversations and what is sent.</summary>
public static class InboxModule
{
    /// <summary>Adds the inbox.</summary>
    public static IServiceCollection AddInbox(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddModule("inbox", typeof(InboxModule).Assembly);
        services.AddModuleDb<InboxDbContext>();
        services.AddSingleton(InboxOptions.From(configuration, environment));
        services.AddSingleton<NumberDirectory>();
        services.AddInbound(configuration);
        services.AddHostedService<ForgetNumbers>();
        services.AddSingleton<NumberSecrets>();
        services.AddScoped<TemplateAccounts>();
        services.AddScoped<Templates.TemplateCatalog>();
        services.AddOptions<SendingOptions>().BindConfiguration("Sending").ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<Outgoing>();
        services.AddSingleton<SendingPace>();
        services.AddHostedService<SendMessages>();
        services.AddHostedService<ForgetPaces>();
        services.AddHostedService<RecoverInterrupted>();
        services.AddScoped<IConversations, ConversationService>();
        services.AddScoped<ICustomerReminders, CustomerReminders>();
        services.AddScoped<IConversationAccess, ConversationAccess>();
        services.AddScoped<IChatbotLinks, ChatbotLinks>();
        services.AddScoped<ITeamDirectory, TeamDirectory>();
        services.AddScoped<Assignment>();
        services.AddScoped<Members>();
        services.AddScoped<DepartmentViews>();
        AddConversations(services);
        services.AddGraph(GraphOptions.From(configuration));
        services.AddScoped<IPersonalData, InboxPersonalData>();
        services.AddScoped<IDemoData, InboxDemoData>();
        if (environment.IsDevelopment())
            services.AddSandbox(configuration);
        return services;
    }

    private static void AddConversations(IServiceCollection services)
    {
        services.AddScoped<ConversationReader>();
        services.AddScoped<ConversationDesk>();
        services.AddScoped<SendingDesk>();
        services.AddScoped<MarketingConsent>();
        services.AddScoped<OurReactions>();
        services.AddSubscriber<MessageStatusChanged, OurReactions>("inbox.note_our_reactions");
        services.AddSubscriber<UserStoppedWorking, ReleaseWhoStopped>("inbox.release_who_stopped");
        services.AddScoped<ITemplateCatalog>(sp => sp.GetRequiredService<Templates.TemplateCatalog>());
        services.AddSubscriber<ConversationRead, MarkAsRead>("inbox.mark_as_read");
        services.AddSubscriber<MessageReceived, ShowTyping>("inbox.show_typing");
        services.AddSubscriber<MessageReceived, TellDevices>("inbox.tell_message_received");
        services.AddSubscriber<MessageStatusChanged, TellDevices>("inbox.tell_message_status");
        services.AddSubscriber<ConversationAssigned, TellDevices>("inbox.tell_assigned");
        services.AddSubscriber<ConversationStatusChanged, TellDevices>("inbox.tell_status");
    }

    /// <summary>Maps its routes.</summary>
    public static void MapInbox(this IEndpointRouteBuilder app)
    {
        InboxEndpoints.Map(app);
        TeamEndpoints.Map(app);
        NumberEndpoints.Map(app);
        TemplateEndpoints.Map(app);
        ContactEndpoints.Map(app);
        ConversationEndpoints.Map(app);
        if (app.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
            app.MapSandbox();
    }
}
