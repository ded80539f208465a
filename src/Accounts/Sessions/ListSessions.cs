using Aldrava.Accounts.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Sessions;

/// <summary>The devices the caller is signed in on, the one used last first.</summary>
internal static class ListSessions
{
    public sealed record Answer(int TotalSessions, IReadOnlyList<Item> Sessions)
    {
        public static Answer Example => new(1, [Item.Example]);
    }

    public sealed record Item(
        long Id,
        string DeviceName,
        string DeviceType,
        string? IpAddress,
        DateTimeOffset LastUsed,
        DateTimeOffset CreatedAt,
        DateTimeOffset ExpiresAt,
        bool IsCurrent
    )
    {
        public static Item Example =>
            new(
                65,
                "iPhone do João",
                "mobile",
                "192.0.2.7",
                DateTimeOffset.UnixEpoch,
                DateTimeOffset.UnixEpoch,
                DateTimeOffset.UnixEpoch.AddDays(7),
                IsCurrent: true
            );
    }

    internal static async Task<IResult> Handle(CurrentUser user, AccountsDbContext db, Messages messages, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var open = await db
            .Sessions.AsNoTracking()
            .Where(s => s.UserId == user.UserId && s.RevokedAt == null && s.ExpiresAt > now)
            .OrderByDescending(s => s.LastUsedAt)
            .ThenByDescending(s => s.Id)
            .ToListAsync(ct);
        var unknown = messages.UnknownDevice();
        return TypedResults.Ok(new Answer(open.Count, [.. open.Select(s => ViewOf(s, unknown, user.SessionId))]));
    }

    private static Item ViewOf(Session s, string unknown, long current) =>
        new(
            s.Id,
            s.DeviceName ?? unknown,
            System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(s.DeviceType.ToString()),
            s.IpAddress,
            s.LastUsedAt,
            s.CreatedAt,
            s.ExpiresAt,
            s.Id == current
        );
}
