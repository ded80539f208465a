using System.Text.Json;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Audit;

/// <summary>Who did what, when, from where. Written in the transaction of the deed; the database refuses to change it afterwards.</summary>
internal sealed class AuditEntry : ITenantOwned
{
    private AuditEntry() { }

    public long Id { get; private set; }
    public long OrganizationId { get; private set; }
    public long? UserId { get; private set; }
    public string Action { get; private set; } = "";
    public string? Subject { get; private set; }
    public string? Details { get; private set; }
    public string? IpAddress { get; private set; }
    public string? UserAgent { get; private set; }
    public DateTimeOffset OccurredAt { get; private set; }

    /// <param name="userId">Who did it; null when it was the server or whoever runs it.</param>
    /// <param name="action">What, as <c>session.opened</c>.</param>
    /// <param name="subject">To what, as <c>session:12</c>.</param>
    public static AuditEntry Of(long organizationId, long? userId, string action, string subject, Origin? origin, DateTimeOffset now, object? details = null) =>
        new()
        {
            OrganizationId = organizationId,
            UserId = userId,
            Action = action,
            Subject = subject,
            Details = details is null ? null : JsonSerializer.Serialize(details, Json.Options),
            IpAddress = origin?.Address,
            UserAgent = origin?.UserAgent,
            OccurredAt = now,
        };
}
