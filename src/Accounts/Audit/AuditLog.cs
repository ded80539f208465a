using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Audit;

/// <inheritdoc cref="IAuditLog" />
internal sealed class AuditLog(AccountsDbContext db, IHttpContextAccessor accessor, TimeProvider clock) : IAuditLog
{
    /// <inheritdoc />
    public async Task WriteAsync(string action, string subject, object? details, CancellationToken ct)
    {
        await AddAsync(action, subject, details, ct);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Adds an entry that the caller's own save writes.</summary>
    public async Task AddAsync(string action, string subject, object? details, CancellationToken ct)
    {
        if (db.TenantId == 0)
            throw new InvalidOperationException("An audit entry belongs to an organization: enter one first.");
        var http = accessor.HttpContext;
        var origin = http is null ? null : Origin.Of(http);
        var actor = http?.Features.Get<CurrentUser>()?.UserId;
        await db.AddAsync(AuditEntry.Of(db.TenantId, actor, action, subject, origin, clock.GetUtcNow(), details), ct);
    }
}
