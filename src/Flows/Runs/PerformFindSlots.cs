using Aldrava.Crm.Contracts;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Engine.Visits;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Runs;

/// <summary>Reads free times off the agent's diary.</summary>
internal sealed class PerformFindSlots(IAgentDiary diary, ErrorMessages messages) : RequestPerformer<FindSlots>
{
    protected override async Task<FlowInput.Result?> PerformAsync(RunScene scene, string node, FindSlots request, CancellationToken ct)
    {
        var (wanted, language) = (request.Fields, CustomerLanguage.Of(request.Language, scene.Conversation.ContactPhone));
        var question = new SlotQuestion
        {
            PropertyReference = wanted.Reference,
            LeadId = wanted.LeadId,
            From = wanted.From,
            Day = wanted.Day,
            Days = wanted.Days,
            DurationMinutes = wanted.DurationMinutes,
            BufferMinutes = wanted.BufferMinutes,
            Limit = wanted.Rows,
        };
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
