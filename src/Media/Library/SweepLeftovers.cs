using Aldrava.Media.Contracts;
using Aldrava.Media.Stores;
using Aldrava.Platform.Hosting;
using Npgsql;

namespace Aldrava.Media.Library;

/// <summary>
/// Takes out of the store what belongs to nobody: refused and abandoned uploads, discarded files. Any number of nodes; a store that fails is asked again,
/// later each time.
/// </summary>
internal sealed class SweepLeftovers(
    IMediaStore store,
    Workbench workbench,
    NpgsqlDataSource dataSource,
    Wakeups wakeups,
    TimeProvider clock,
    ILogger<SweepLeftovers> logger
) : PeriodicWorker(TimeSpan.FromMinutes(5), wakeups, logger, Topic)
{
    public const string Topic = "media.leftovers";
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private const int MostDoublings = 9;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(workbench.Folder);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The folder for files cannot be written to: {workbench.Folder}. Set MEDIA_FOLDER to one that can.", closed);
        }
        await base.StartAsync(cancellationToken);
    }

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await NextAsync(connection, ct) is not { } next)
        {
            workbench.Sweep(clock.GetUtcNow());
            return false;
        }
        var gone = await TryDeleteAsync(next.Name, ct);
        await using var command = new NpgsqlCommand(
            gone ? "delete from media.leftovers where name = $1" : "update media.leftovers set attempts = attempts + 1, due_at = $2 where name = $1",
            connection,
            transaction
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = next.Name });
        if (!gone)
            command.Parameters.Add(
                new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() + FirstRetry * Math.Pow(2, Math.Min(next.Attempts, MostDoublings)) }
            );
        await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private async Task<(string Name, int Attempts)?> NextAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select name, attempts from media.leftovers where store = $1 and due_at <= $2 order by due_at limit 1 for update skip locked",
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store.Kind });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetString(0), reader.GetInt32(1)) : null;
    }

    private async Task<bool> TryDeleteAsync(string name, CancellationToken ct)
    {
        try
        {
            await store.DeleteAsync(name, ct);
            Log.Removed(logger, name);
            return true;
        }
        catch (Exception failure) when (failure is MediaStoreException or IOException)
        {
            Log.NotRemoved(logger, failure, name);
            return false;
        }
    }
}
