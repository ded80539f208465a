using Aldrava.Platform.Hosting;
using Npgsql;

namespace Aldrava.Inbox.Messages;

/// <summary>Forgets how fast was sent where nothing was sent for a day: it limits nothing any more.</summary>
internal sealed class ForgetPaces(NpgsqlDataSource dataSource, TimeProvider clock, Wakeups wakeups, ILogger<ForgetPaces> logger)
    : PeriodicWorker(TimeSpan.FromHours(1), wakeups, logger)
{
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("delete from inbox.sending_pace where spent_until < $1 and held_until < $1");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() - Kept });
        await command.ExecuteNonQueryAsync(ct);
        return false;
    }
}
