using Aldrava.Platform.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Aldrava.Inbox.Messages;

/// <summary>
/// A server that died while it was sending leaves messages whose outcome nobody knows. They are not sent again, since Meta may have them; they become
/// unknown, and the receipts that follow tell what became of them.
/// </summary>
internal sealed class RecoverInterrupted(NpgsqlDataSource dataSource, IOptions<SendingOptions> options, TimeProvider clock, Wakeups wakeups, ILogger<RecoverInterrupted> logger)
    : PeriodicWorker(TimeSpan.FromSeconds(5), wakeups, logger)
{
    private readonly Wakeups _wakeups = wakeups;

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = dataSource.CreateCommand(
            """
            update inbox.messages set status = 'unknown', status_at = $1, sending_since = null, error = '{"reason": "interrupted while sending"}'
            where status = 'sending' and sending_since < $2
            """
        );
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now - options.Value.InterruptedAfter });
        var interrupted = await command.ExecuteNonQueryAsync(ct);
        if (interrupted > 0)
        {
            Log.Interrupted(logger, interrupted);
            _wakeups.Raise(Topics.Outgoing);
        }
        return false;
    }
}
