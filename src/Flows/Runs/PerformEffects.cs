using Aldrava.Crm.Contracts;
using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Runs;

/// <summary>A run at work: its conversation, its flow, the organization's time.</summary>
internal sealed record RunScene(Run Run, ConversationInfo Conversation, CompiledFlow Flow, DateTimeOffset Now);

/// <summary>Does what the engine asks for, in order, in the transaction that is open.</summary>
internal sealed class PerformEffects(FlowsDbContext db, IConversations conversations, ILeadIntake leads, ILogger<PerformEffects> logger)
{
    private const int LongestNodeInKey = 100;

    /// <returns>The result the flow waits for, when its last effect asked for one.</returns>
    public async Task<FlowInput.Result?> PerformAsync(RunScene scene, FlowStep step, CancellationToken ct)
    {
        FlowInput.Result? result = null;
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case FlowEffect.SendText say:
                    await conversations.SayAsync(scene.Conversation.Id, new OutgoingContent.Text(say.Text), $"run:{scene.Run.Id}:{scene.Run.NextSeq()}", ct);
                    break;
                case FlowEffect.CreateLead lead:
                    result = await CreateLeadAsync(scene, step.State.Node!, lead.Fields, ct);
                    break;
                case FlowEffect.HandOver handOver:
                    await CallPersonAsync(scene.Run, handOver.Reason, ct);
                    break;
                case FlowEffect.Ended:
                    Log.Ended(logger, scene.Run.ConversationId, scene.Run.Id);
                    break;
                case FlowEffect.Trace trace:
                    db.Add(NewStep(scene.Run, trace.NodeId, trace.NodeType, scene.Now, trace));
                    break;
                case FlowEffect.Warning warning:
                    Warn(scene, warning);
                    break;
                default:
                    throw new InvalidOperationException($"{effect.GetType().Name} is not known here.");
            }
        }
        return result;
    }

    /// <summary>The bot falls silent and a person is called.</summary>
    public Task CallPersonAsync(Run run, string reason, CancellationToken ct)
    {
        Log.HandedOver(logger, run.ConversationId, run.Id, reason);
        return conversations.HandOverAsync(run.ConversationId, reason, target: null, ct);
    }

    /// <summary>Something that is not right, as a line of the run's history.</summary>
    public void Note(Run run, FlowNode? node, string error, DateTimeOffset now) =>
        db.Add(NewStep(run, node?.Id, node?.Head.Type, now, new FlowEffect.Trace("", "", Input: null, Output: null, error)));

    /// <summary>The contact is called what the customer said, unless that is nothing new.</summary>
    public Task NoteNameAsync(ConversationInfo known, string? name, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(name) || name == known.ContactName || name == known.ContactUsername || name == known.ContactPhone
            ? Task.CompletedTask
            : conversations.NameContactAsync(known.Id, name, ct);

    private void Warn(RunScene scene, FlowEffect.Warning warning)
    {
        Log.Warned(logger, scene.Run.ConversationId, scene.Run.Id, warning.Code);
        var error = warning.Subject is { } subject ? $"{warning.Code}: {subject}" : warning.Code;
        Note(scene.Run, scene.Flow.Find(warning.NodeId), error, scene.Now);
    }

    private static Step NewStep(Run run, string? nodeId, string? nodeType, DateTimeOffset now, FlowEffect.Trace trace) =>
        new()
        {
            OrganizationId = run.OrganizationId,
            RunId = run.Id,
            Seq = run.NextSeq(),
            NodeId = nodeId,
            NodeType = nodeType,
            Input = trace.Input,
            Output = trace.Output,
            Error = trace.Error,
            At = now.ToUniversalTime(),
        };

    private async Task<FlowInput.Result> CreateLeadAsync(RunScene scene, string node, LeadFields fields, CancellationToken ct)
    {
        await NoteNameAsync(scene.Conversation, fields.Name, ct);
        var lead = await leads.CreateAsync(Draft(scene, node, fields), ct);
        return new FlowInput.LeadCreated(lead.LeadId, lead.AgentName);
    }

    private static LeadDraft Draft(RunScene scene, string node, LeadFields fields)
    {
        var wishes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var wish in fields.Wishes)
            wishes[wish.Name] = wish.Value;
        return new LeadDraft(fields.Name, $"run:{scene.Run.Id}:{Short(scene, node)}")
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

    // Authors may give nodes ids of any length; a node's place in its version names it as well.
    private static string Short(RunScene scene, string node) => node.Length <= LongestNodeInKey ? node : $"#{scene.Flow.Find(node)!.Head.Index}";
}
