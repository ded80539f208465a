using Aldrava.Platform.Data;
using Aldrava.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aldrava.Tests.Architecture;

/// <summary>What every module's tables keep to, read from the catalogue of a migrated database.</summary>
public sealed class SchemaTests(WholeApp whole)
{
    /// <summary>Tables with an organization that no entity maps, and why their rows cannot get into the wrong hands.</summary>
    private static readonly Dictionary<string, string> NoEntity = new()
    {
        ["platform.events"] = "Read by the dispatcher and the realtime gateway, for whom each event names its organization and audience",
        ["platform.idempotency"] = "Read by user and key",
        ["crm.reference_counters"] = "Taken by one statement that names the organization",
        ["crm.departures"] = "Written by triggers, read by one statement that names the organization",
        ["inbox.conversation_reads"] = "Written and joined by statements that name the organization",
        ["inbox.conversation_episodes"] = "Written by triggers, read by one statement that names the organization",
        ["crm.lead_turns"] = "Taken by one statement that names the organization",
    };

    /// <summary>Foreign keys without the organization, and why that is right.</summary>
    private static readonly string[] WithoutOrganization = ["platform.deliveries", "accounts.agents", "accounts.users"];

    [Fact]
    public async Task Every_table_with_an_organization_is_behind_the_tenant_filter()
    {
        var app = await whole.AppAsync();
        var tables = await RowsAsync(
            app,
            """
            select table_schema || '.' || table_name from information_schema.columns
            where column_name = 'organization_id' and table_schema not in ('pg_catalog', 'information_schema')
            """
        );
        var (filtered, open) = await EntitiesAsync(app);

        open.ShouldBeEmpty("Entities with an organization implement ITenantOwned, which gives them the filter.");
        tables.Except(filtered).Except(NoEntity.Keys).ShouldBeEmpty("Map it to an entity that is ITenantOwned, or say in SchemaTests.NoEntity why not.");
        NoEntity.Keys.Where(t => filtered.Contains(t) || !tables.Contains(t)).ShouldBeEmpty("Has an entity now, or is gone: take it off SchemaTests.NoEntity.");
    }

    [Fact]
    public async Task A_foreign_key_carries_the_organization_so_that_no_row_points_across()
    {
        var keys = await RowsAsync(
            await whole.AppAsync(),
            """
            select c.conrelid::regclass || ' → ' || c.confrelid::regclass from pg_constraint c
            where c.contype = 'f' and not exists (
              select from pg_attribute a where a.attrelid = c.conrelid and a.attnum = any (c.conkey) and a.attname = 'organization_id')
            """
        );

        keys.Where(k => !WithoutOrganization.Contains(k.Split(' ')[0]))
            .ShouldBeEmpty("foreign key (organization_id, x_id) references parent (organization_id, id)");
    }

    [Fact]
    public async Task Foreign_keys_stay_inside_their_module()
    {
        var across = await RowsAsync(
            await whole.AppAsync(),
            """
            select c.conrelid::regclass || ' → ' || c.confrelid::regclass from pg_constraint c
            join pg_class child on child.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid
            where c.contype = 'f' and child.relnamespace <> parent.relnamespace
            """
        );

        across.ShouldBeEmpty("Between modules there are only ids.");
    }

    [Fact]
    public async Task A_foreign_key_has_an_index_so_that_removing_a_parent_is_no_scan()
    {
        var slow = await RowsAsync(
            await whole.AppAsync(),
            """
            select c.conrelid::regclass || ': ' || c.conname from pg_constraint c
            where c.contype = 'f' and not exists (
              select from pg_index i
              join pg_attribute first on first.attrelid = i.indrelid and first.attnum = i.indkey[0]
              where i.indrelid = c.conrelid and first.attnum = any (c.conkey)
                and (first.attname <> 'organization_id' or cardinality(c.conkey) = 1 or i.indkey[1] = any (c.conkey)))
            """
        );

        slow.ShouldBeEmpty("create index on … (organization_id, parent_id)");
    }

    [Fact]
    public async Task Long_keys_have_the_sequence_the_server_takes_blocks_from()
    {
        var app = await whole.AppAsync();
        var sequences = await RowsAsync(app, "select schemaname || '.' || sequencename from pg_sequences where increment_by = 32");
        await using var scope = app.Services.CreateAsyncScope();

        var missing =
            from context in Contexts(scope.ServiceProvider)
            from entity in context.Model.GetEntityTypes()
            where entity.FindPrimaryKey() is { Properties: [var key] } && key.ClrType == typeof(long) && key.GetHiLoSequenceName() is not null
            let name = $"{entity.GetSchema()}.{entity.GetTableName()}_id_seq"
            where !sequences.Contains(name)
            select name;

        missing.ShouldBeEmpty("create sequence … increment 32");
    }

    private static async Task<(HashSet<string> Filtered, List<string> Open)> EntitiesAsync(AldravaApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var owned = Contexts(scope.ServiceProvider)
            .SelectMany(c => c.Model.GetEntityTypes())
            .Where(e => e.FindProperty("OrganizationId") is not null && e.GetSchema() != "platform")
            .Select(e =>
                (
                    Table: $"{e.GetSchema()}.{e.GetTableName()}",
                    IsFiltered: e.GetDeclaredQueryFilters().Count > 0 && e.ClrType.IsAssignableTo(typeof(ITenantOwned))
                )
            )
            .ToList();
        return ([.. owned.Where(e => e.IsFiltered).Select(e => e.Table)], [.. owned.Where(e => !e.IsFiltered).Select(e => e.Table)]);
    }

    private static List<ModuleDbContext> Contexts(IServiceProvider scope)
    {
        var types = AppDomain
            .CurrentDomain.GetAssemblies()
            .Where(a => a.GetName().Name?.StartsWith("Aldrava.", StringComparison.Ordinal) == true && a.GetName().Name != "Aldrava.Tests")
            .SelectMany(a => a.GetTypes())
            .Where(t => t.IsAssignableTo(typeof(ModuleDbContext)) && !t.IsAbstract);
        List<ModuleDbContext> contexts = [.. types.Select(scope.GetService).OfType<ModuleDbContext>()];
        contexts.Count.ShouldBeGreaterThan(2);
        return contexts;
    }

    private static async Task<List<string>> RowsAsync(AldravaApp app, string sql)
    {
        await using var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
