using System.Globalization;
using System.Runtime.InteropServices;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Sync;

/// <summary>Whose sight a phone holds a copy of: an organization, as one agent or as somebody who sees all of it.</summary>
/// <param name="AgentId">Null when all is seen; 0 for somebody who has no agent profile and sees listings only.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SyncScope(long OrganizationId, long? AgentId)
{
    private const string Everything = "all";

    public static SyncScope Of(CurrentUser user) => new(user.OrganizationId, user.SeesAll ? null : user.AgentId ?? 0);

    public override string ToString() => $"{OrganizationId}:{AgentId?.ToString(CultureInfo.InvariantCulture) ?? Everything}";
}
