using Aldrava.Crm.Contracts;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Simulation;

namespace Aldrava.Flows.Runs;

/// <summary>Makes the lead and goes on at once.</summary>
internal sealed class PerformCreateLead(ILeadIntake leads, ContactNames names) : RequestPerformer<FlowEffect.CreateLead>
{
    protected override async Task<FlowInput.Result?> PerformAsync(RunScene scene, string node, FlowEffect.CreateLead request, CancellationToken ct)
    {
        await names.NoteAsync(scene.Conversation, request.Fields.Name, ct);
        var lead = await leads.CreateAsync(Draft(scene, node, request.Fields), ct);
        return new FlowInput.LeadCreated(lead.LeadId, lead.AgentName);
    }

    protected override Task<FlowInput.Result> SimulateAsync(SimulatedScene scene, FlowEffect.CreateLead request, CancellationToken ct) =>
        Task.FromResult<FlowInput.Result>(new FlowInput.LeadCreated(scene.Given?.LeadId ?? 1, scene.Given?.AgentName));

    private static LeadDraft Draft(RunScene scene, string node, LeadFields fields)
    {
        var wishes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var wish in fields.Wishes)
            wishes[wish.Name] = wish.Value;
        return new LeadDraft(fields.Name, scene.Key(node))
        {
            Email = fields.Email,
            Phone = fields.Phone,
            Source = fields.Source,
            Notes = fields.Notes,
            Budget = fields.Budget,
            PropertyReference = fields.PropertyReference,
            ConversationId = scene.Conversation.Id,
            Wishes = wishes,
        };
    }
}
