using System.Linq.Expressions;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Visits;

/// <summary>A visit as clients see it. <c>scheduled_date</c> is <c>scheduled_at</c> under the name old clients know.</summary>
internal sealed record VisitView(
    long Id,
    long? PropertyId,
    string PropertyTitle,
    string? PropertyReference,
    long? LeadId,
    string? LeadName,
    long AgentId,
    DateTimeOffset ScheduledAt,
    int DurationMinutes,
    VisitStatus Status,
    string? Notes,
    DateTimeOffset? CheckedInAt,
    DateTimeOffset? CheckedOutAt,
    Presence? Presence,
    int? DistanceMeters,
    string? Feedback,
    int? Rating,
    CustomerInterest? Interest,
    DateTimeOffset? CheckedInReceivedAt,
    DateTimeOffset? CheckedOutReceivedAt,
    int? CheckOutDistanceMeters,
    Guid? ClientId,
    DateTimeOffset? OccurredAt,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
) : IVersioned
{
    public DateTimeOffset ScheduledDate => ScheduledAt;

    /// <summary>Property and lead come in the same query.</summary>
    public static Expression<Func<Visit, VisitView>> Of(string unknownProperty) =>
        v => new VisitView(
            v.Id,
            v.PropertyId,
            v.Property!.Title ?? unknownProperty,
            v.Property!.Reference,
            v.LeadId,
            v.Lead!.Name,
            v.AgentId,
            v.StartsAt,
            v.DurationMinutes,
            v.Status,
            v.Notes,
            v.CheckedInAt,
            v.CheckedOutAt,
            v.Presence,
            v.DistanceMeters,
            v.Feedback,
            v.Rating,
            v.Interest,
            v.CheckedInReceivedAt,
            v.CheckedOutReceivedAt,
            v.CheckOutDistanceMeters,
            v.ClientId,
            v.OccurredAt,
            v.Version,
            v.CreatedAt,
            v.UpdatedAt
        );

    public static VisitView Example =>
        new(
            77,
            12,
            "Moradia V3 com jardim em Cascais",
            "IMV-2026-0012",
            128,
            "Marta Figueiredo",
            3,
            new DateTimeOffset(2026, 3, 12, 15, 0, 0, TimeSpan.Zero),
            60,
            VisitStatus.Scheduled,
            "Tocar no 2.º esquerdo.",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            1,
            new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero)
        );
}

internal static class VisitAccess
{
    public const long Nobody = 0;

    /// <summary>An agent sees their own visits.</summary>
    public static IQueryable<Visit> VisibleTo(this IQueryable<Visit> visits, CurrentUser user)
    {
        if (user.SeesAll)
            return visits;
        var agentId = user.AgentId ?? Nobody;
        return visits.Where(v => v.AgentId == agentId);
    }

    /// <summary>What a visit shows instead of the title of a property that is gone.</summary>
    public static string UnknownProperty(this ErrorMessages messages, HttpContext http) => messages.Get("visit.property_unknown", Languages.Of(http));
}
