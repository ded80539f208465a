using System.ComponentModel.DataAnnotations;
using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Runs;
using Aldrava.Flows.Versions;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Simulation;

/// <summary>
/// POST /api/v1/flows/{id}/simulate: plays a conversation through the draft, a version or the canvas that is sent, with the caller's clock. Listings, free
/// times and other flows are the real ones; nothing is sent, created, booked or called. <c>results</c> says, by node, what comes of what would have been.
/// </summary>
internal static class SimulateFlow
{
    public sealed record Request(
        [Required, MaxLength(100)] IReadOnlyList<SimulatedMessage>? Messages,
        ClientTime? Now = null,
        RawJson? CanvasData = null,
        [Range(1, int.MaxValue)] int? Version = null,
        SimulatedContact? Contact = null,
        IReadOnlyDictionary<string, SimulatedResult>? Results = null,
        [StringLength(1_000_000)] string? State = null
    ) : IRequestBody
    {
        public static Request Example =>
            new(
                [new SimulatedMessage("Olá"), new SimulatedMessage("250 mil"), new SimulatedMessage(TimeoutAfterMinutes: 1440)],
                new ClientTime(new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero)),
                Contact: new SimulatedContact("Maria", "351912345678"),
                Results: new Dictionary<string, SimulatedResult>(StringComparer.Ordinal) { ["lead"] = new SimulatedResult(LeadId: 12) }
            );

        IEnumerable<(string Field, string Type)> IRequestBody.Faults()
        {
            foreach (var fault in FlowFields.OfCanvas(CanvasData))
                yield return fault;
            if (Now?.In(TimeZoneInfo.Utc).Year is < 2000 or > 2200)
                yield return ("now", "value_error");
            if (Messages?.Any(m => m is null) == true)
                yield return ("messages", "model_type");
        }
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request request,
        CurrentUser user,
        FlowsDbContext db,
        DbSession session,
        Simulator simulator,
        FaultMessages messages,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        // Whatever a node asks for, and whoever adds one.
        await db.Database.ExecuteSqlAsync($"set transaction read only", ct);
        var known = await db
            .Flows.Where(f => f.Id == id && f.DeletedAt == null)
            .Select(f => new Played(f.CanvasData, f.ChatbotId, db.Chatbots.Where(c => c.Id == f.ChatbotId).Select(c => c.Settings).Single()))
            .SingleOrDefaultAsync(ct);
        if (known is null)
            return Errors.Flow.NotFound(id);
        if (await CanvasAsync(request, id, known.Draft, db, ct) is not { } canvas)
            return Errors.Flow.VersionNotFound(request.Version);
        var compilation = FlowCompiler.Compile(canvas);
        if (!compilation.Succeeded)
            return Errors.Flow.NotFit(messages.Tell(http, canvas, compilation.Faults));
        var state = request.State is { } carried ? SimulatedState.Read(carried) : FlowState.Begin((request.Contact ?? new SimulatedContact()).AsKnown());
        if (state is null || !await simulator.CanStandAsync(state, known.ChatbotId, ct))
            return FieldErrors.One(http, "body.state", "value_error");

        var now = TimeZoneInfo.ConvertTime(request.Now?.In(user.TimeZone) ?? clock.GetUtcNow(), user.TimeZone);
        var script = new SimulationScript(compilation.Flow, known.ChatbotId, new ChatbotSurroundings(known.Settings), state, now)
        {
            Phone = request.Contact?.Phone ?? state.Variables["contact.phone"].Text,
            Results = request.Results ?? new Dictionary<string, SimulatedResult>(StringComparer.Ordinal),
        };
        return await simulator.RunAsync(script, request.Messages!, ct) is { } simulation ? TypedResults.Ok(simulation) : Errors.Simulation.TooMuch();
    }

    private sealed record Played(string Draft, Guid ChatbotId, string Settings);

    private static async Task<string?> CanvasAsync(Request request, Guid id, string draft, FlowsDbContext db, CancellationToken ct)
    {
        if (request.CanvasData is { IsNull: false } given)
            return given.Text;
        return request.Version is { } version
            ? await db.FlowVersions.Where(v => v.FlowId == id && v.Version == version).Select(v => v.CanvasData).SingleOrDefaultAsync(ct)
            : draft;
    }
}
