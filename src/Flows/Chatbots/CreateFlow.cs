using System.ComponentModel.DataAnnotations;
using Aldrava.Flows.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Chatbots;

/// <summary>POST /api/v1/flows: a new flow of a chatbot, unpublished. As the main one it takes the place of the one before.</summary>
internal static class CreateFlow
{
    internal static RawJson ExampleCanvas { get; } =
        new("""{"nodes":[{"id":"hello","type":"end","position":{"x":0,"y":0},"data":{"text":"Olá!"}}],"edges":[],"viewport":{"x":0,"y":0,"zoom":1}}""");

    public sealed record Request(
        [Required] Guid? ChatbotId,
        [Required, StringLength(200, MinimumLength = 1)] string? Name,
        [StringLength(1000)] string? Description = null,
        bool IsMain = false,
        RawJson? Trigger = null,
        RawJson? CanvasData = null
    ) : IRequestBody
    {
        public static Request Example =>
            new(
                new Guid("0199a000-0000-7000-8000-000000000001"),
                "Acolhimento",
                "Nome, interesse e orçamento.",
                IsMain: false,
                RawJson.EmptyObject,
                ExampleCanvas
            );

        IEnumerable<(string Field, string Type)> IRequestBody.Faults() => [.. FlowFields.OfCanvas(CanvasData), .. FlowFields.OfTrigger(Trigger)];
    }

    internal static async Task<IResult> Handle(
        Request request,
        CurrentUser user,
        FlowsDbContext db,
        DbSession session,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockChatbotAsync(request.ChatbotId!.Value, ct) is not { } chatbot)
            return Errors.Chatbot.NotFound(request.ChatbotId);
        var now = clock.GetUtcNow();
        var flow = new Flow
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = user.OrganizationId,
            ChatbotId = chatbot.Id,
            Name = request.Name!.Trim(),
            Description = request.Description,
            IsMain = request.IsMain,
            Trigger = request.Trigger is { IsNull: false } trigger ? trigger.Text : RawJson.EmptyObject.Text,
            CanvasData = request.CanvasData is { IsNull: false } canvas ? canvas.Text : RawJson.EmptyCanvas.Text,
            CreatedAt = now,
            UpdatedAt = now,
        };
        if (flow.IsMain)
            await MainFlowSwitch.TakeFromOthersAsync(db, chatbot.Id, flow.Id, now, ct);
        db.Add(flow);
        await db.SaveChangesAsync(ct);
        var view = await ShowFlow.FindAsync(db, flow.Id, ct);
        await work.CommitAsync(ct);
        return Revised.Created("/api/v1/flows", view!);
    }
}
