using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.MediaFiles;
using Aldrava.Platform;

namespace Aldrava.Inbox.Webhooks;

/// <summary>Everything that takes in what WhatsApp tells.</summary>
internal static class InboundServices
{
    internal static void AddInbound(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<WebhookIntake>();
        services.AddHostedService(sp => sp.GetRequiredService<WebhookIntake>());
        services.AddSubscriber<WebhookUpdateReceived, ApplyWebhookUpdate>("inbox.apply_webhook_update");
        services.AddScoped<FindConversation>();
        services.AddScoped<EarlierMessages>();
        services.AddScoped<ReceiveMessage>();
        services.AddScoped<ReceiveEcho>();
        services.AddScoped<ReceiveHistory>();
        services.AddScoped<ReceiveCall>();
        services.AddScoped<ApplyReceipt>();
        services.AddScoped<LearnNames>();
        services.AddScoped<ContactIdentity>();
        services.AddScoped<ApplyContactNews>();
        services.AddScoped<ApplyNews>();
        services.AddHostedService<PurgeWebhooks>();
        services.AddScoped<MediaIntake>();
        services.AddScoped<MessageAttachments>();
        services.AddScoped<FetchOneFile>();
        services.AddSingleton(new VoiceConverter(configuration[VoiceConverter.PathSetting]));
        services.AddSingleton<FetchMedia>();
        services.AddHostedService(sp => sp.GetRequiredService<FetchMedia>());
    }
}
