using System.Reflection;
using System.Text.Json;
using Aldrava.Platform.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;

namespace Aldrava.Platform.Data;

/// <summary>What a context needs from its scope.</summary>
public sealed record ModuleDbServices(DbSession Session, Tenant Tenant, EventPublisher Publisher);

/// <summary>
/// Base of the modules' contexts: one schema each, snake_case names, the tenant filter, and the outbox: what is published is written by the same
/// save as the change it tells of.
/// </summary>
/// <remarks>
/// <c>long</c> keys come from the sequence <c>{schema}.{table}_id_seq</c> (increment 32) as soon as an entity is added, <see cref="Guid"/> keys are set
/// by the entity (<see cref="SequentialGuid"/>), so that events can carry the ids of what they tell of.
/// </remarks>
public abstract class ModuleDbContext : DbContext
{
    private readonly ModuleDbServices _services;
    private readonly string _schema;
    private readonly List<DomainEvent> _published = [];

    /// <summary>Joins the scope's connection and, when one is open, its transaction.</summary>
    protected ModuleDbContext(DbContextOptions options, ModuleDbServices services, string schema)
        : base(options)
    {
        (_services, _schema) = (services, schema);
        services.Session.Enlist(this);
    }

    /// <summary>The organization whose rows this context sees; 0 (nobody's) when the scope entered none.</summary>
    public long TenantId => _services.Tenant.OrganizationId ?? 0;

    /// <summary>Tells of a change: stored by the next save, delivered to every subscriber and device once committed.</summary>
    public void Publish(DomainEvent domainEvent) => _published.Add(domainEvent);

    /// <summary>Saves; a constraint that refuses comes back by name instead of as an exception. The unit of work stays usable.</summary>
    public async Task<ConstraintViolation?> SaveAsync(CancellationToken ct)
    {
        try
        {
            await _services.Session.MarkAsync(ct);
            await SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException fault && DatabaseFaults.IsConstraint(fault))
        {
            await _services.Session.BackToMarkAsync(ct);
            return new ConstraintViolation(fault.ConstraintName ?? "", fault.SqlState);
        }
    }

    /// <summary>Forgets what a refused save was to write and tell, so that the work around it can go on.</summary>
    public void Abandon()
    {
        ChangeTracker.Clear();
        _published.Clear();
    }

    /// <summary>
    /// Like <see cref="SaveAsync"/> for the writes that are asked most: inserts records that were just added, parents first, and what was published with
    /// them, in one round trip and nothing else that may be tracked.
    /// </summary>
    public async Task<ConstraintViolation?> InsertAsync(IReadOnlyList<ITenantOwned> records, CancellationToken ct)
    {
        if (records.FirstOrDefault(r => r.OrganizationId != TenantId) is { } foreign)
            throw ForeignRecord(foreign.GetType());
        var outbox = _services.Publisher.Prepare(_published);
        try
        {
            await _services.Session.MarkAsync(ct);
            await WriteAsync([.. records, .. outbox.Rows], ct);
        }
        catch (PostgresException fault) when (DatabaseFaults.IsConstraint(fault))
        {
            await _services.Session.BackToMarkAsync(ct);
            return new ConstraintViolation(fault.ConstraintName ?? "", fault.SqlState);
        }
        foreach (var record in records)
            Entry(record).State = EntityState.Unchanged;
        _published.Clear();
        _services.Session.AfterCommit(outbox.Announce);
        return null;
    }

    // Outside of a transaction the batch is one by itself.
    private async Task WriteAsync(object[] rows, CancellationToken ct)
    {
        await using var opened = await _services.Session.OpenAsync(ct);
        await using var batch = new NpgsqlBatch(_services.Session.Connection, _services.Session.Transaction);
        await using var maker = new NpgsqlCommand();
        foreach (var row in rows)
            batch.BatchCommands.Add(InsertPlan.For(Model.FindEntityType(row.GetType())!).CommandFor(row, maker));
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static InvalidOperationException ForeignRecord(Type type) => new($"{type.Name} belongs to another organization than the one this scope works for.");

    /// <inheritdoc />
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries<ITenantOwned>())
        {
            if (entry.State is not EntityState.Unchanged && entry.Entity.OrganizationId != TenantId)
                throw ForeignRecord(entry.Metadata.ClrType);
        }
        var outbox = _services.Publisher.Prepare(_published);
        AddRange(outbox.Rows);
        try
        {
            var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
            _published.Clear();
            if (outbox.Rows.Count > 0)
                _services.Session.AfterCommit(outbox.Announce);
            return written;
        }
        finally
        {
            foreach (var row in outbox.Rows)
                Entry(row).State = EntityState.Detached;
        }
    }

    /// <summary>Maps the module's entities.</summary>
    protected abstract void Map(ModelBuilder model);

    /// <inheritdoc />
    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(_schema);
        Map(modelBuilder);
        OutboxMapping.Map(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().ToList())
        {
            if (typeof(ITenantOwned).IsAssignableFrom(entity.ClrType) && entity.BaseType is null && !entity.IsOwned())
                FilterMethod.MakeGenericMethod(entity.ClrType).Invoke(this, [modelBuilder]);
            foreach (var property in entity.GetProperties())
                ApplyConventions(property, entity, _schema);
        }
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveColumnType("timestamptz");

    private static readonly MethodInfo FilterMethod = typeof(ModuleDbContext).GetMethod(
        nameof(FilterByTenant),
        BindingFlags.NonPublic | BindingFlags.Instance
    )!;

    private void FilterByTenant<T>(ModelBuilder model)
        where T : class, ITenantOwned => model.Entity<T>().HasQueryFilter(e => e.OrganizationId == TenantId);

    private static void ApplyConventions(
        Microsoft.EntityFrameworkCore.Metadata.IMutableProperty property,
        Microsoft.EntityFrameworkCore.Metadata.IMutableEntityType entity,
        string schema
    )
    {
        if (property.FindAnnotation("Relational:ColumnName") is null)
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type.IsEnum && property.GetValueConverter() is null)
            property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(SnakeCaseEnumConverter<>).MakeGenericType(type))!);
        if (!property.IsPrimaryKey() || entity.GetTableName() is not { } table || entity.GetSchema() != schema || entity.FindPrimaryKey()!.Properties.Count > 1)
            return;
        if (type == typeof(long) && !property.IsForeignKey() && property.FindAnnotation("Npgsql:ValueGenerationStrategy") is null)
            property.SetHiLoSequenceName($"{table}_id_seq", schema);
        else if (type == typeof(Guid))
            property.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
    }
}

/// <summary>Stores an enum as its snake_case name, as JSON shows it.</summary>
internal sealed class SnakeCaseEnumConverter<T>() : ValueConverter<T, string>(value => EnumNames.Of(value), text => EnumNames.Read<T>(text))
    where T : struct, Enum;
