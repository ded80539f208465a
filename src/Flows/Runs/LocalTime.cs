using Aldrava.Accounts.Contracts;

namespace Aldrava.Flows.Runs;

/// <summary>The time on an organization's wall: "tomorrow" in a conversation is read off it.</summary>
internal sealed class LocalTime(IOrganizations organizations, TimeProvider clock)
{
    public async ValueTask<DateTimeOffset> NowAsync(long organizationId, CancellationToken ct)
    {
        var zone = (await organizations.FindAsync(organizationId, ct))?.TimeZone ?? TimeZoneInfo.Utc;
        return TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone);
    }
}
