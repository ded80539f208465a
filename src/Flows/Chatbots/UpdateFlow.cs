using System.ComponentModel.DataAnnotations;
using Aldrava.Flows.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Chatbots;

/// <summary>
/// PUT /api/v1/flows/{id}: changes the draft; what is not sent stays as it is. Customers get it once it is published. <c>is_main</c> holds at once.
/// </summary>
internal static class UpdateFlow
{
    public sealed record Request(
        [StringLength(200, MinimumLength = 1)] Optional<string?> Name = default,
        [StringLength(1000)] Optional<string?> Description = default,
        Optional<bool> IsMain = default,
        Optional<RawJson?> Trigger = default,
        Optional<RawJson?> CanvasData = default
    ) : IRequestBody
    {
        public static Request Example => new(Name: "Acolhimento", CanvasData: CreateFlow.ExampleCanvas);

        IEnumerable<(string Field, string Type)> IRequestBody.Faults()
        {
            if (Name.TryGet(out var name) && string.IsNullOrWhiteSpace(name))
                yield return ("name", "missing");
            foreach (var fault in FlowFields.OfCanvas(CanvasData.Or(null)).Concat(FlowFields.OfTrigger(Trigger.Or(null))))
                yield return fault;
        }

        internal void Apply(Flow flow)
        {
            flow.Name = Name.Or(flow.Name)!.Trim();
            flow.Description = Description.Or(flow.Description);
            flow.IsMain = IsMain.Or(flow.IsMain);
            if (Trigger.TryGet(out var trigger))
                flow.Trigger = trigger is { IsNull: false } ? trigger.Text : RawJson.EmptyObject.Text;
            if (CanvasData.TryGet(out var canvas))
                flow.CanvasData = canvas is { IsNull: false } ? canvas.Text : RawJson.EmptyCanvas.Text;
        }
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        FlowsDbContext db,
        DbSession session,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        // The chatbot first, always: two that switch its main flow would wait for each other's flows.
        var chatbotId = await db.Flows.Where(f => f.Id == id && f.DeletedAt == null).Select(f => (Guid?)f.ChatbotId).SingleOrDefaultAsync(ct);
        if (chatbotId is null)
            return Errors.Flow.NotFound(id);
        var becomesMain = request.IsMain.Or(false);
        if (becomesMain)
            await db.LockChatbotAsync(chatbotId.Value, ct);
        if (await db.LockFlowAsync(id, ct) is not { } flow)
            return Errors.Flow.NotFound(id);
        if (ifMatch.Refuses(flow.Revision, flow.Id) is { } stale)
            return stale;

        var now = clock.GetUtcNow();
        if (becomesMain && !flow.IsMain)
            await MainFlowSwitch.TakeFromOthersAsync(db, chatbotId.Value, id, now, ct);
        request.Apply(flow);
        flow.Touch(now);
        await db.SaveChangesAsync(ct);
        var view = await ShowFlow.FindAsync(db, id, ct);
        await work.CommitAsync(ct);
        return Revised.Ok(view!);
    }
}
