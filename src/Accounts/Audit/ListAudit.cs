using System.Text.Json;
using Aldrava.Accounts.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Audit;

/// <summary>
/// Who did what, when, from where; newest first. <c>action</c> is a whole one (<c>user.role_changed</c>) or, with a dot at its end, a kind
/// (<c>user.</c>); a bare date as <c>to</c> means the whole of that day.
/// </summary>
internal static class ListAudit
{
    private const int DateLength = 10;

    public sealed record Item(
        long Id,
        DateTimeOffset OccurredAt,
        string Action,
        string? Subject,
        JsonElement? Details,
        string? IpAddress,
        string? UserAgent,
        Actor? Actor
    )
    {
        public static Item Example =>
            new(
                81,
                DateTimeOffset.UnixEpoch,
                "user.role_changed",
                "user:34",
                JsonSerializer.SerializeToElement(new { from = "agent", to = "org_admin" }),
                "192.0.2.7",
                "Mozilla/5.0 (X11; Linux x86_64)",
                Actor.Example
            );
    }

    public sealed record Actor(long UserId, string? Name, string? Email)
    {
        public static Actor Example => new(33, "Ana Sousa", "admin@imoveismais.pt");
    }

    internal sealed record Filter(
        [FromQuery(Name = "user_id")] long? UserId,
        [FromQuery(Name = "action")] string? Action,
        [FromQuery(Name = "subject")] string? Subject,
        [FromQuery(Name = "from")] ClientTime? From,
        [FromQuery(Name = "to")] ClientTime? To
    );

    internal static async Task<IResult> Handle(
        [AsParameters] Filter filter,
        Page page,
        CurrentUser caller,
        AccountsDbContext db,
        HttpContext http,
        CancellationToken ct
    )
    {
        var found = Within(db.Audit.AsNoTracking(), filter, caller.TimeZone, http);
        if (filter.UserId is { } user)
            found = found.Where(e => e.UserId == user);
        if (!string.IsNullOrEmpty(filter.Subject))
            found = found.Where(e => e.Subject == filter.Subject);
        if (filter.Action is ['.', ..] or "")
            return FieldErrors.One(http, "query.action", "value_error");
        if (filter.Action is [.., '.'] kind)
            found = found.Where(e => e.Action.StartsWith(kind));
        else if (filter.Action is { } action)
            found = found.Where(e => e.Action == action);
        var total = await found.LongCountAsync(ct);
        var entries = await found.OrderByDescending(e => e.OccurredAt).ThenByDescending(e => e.Id).Skip(page.Offset).Take(page.Limit).ToListAsync(ct);
        var actors = await ActorsAsync(entries, db, ct);
        return page.Of([.. entries.Select(e => ViewOf(e, actors))], total, http);
    }

    private static IQueryable<AuditEntry> Within(IQueryable<AuditEntry> found, Filter filter, TimeZoneInfo zone, HttpContext http)
    {
        if (filter.From is { } from)
        {
            var start = from.In(zone);
            found = found.Where(e => e.OccurredAt >= start);
        }
        if (filter.To is { } to)
        {
            var end = EndOf(http.Request.Query["to"].ToString(), to, zone);
            found = found.Where(e => e.OccurredAt < end);
        }
        return found;
    }

    private static DateTimeOffset EndOf(string written, ClientTime time, TimeZoneInfo zone) =>
        written.Length == DateLength && DateOnly.TryParse(written, out var day)
            ? ClientTime.Parse($"{day.AddDays(1):yyyy-MM-dd}T00:00:00", provider: null).In(zone)
            : time.In(zone);

    // Whoever did something here is named, even when they are at home in another organization (a super administrator).
    private static async Task<Dictionary<long, Actor>> ActorsAsync(List<AuditEntry> entries, AccountsDbContext db, CancellationToken ct)
    {
        long[] ids = [.. entries.Select(e => e.UserId).OfType<long>().Distinct()];
        return ids.Length == 0
            ? []
            : await db
                .Users.IgnoreQueryFilters()
                .Where(u => ids.Contains(u.Id))
                .Select(u => new Actor(u.Id, u.FullName, u.Email))
                .ToDictionaryAsync(a => a.UserId, ct);
    }

    private static Item ViewOf(AuditEntry e, Dictionary<long, Actor> actors) =>
        new(
            e.Id,
            e.OccurredAt,
            e.Action,
            e.Subject,
            e.Details is null ? null : JsonSerializer.Deserialize<JsonElement>(e.Details),
            e.IpAddress,
            e.UserAgent,
            e.UserId is { } id ? actors.GetValueOrDefault(id) ?? new Actor(id, Name: null, Email: null) : null
        );
}
