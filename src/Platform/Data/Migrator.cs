using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Npgsql;

namespace Aldrava.Platform.Data;

/// <summary>A module whose schema the migrator keeps: its numbered SQL files are embedded from <c>Data/Migrations</c>.</summary>
/// <param name="Name">The module, lower case; also its schema.</param>
/// <param name="Assembly">Where the files are.</param>
public sealed record MigratedModule(string Name, Assembly Assembly);

/// <summary>
/// Runs the SQL migrations of all modules, in the order the modules were added, each file once and in its own transaction, under an advisory lock:
/// any number of nodes may start at once.
/// </summary>
public sealed class Migrator(NpgsqlDataSource dataSource, IEnumerable<MigratedModule> modules, ILogger<Migrator> logger)
{
    // An arbitrary number that nothing else in this database locks.
    private const long LockKey = 0x616C6472617661;

    /// <summary>Brings the database up to date; does nothing when it is.</summary>
    public async Task MigrateAsync(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", ct);
        try
        {
            await ExecuteAsync(
                connection,
                """
                create schema if not exists platform;
                create table if not exists platform.migrations (
                  module text not null, name text not null, applied_at timestamptz not null default now(), primary key (module, name));
                """,
                ct
            );
            var applied = await AppliedAsync(connection, ct);
            foreach (var module in modules)
            {
                foreach (var (name, sql) in Files(module).Where(f => !applied.Contains((module.Name, f.Name))))
                {
                    await ApplyAsync(connection, module.Name, name, sql, ct);
                    Log.Migrated(logger, $"{module.Name}/{name}");
                }
            }
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
        await dataSource.ReloadTypesAsync(ct);
    }

    private static IEnumerable<(string Name, string Sql)> Files(MigratedModule module)
    {
        const string folder = ".Data.Migrations.";
        foreach (
            var resource in module.Assembly.GetManifestResourceNames().Where(r => r.Contains(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        )
        {
            using var reader = new StreamReader(module.Assembly.GetManifestResourceStream(resource)!);
            yield return (resource[(resource.IndexOf(folder, StringComparison.Ordinal) + folder.Length)..], reader.ReadToEnd());
        }
    }

    private static async Task<HashSet<(string Module, string Name)>> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = new HashSet<(string, string)>();
        await using var command = new NpgsqlCommand("select module, name from platform.migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            applied.Add((reader.GetString(0), reader.GetString(1)));
        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, string module, string name, string sql, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, sql, ct);
        await using var note = new NpgsqlCommand("insert into platform.migrations (module, name) values ($1, $2)", connection, transaction);
        note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = module });
        note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        await note.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "The text comes from our own embedded files.")]
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
