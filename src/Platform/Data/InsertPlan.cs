using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Aldrava.Platform.Data;

/// <summary>
/// How one kind of entity is inserted, worked out once from EF Core's model of it: the same columns and conversions as a save, without what a save does
/// to find out what changed.
/// </summary>
internal sealed class InsertPlan
{
    private static readonly ConcurrentDictionary<IEntityType, InsertPlan> Plans = new();

    private readonly string _sql;
    private readonly (IClrPropertyGetter Getter, RelationalTypeMapping Mapping, bool IsNullable)[] _columns;

    private InsertPlan(IEntityType type)
    {
        var table = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema());
        var properties = type.GetProperties().Where(p => !p.IsShadowProperty() && p.GetBeforeSaveBehavior() == PropertySaveBehavior.Save).ToList();
        var names = string.Join(", ", properties.Select(p => p.GetColumnName(table)));
        var values = string.Join(", ", properties.Select((_, i) => $"${i + 1}"));
        _sql = $"insert into {table.Schema}.{table.Name} ({names}) values ({values})";
        _columns = [.. properties.Select(p => (p.GetGetter(), p.GetRelationalTypeMapping(), p.IsNullable))];
    }

    public static InsertPlan For(IEntityType type) => Plans.GetOrAdd(type, static t => new InsertPlan(t));

    /// <summary>The statement that inserts one.</summary>
    /// <param name="maker">Any command of the connection: what EF Core's mappings make parameters from.</param>
    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "Names of our own tables and columns.")]
    public NpgsqlBatchCommand CommandFor(object entity, NpgsqlCommand maker)
    {
        var command = new NpgsqlBatchCommand(_sql);
        foreach (var (getter, mapping, isNullable) in _columns)
            command.Parameters.Add((NpgsqlParameter)mapping.CreateParameter(maker, "", getter.GetClrValueUsingContainingEntity(entity), isNullable));
        return command;
    }
}
