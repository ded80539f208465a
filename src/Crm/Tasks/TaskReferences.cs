using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.Leads;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Crm.Tasks;

/// <summary>What a task is about and who does it, as its writer names them.</summary>
internal sealed class TaskReferences(References references, IAgentDirectory agents, CurrentUser user)
{
    /// <summary>The records a body names; those it does not name are null.</summary>
    public async Task<(TaskLinks Links, Error? Missing)> LinksAsync(TaskNames names, CancellationToken ct)
    {
        var (leadId, noLead) = await references.LeadAsync(names.LeadId, names.LeadClientId, ct);
        var (propertyId, noProperty) = await references.PropertyAsync(names.PropertyId, names.PropertyClientId, ct);
        var (visitId, noVisit) = await references.VisitAsync(names.VisitId, names.VisitClientId, ct);
        return (new TaskLinks(leadId, propertyId, visitId), noLead ?? noProperty ?? noVisit);
    }

    /// <summary>Whether the caller may give a task to this agent: to themselves, or as an administrator to any active one.</summary>
    public async Task<Error?> RefusesAsync(long? agentId, CancellationToken ct)
    {
        if (agentId is null ? user.ManagesAll : agentId == user.AgentId)
            return null;
        if (!user.ManagesAll)
            return agentId is null ? CommonErrors.Permission.AgentsOnly() : CommonErrors.Permission.Denied();
        return (await agents.AssigneeAsync(agentId!.Value, ct)).Refusal;
    }

    /// <summary>The answer when a record that was named has gone meanwhile, or something else is in the way.</summary>
    public static Error Translate(ConstraintViolation violation, TaskLinks links) =>
        violation.Constraint switch
        {
            "tasks_lead_missing" => Errors.RelatedMissing("lead_id", links.LeadId!),
            "tasks_property_missing" => Errors.RelatedMissing("property_id", links.PropertyId!),
            "tasks_visit_missing" => Errors.RelatedMissing("visit_id", links.VisitId!),
            _ => CommonErrors.Record.Exists(),
        };
}

/// <summary>Records by the server's ids or the device's.</summary>
internal sealed record TaskNames(long? LeadId, Guid? LeadClientId, long? PropertyId, Guid? PropertyClientId, long? VisitId, Guid? VisitClientId);

/// <summary>Records by the server's ids.</summary>
internal sealed record TaskLinks(long? LeadId, long? PropertyId, long? VisitId);
