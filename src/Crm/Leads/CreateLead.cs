using System.ComponentModel.DataAnnotations;
using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm.Leads;

/// <summary>POST /mobile/leads: an agent notes down somebody who is interested, as a lead of their own.</summary>
internal static class CreateLead
{
    private const string PropertyMissing = "leads_property_missing";
    private const string ClientIdTaken = "leads_client_id_taken";

    public sealed record Request(
        [Required, StringLength(LeadLimits.Name)] string Name,
        [StringLength(LeadLimits.Email), EmailAddress] string? Email = null,
        [StringLength(LeadLimits.Phone)] string? Phone = null,
        [StringLength(LeadLimits.Source)] string? Source = null,
        [StringLength(LeadLimits.Notes)] string? Notes = null,
        long? PropertyId = null,
        Guid? PropertyClientId = null,
        [Range(0d, LeadLimits.Budget)] decimal? Budget = null,
        Wishes? Wishes = null,
        Guid? ClientId = null,
        ClientTime? OccurredAt = null
    ) : IRequestBody
    {
        public static Request Example => new("Marta Figueiredo", "marta.figueiredo@example.pt", "+351 912 345 678", "website", Budget: 450_000m);
    }

    internal static async Task<IResult> Handle(Request request, CurrentUser user, HttpContext http, TimeProvider clock, CancellationToken ct)
    {
        // Asked for here and not as parameters: most leads are written by Together, which needs neither.
        var (db, references) = (http.RequestServices.GetRequiredService<CrmDbContext>(), http.RequestServices.GetRequiredService<References>());
        if (user.AgentId is not { } agentId)
            return Errors.Lead.AgentsOnly();
        if (await FindAsync(db, user, request.ClientId, ct) is { } known)
            return Versioned.Ok(known);
        var (propertyId, missing) = await references.PropertyAsync(request.PropertyId, request.PropertyClientId, ct);
        if (missing is not null)
            return missing;

        var moment = Moment.Of(user, request.OccurredAt, clock.GetUtcNow());
        var lead = Lead.Of(user.OrganizationId, agentId, Facts(request, propertyId) with { OccurredAt = moment.OccurredAt }, moment.Now);
        await db.AddAsync(lead, ct);
        var born = lead.Born(user);
        await db.AddAsync(born, ct);
        db.Publish(lead.Created());
        return (await db.InsertAsync([lead, born], ct))?.Constraint switch
        {
            null => Versioned.Created("/mobile/leads", LeadView.Show(lead)),
            PropertyMissing => Errors.RelatedMissing("property_id", propertyId!),
            ClientIdTaken when await FindAsync(db, user, request.ClientId, ct) is { } first => Versioned.Ok(first),
            _ => CommonErrors.Record.Exists(),
        };
    }

    /// <summary>
    /// Before anything else: a lead that refers to nothing and was not named by the device needs nothing looked up, and is written together with whatever
    /// else arrives in the same moment. Every other goes on to <see cref="Handle"/>.
    /// </summary>
    internal static ValueTask<object?> Together(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (request, user) = (context.GetArgument<Request>(0), context.GetArgument<CurrentUser>(1));
        return user.AgentId is { } agentId && request is { ClientId: null, PropertyId: null, PropertyClientId: null }
            ? WriteAsync(request, user, agentId, context.HttpContext)
            : next(context);
    }

    private static async ValueTask<object?> WriteAsync(Request request, CurrentUser user, long agentId, HttpContext http)
    {
        var writer = http.RequestServices.GetRequiredService<CreateTogether>();
        var moment = Moment.Of(user, request.OccurredAt, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        var lead = Lead.Of(user.OrganizationId, agentId, Facts(request, propertyId: null) with { OccurredAt = moment.OccurredAt }, moment.Now);
        lead.Number(await writer.NextIdAsync("crm.leads", http.RequestAborted));
        var born = lead.Born(user);
        born.Number(await writer.NextIdAsync("crm.activities", http.RequestAborted));
        var created = new CreateTogether.Created($"/mobile/leads/{lead.Id}", lead.Version, LeadView.Show(lead));
        return await writer.CreateAsync<CrmDbContext>(http, user, [lead, born], lead.Created(), created);
    }

    private static LeadFacts Facts(Request request, long? propertyId) =>
        new(request.Name)
        {
            Email = request.Email,
            Phone = request.Phone,
            Source = request.Source,
            Notes = request.Notes,
            PropertyId = propertyId,
            Budget = request.Budget,
            Wishes = request.Wishes?.Store(),
            ClientId = request.ClientId,
        };

    private static async Task<LeadView?> FindAsync(CrmDbContext db, CurrentUser user, Guid? clientId, CancellationToken ct) =>
        clientId is null ? null : await db.Leads.VisibleTo(user).Where(l => l.ClientId == clientId).Select(LeadView.Of).SingleOrDefaultAsync(ct);
}

/// <summary>How much fits.</summary>
internal static class LeadLimits
{
    public const int Name = 200;
    public const int Email = 254;
    public const int Phone = 40;
    public const int Source = 50;
    public const int Notes = 10_000;
    public const int ExternalKey = 200;
    public const double Budget = 999_999_999_999;
    public const decimal MaxBudget = 999_999_999_999m;
}
