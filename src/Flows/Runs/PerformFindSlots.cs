using System.Globalization;
using Aldrava.Crm.Contracts;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Engine.Visits;
using Aldrava.Flows.Simulation;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Runs;

/// <summary>Reads free times off the agent's diary.</summary>
internal sealed class PerformFindSlots(IAgentDiary diary, ErrorMessages messages) : RequestPerformer<FindSlots>
{
    protected override async Task<FlowInput.Result?> PerformAsync(RunScene scene, string node, FindSlots request, CancellationToken ct) =>
        await FindAsync(request.Question, CustomerLanguage.Of(request.Language, scene.Conversation.ContactPhone), ct);

    protected override Task<FlowInput.Result> SimulateAsync(SimulatedScene scene, FindSlots request, CancellationToken ct)
    {
        var question = request.Question with { Now = scene.Now, LeadId = scene.KnownLead(request.Question.LeadId) };
        return FindAsync(question, CustomerLanguage.Of(request.Language, scene.Phone), ct);
    }

    private async Task<FlowInput.Result> FindAsync(SlotQuestion question, CultureInfo language, CancellationToken ct)
    {
        if (await diary.FreeAsync(question, language, ct) is not { } free)
            return new FlowInput.RequestFailed("no_agent");
        var words = new SlotWords(
            messages.Get("slot.choose", language),
            messages.Get("slot.button", language),
            messages.Get("slot.other_day", language),
            messages.Get("slot.day_full", language)
        );
        OfferedSlot[] slots = [.. free.Slots.Select(s => new OfferedSlot(s.StartsAt, s.Text))];
        return new SlotsFound(free.AgentId, free.AgentName, free.PropertyId, slots, words) { NextDay = free.NextDay, IsDayFull = free.IsDayFull };
    }
}
