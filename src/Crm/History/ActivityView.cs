using System.Text.Json;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.History;

/// <summary>Who did something; without an id when they are no user of the organization.</summary>
internal sealed record ActivityActor(long? Id, string? Name)
{
    public static ActivityActor Example => new(5, "João Teste");
}

/// <summary>Something that was done, as clients see it.</summary>
/// <param name="Id">Names the entry among all others.</param>
/// <param name="Type">What was done; programs go by it.</param>
/// <param name="Title">The same for people, in the caller's language.</param>
/// <param name="Description">What there is to add: a note, what changed, when a visit is to be, the beginning of a message.</param>
/// <param name="EntityType"><c>lead</c>, <c>property</c>, <c>visit</c>, <c>task</c> or <c>message</c>.</param>
/// <param name="EntityId">The record's id; a number, for messages a UUID.</param>
/// <param name="OccurredAt">When it was done, as the device says.</param>
/// <param name="RecordedAt">When the server heard of it.</param>
/// <param name="Actor">Who did it; null when the server did, or the customer.</param>
/// <param name="Data">The facts behind the sentence.</param>
internal sealed record ActivityView(
    string Id,
    string Type,
    string Title,
    string? Description,
    string EntityType,
    JsonElement EntityId,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt,
    ActivityActor? Actor,
    JsonElement Data
)
{
    public static ActivityView Of(Activity activity, ActivityText text) =>
        new(
            $"activity-{activity.Id}",
            ActivityText.NameOf(activity.Type),
            text.Title(activity.Type, activity.Data),
            text.Description(activity.Data),
            ActivityText.NameOf(activity.EntityType),
            JsonSerializer.SerializeToElement(activity.EntityId),
            activity.OccurredAt,
            activity.RecordedAt,
            activity.ActorId is null && activity.ActorName is null ? null : new ActivityActor(activity.ActorId, activity.ActorName),
            activity.Data
        );

    public static ActivityView Example =>
        new(
            "activity-2041",
            "lead_status_changed",
            "Marta Figueiredo passou a: contactado",
            "Ligar de novo na quinta-feira.",
            "lead",
            JsonSerializer.SerializeToElement(128L),
            new DateTimeOffset(2026, 3, 10, 9, 12, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 3, 10, 9, 12, 1, TimeSpan.Zero),
            ActivityActor.Example,
            JsonSerializer.SerializeToElement(
                new
                {
                    Name = "Marta Figueiredo",
                    OldStatus = "new",
                    NewStatus = "contacted",
                },
                Json.Options
            )
        );
}

internal static class ActivityAccess
{
    private const long Nobody = 0;

    /// <summary>An agent's stream is what was done about their own records.</summary>
    public static IQueryable<Activity> VisibleTo(this IQueryable<Activity> activities, CurrentUser user)
    {
        if (user.SeesAll)
            return activities;
        var agentId = user.AgentId ?? Nobody;
        return activities.Where(a => a.AgentId == agentId);
    }
}
