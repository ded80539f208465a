using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Aldrava.Inbox.Messages;

/// <summary>A message that this node is to send.</summary>
/// <param name="SendAt">When its number may send it: now, or in a moment.</param>
internal sealed record ClaimedMessage(Guid Id, long OrganizationId, int Attempts, string Payload, Guid NumberId, string PhoneNumberId, DateTimeOffset SendAt);

/// <summary>
/// Meta's limits, kept before Meta has to: the claim of a message counts it for its number and for its person, in the database, so that all nodes count
/// together. Who is over a limit is passed over until they are not.
/// </summary>
internal sealed class SendingPace(NpgsqlDataSource dataSource, IOptions<SendingOptions> options)
{
    /// <summary>A sender waits for a turn no longer than this; numbers whose next turn is later are passed over.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(100);

    // What is off is never over its limit, not even by what was counted while it was on.
    private static readonly TimeSpan NoLimit = TimeSpan.FromDays(1);

    private readonly TimeSpan _pairStep = options.Value.PairBurst > 0 ? options.Value.PairInterval : TimeSpan.Zero;
    private readonly TimeSpan _numberStep = options.Value.NumberPerSecond > 0 ? TimeSpan.FromSeconds(1) / options.Value.NumberPerSecond : TimeSpan.Zero;

    internal async Task<ClaimedMessage?> ClaimAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            "select id, organization_id, attempts, payload, number_id, phone_number_id, send_at from inbox.claim_message($1, $2, $3, $4, $5, $6)"
        );
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        foreach (
            var span in (TimeSpan[])[_pairStep, Room(_pairStep, options.Value.PairBurst), _numberStep, Room(_numberStep, options.Value.NumberBurst), Ahead]
        )
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = span });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new ClaimedMessage(
                reader.GetGuid(0),
                reader.GetInt64(1),
                reader.GetInt32(2),
                reader.GetString(3),
                reader.GetGuid(4),
                reader.GetString(5),
                reader.GetFieldValue<DateTimeOffset>(6)
            )
            : null;
    }

    /// <summary>Meta refused for haste all the same. Until when the number, or the one person, is left alone; null when it was no such refusal.</summary>
    internal static async Task<DateTimeOffset?> HoldAsync(
        InboxDbContext db,
        Message message,
        Guid numberId,
        SendOutcome.RetryLater refusal,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!GraphCodes.IsRateLimit(refusal.Code))
            return null;
        var isPair = refusal.Code is GraphCodes.PairRateLimit;
        var id = isPair ? message.ConversationId : numberId;
        var (first, factor, longest) = isPair ? SendSchedule.PairHold : SendSchedule.NumberHold;
        var asked = SendSchedule.Bounded(refusal.After);
        return await db
            .Database.SqlQuery<DateTimeOffset>($"""select inbox.hold_sending({id}, {now}, {first}, {factor}, {longest}, {asked}) as "Value" """)
            .SingleAsync(ct);
    }

    private static TimeSpan Room(TimeSpan step, int burst) => step == TimeSpan.Zero ? NoLimit : step * (burst - 1);
}
