using Aldrava.Flows.Consents;
using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Runs;

/// <summary>Does what the engine asks for, in order, in the transaction that is open. Each kind of request has its <see cref="IRequestPerformer"/>.</summary>
internal sealed class PerformEffects(FlowsDbContext db, IConversations conversations, IEnumerable<IRequestPerformer> performers, ILogger<PerformEffects> logger)
{
    private readonly Dictionary<Type, IRequestPerformer> requests = performers.ToDictionary(p => p.Kind);

    /// <returns>The result the flow waits for, when its last effect asked for one that is there at once.</returns>
    public async Task<FlowInput.Result?> PerformAsync(RunScene scene, FlowStep step, CancellationToken ct)
    {
        FlowInput.Result? result = null;
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case FlowEffect.Say say:
                    await conversations.SayAsync(scene.Conversation.Id, say.Content, $"run:{scene.Run.Id}:{scene.Run.NextSeq()}", ct);
                    break;
                case FlowEffect.Request request:
                    result = await requests[request.GetType()].PerformAsync(scene, step.State.Node!, request, ct);
                    break;
                case FlowEffect.HandOver handOver:
                    // Before they are called: it is there when they look.
                    if (handOver.Note is { } note)
                        await conversations.NoteAsync(scene.Conversation.Id, note, ct);
                    await CallPersonAsync(scene.Run, handOver.Reason, handOver.Target ?? scene.Person, ct);
                    break;
                case FlowEffect.RecordConsent consent:
                    db.Add(Consent.Of(scene, consent));
                    break;
                case FlowEffect.Ended:
                    Log.Ended(logger, scene.Run.ConversationId, scene.Run.Id);
                    break;
                case FlowEffect.Trace trace:
                    db.Add(NewStep(scene.Run, trace.NodeId, trace.NodeType, scene.Now, trace, scene.Place, scene.Lap.NextMs()));
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
    public Task CallPersonAsync(Run run, string reason, HandOverTarget? target, CancellationToken ct)
    {
        Log.HandedOver(logger, run.ConversationId, run.Id, reason);
        return conversations.HandOverAsync(run.ConversationId, reason, target, ct);
    }

    /// <summary>Something that is not right, as a line of the run's history.</summary>
    public void Note(Run run, FlowNode? node, string error, DateTimeOffset now) =>
        db.Add(NewStep(run, node?.Id, node?.Head.Type, now, new FlowEffect.Trace("", "", Input: null, Output: null, error)));

    private void Warn(RunScene scene, FlowEffect.Warning warning)
    {
        Log.Warned(logger, scene.Run.ConversationId, scene.Run.Id, warning.Code);
        var error = warning.Subject is { } subject ? $"{warning.Code}: {subject}" : warning.Code;
        Note(scene.Run, scene.Flow.Find(warning.NodeId), error, scene.Now);
    }

    private static Step NewStep(
        Run run,
        string? nodeId,
        string? nodeType,
        DateTimeOffset now,
        FlowEffect.Trace trace,
        FlowPlace? place = null,
        int? durationMs = null
    ) =>
        new()
        {
            OrganizationId = run.OrganizationId,
            RunId = run.Id,
            Seq = run.NextSeq(),
            FlowId = place?.FlowId,
            NodeId = nodeId,
            NodeType = nodeType,
            Input = trace.Input,
            Output = trace.Output,
            Error = trace.Error,
            At = now.ToUniversalTime(),
            DurationMs = durationMs,
        };
}
