using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Bulk;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.Demo;
using Aldrava.Crm.Diary;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Matching;
using Aldrava.Crm.Privacy;
using Aldrava.Crm.Properties;
using Aldrava.Crm.Sync;
using Aldrava.Crm.Tasks;
using Aldrava.Crm.Visits;
using Aldrava.Platform;
using Aldrava.Platform.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aldrava.Crm;

/// <summary>Listings, leads, visits and tasks of field agents.</summary>
public static class CrmModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddCrm(this IServiceCollection services)
    {
        services.AddModule("crm", typeof(CrmModule).Assembly);
        services.AddModuleDb<CrmDbContext>();
        services.AddScoped<NextReference>();
        services.AddScoped<References>();
        services.AddScoped<LeadAssignment>();
        services.AddScoped<SyncStream>();
        services.AddScoped<LeadImport>();
        services.AddScoped<Explain>();
        services.AddScoped<PropertyMatching>();
        services.AddScoped<IPropertyMatching>(sp => sp.GetRequiredService<PropertyMatching>());
        services.AddScoped<IListingSearch, ListingSearch>();
        services.AddOptions<ListingOptions>().BindConfiguration("Listings").ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<SlotText>();
        services.AddScoped<AgentDiary>();
        services.AddScoped<IAgentDiary>(sp => sp.GetRequiredService<AgentDiary>());
        services.AddScoped<IVisitBooking, VisitBooking>();
        services.AddScoped<KnownLead>();
        services.AddScoped<ILeadIntake, LeadIntake>();
        services.AddScoped<IListingOwners, ListingOwners>();
        services.AddOptions<CheckInOptions>().BindConfiguration("CheckIn").ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService<VisitReminders>();
        services.TryAddScoped<ILeadMessages, NoLeadMessages>();
        services.AddScoped<TaskReferences>();
        services.AddHostedService<AnnounceDueTasks>();
        services.AddScoped<IPersonalData, CrmPersonalData>();
        services.AddScoped<IDemoData, CrmDemoData>();
        return services;
    }

    /// <summary>Maps its routes.</summary>
    public static IEndpointRouteBuilder MapCrm(this IEndpointRouteBuilder app)
    {
        CrmEndpoints.Map(app);
        return app;
    }
}
