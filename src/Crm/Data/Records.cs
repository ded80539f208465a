using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Data;

/// <summary>A record that a device may have named itself.</summary>
internal interface IRecord : ITenantOwned
{
    long Id { get; }

    Guid? ClientId { get; }
}

internal static class Records
{
    /// <summary>The record of a URL.</summary>
    public static IQueryable<T> WithKey<T>(this IQueryable<T> records, RecordKey key)
        where T : class, IRecord => key.ClientId is { } clientId ? records.Where(r => r.ClientId == clientId) : records.Where(r => r.Id == key.Id);

    /// <summary>
    /// The record of a URL, to be changed: nobody else changes it until the open transaction ends, so that changes made at once follow each other.
    /// Filter what comes back by who may see it. Rows may refer to it meanwhile: its key is not what changes.
    /// </summary>
    public static IQueryable<T> ForUpdate<T>(this CrmDbContext db, RecordKey key)
        where T : class, IRecord
    {
        var (column, value) = key.ClientId is { } clientId ? ("client_id", (object)clientId) : ("id", key.Id);
        var sql = string.Concat(
            "select * from crm.",
            db.Model.FindEntityType(typeof(T))!.GetTableName(),
            " where organization_id = {0} and ",
            column,
            " = {1} for no key update"
        );
        return db.Set<T>().FromSqlRaw(sql, db.TenantId, value);
    }
}
