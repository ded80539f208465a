using System.Globalization;
using Aldrava.Crm.Contracts;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Engine.Visits;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Runs;

/// <summary>Books the visit, unless somebody was faster.</summary>
internal sealed class PerformBookVisit(IVisitBooking booking, ErrorMessages messages) : RequestPerformer<BookVisit>
{
    protected override async Task<FlowInput.Result?> PerformAsync(RunScene scene, string node, BookVisit request, CancellationToken ct)
    {
        var language = CustomerLanguage.Of(request.Language, scene.Conversation.ContactPhone);
        var wish = new VisitWish(request.PropertyId, request.AgentId, request.LeadId, request.StartsAt, request.DurationMinutes) { Notes = request.Notes };
        // Another time chosen at the same node is another visit.
        var key = string.Create(CultureInfo.InvariantCulture, $"{scene.Key(node)}:{request.StartsAt.ToUnixTimeSeconds()}");
        return await booking.BookAsync(wish, key, language, ct) switch
        {
            VisitBookingResult.Booked booked => new VisitBooked(booked.VisitId, booked.AgentName, booked.PropertyTitle, booked.WhenText),
            VisitBookingResult.Taken => new VisitTaken(messages.Get("slot.taken", language)),
            VisitBookingResult.Refused refused => new FlowInput.RequestFailed(refused.Reason),
            var unknown => throw new InvalidOperationException($"{unknown.GetType().Name} is not known here."),
        };
    }
}
