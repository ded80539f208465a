using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Invitations;
using Aldrava.Accounts.Mail;
using Aldrava.Accounts.Organizations;
using Aldrava.Accounts.PasswordChanges;
using Aldrava.Accounts.Privacy;
using Aldrava.Accounts.Sessions;
using Aldrava.Accounts.Tokens;
using Aldrava.Accounts.Users;
using Aldrava.Platform;
using Aldrava.Platform.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Aldrava.Accounts;

/// <summary>Organizations, users, agents, sessions, tokens.</summary>
public static class AccountsModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddModule("accounts", typeof(AccountsModule).Assembly);
        services.AddModuleDb<AccountsDbContext>();
        services.AddOptions<AccountsOptions>().Bind(configuration).ValidateDataAnnotations().ValidateOnStart();

        services.AddSingleton<IOrganizations, OrganizationDirectory>();
        services.AddScoped<IAgentDirectory, AgentDirectory>();
        services.AddScoped<IUserDirectory, UserDirectory>();

        AddPeople(services, configuration);
        services.AddScoped<AuditLog>();
        services.AddScoped<IAuditLog>(sp => sp.GetRequiredService<AuditLog>());
        services.AddScoped<Messages>();
        services.AddScoped<IDemoData, AccountsDemoData>();

        services.AddSingleton<Passwords>();
        services.AddSingleton<HashingGate>();
        services.AddSingleton<LoginThrottle>();
        services.AddScoped<SignIn>();
        services.AddScoped<OrganizationFounder>();
        services.AddScoped<Registrar>();
        services.AddScoped<RotateTokens>();
        services.AddScoped<SessionTokens>();
        services.AddScoped<SessionEnder>();
        services.AddScoped<ISessionMaintenance, SessionMaintenance>();

        services.AddScoped<FindPerson>();
        // First of all: what waits to be delivered is let go before the records it tells of are locked.
        services.AddScoped<IPersonalData, PlatformTraces>();

        AddTokens(services);
        services.AddHostedService<PurgeSessions>();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<AccountsOptions>>(BelieveProxies);
        return services;
    }

    /// <summary>Maps its routes.</summary>
    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        AccountsEndpoints.Map(app);
        PeopleEndpoints.Map(app);
        PrivacyEndpoints.Map(app);
    }

    private static void AddPeople(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailOptions>().Bind(configuration).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MailSender>();
        services.AddSingleton<IMailSender>(sp => sp.GetRequiredService<MailSender>());
        services.AddSingleton<MailTexts>();
        services.AddScoped<People>();
        services.AddScoped<IUserMaintenance, UserMaintenance>();
        services.AddScoped<InvitationDesk>();
        services.AddScoped<JoinOrganization>();
        services.AddSubscriber<InvitationWritten, MailInvitation>("accounts.mail_invitation");
        services.AddSingleton<NewPassword>();
        services.AddScoped<PasswordChanger>();
        services.AddScoped<PasswordResetDesk>();
        services.AddScoped<PasswordResetter>();
        services.AddSubscriber<PasswordResetAsked, MailPasswordReset>("accounts.mail_password_reset");
    }

    private static void AddTokens(IServiceCollection services)
    {
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IKeyRotation>(sp => sp.GetRequiredService<KeyRing>());
        services.AddSingleton<ActingOrganization>();
        services.AddSingleton<SessionUse>();
        services.AddHostedService<WriteSessionUse>();
        services.AddSingleton<RevokedSessions>();
        services.AddSingleton<ISessionRevocations>(sp => sp.GetRequiredService<RevokedSessions>());
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<ITokenChecker>(sp => sp.GetRequiredService<AccessTokens>());
        services.AddHostedService<AccountsStart>();
        services.AddHostedService<KeyRingRefresh>();
        services.AddHostedService<RevocationWatch>();
    }

    /// <summary>Finds out who calls, and lets in who may: after <see cref="PlatformModule.UsePlatform"/>, before the endpoints.</summary>
    public static void UseAccounts(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<BearerAuthentication>();
        app.UseAccessRules();
        app.Use(next => http => ActingOrganization.NoteWrites(http, next));
    }

    private static void BelieveProxies(ForwardedHeadersOptions forwarded, IOptions<AccountsOptions> options)
    {
        var networks = options.Value.ProxyNetworks().ToList();
        forwarded.ForwardedHeaders = networks.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in networks)
            forwarded.KnownIPNetworks.Add(network);
    }
}

/// <summary>No request is served before the keys and the ended sessions are known.</summary>
internal sealed class AccountsStart(KeyRing ring, RevokedSessions revoked) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ring.StartAsync(cancellationToken);
        await revoked.ReadAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
