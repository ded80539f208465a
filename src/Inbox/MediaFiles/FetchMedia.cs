using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Npgsql;

namespace Aldrava.Inbox.MediaFiles;

/// <summary>
/// Fetches what customers sent, as soon as the webhook is applied. A file is claimed by moving its next try past the longest that this one can take: a
/// server that dies while fetching leaves it to the others.
/// </summary>
internal sealed class FetchMedia(NpgsqlDataSource dataSource, IServiceScopeFactory scopes, TimeProvider clock, Wakeups wakeups, ILogger<FetchMedia> logger)
    : PeriodicWorker(TimeSpan.FromSeconds(5), wakeups, logger, Topic, Parallelism)
{
    internal const string Topic = "inbox.media";
    private const int Parallelism = 2;
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(10);

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        if (await ClaimAsync(ct) is not { } file)
            return false;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(file.OrganizationId);
        await scope.ServiceProvider.GetRequiredService<FetchOneFile>().RunAsync(file.Id, ct);
        return true;
    }

    private async Task<(Guid Id, long OrganizationId)?> ClaimAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            update inbox.media_files set attempts = attempts + 1, due_at = $2
            where id = (select id from inbox.media_files where state = 'waiting' and due_at <= $1 order by due_at limit 1 for update skip locked)
            returning id, organization_id
            """
        );
        var now = clock.GetUtcNow();
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now + Claim });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetGuid(0), reader.GetInt64(1)) : null;
    }
}
