using System.Globalization;
using Aldrava.Crm.Contracts;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Engine.Visits;
using Aldrava.Flows.Simulation;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Runs;

/// <summary>Books the visit, unless somebody was faster.</summary>
internal sealed class PerformBookVisit(IVisitBooking booking, ErrorMessages messages) : RequestPerformer<BookVisit>
{
    protected override async Task<FlowInput.Result?> PerformAsync(RunScene scene, string node, BookVisit request, CancellationToken ct)
    {
        var language = CustomerLanguage.Of(request.Language, scene.Conversation.ContactPhone);
        // Another time chosen at the same node is another visit.
        var key = string.Create(CultureInfo.InvariantCulture, $"{scene.Key(node)}:{request.Wish.StartsAt.ToUnixTimeSeconds()}");
        return Result(await booking.BookAsync(request.Wish, key, language, ct), language);
    }

    protected override async Task<FlowInput.Result> SimulateAsync(SimulatedScene scene, BookVisit request, CancellationToken ct)
    {
        var language = CustomerLanguage.Of(request.Language, scene.Phone);
        var wish = request.Wish with { LeadId = scene.KnownLead(request.Wish.LeadId) };
        return Result(await booking.TryOutAsync(wish, scene.Now, language, ct), language);
    }

    private FlowInput.Result Result(VisitBookingResult result, CultureInfo language) =>
        result switch
        {
            VisitBookingResult.Booked booked => new VisitBooked(booked.VisitId, booked.AgentName, booked.PropertyTitle, booked.WhenText),
            VisitBookingResult.Taken => new VisitTaken(messages.Get("slot.taken", language)),
            VisitBookingResult.Refused refused => new FlowInput.RequestFailed(refused.Reason),
            var unknown => throw new InvalidOperationException($"{unknown.GetType().Name} is not known here."),
        };
}
