using Npgsql;
using NpgsqlTypes;

namespace Aldrava.Inbox.Sandbox;

/// <summary>What the stand-in remembers. Each call is a transaction of its own, as it would be in another company's system.</summary>
internal sealed class SandboxStore(NpgsqlDataSource dataSource)
{
    private const int MostAtOnce = 200;
    private const string Columns = "id, phone_number_id, phone, user_id, sender, type, text, content, wamid, context_wamid, callback_data, status, at";

    internal async Task<SandboxMessage> AddAsync(SandboxMessage message, CancellationToken ct)
    {
        await using var command = Command(
            """
            insert into inbox.sandbox_messages (phone_number_id, phone, user_id, sender, type, text, content, wamid, context_wamid, callback_data, status, at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id
            """,
            message.PhoneNumberId,
            message.Phone,
            message.UserId,
            message.Sender,
            message.Type,
            message.Text,
            message.Content,
            message.Wamid,
            message.ContextWamid,
            message.CallbackData,
            message.Status,
            message.At
        );
        return message with { Id = (long)(await command.ExecuteScalarAsync(ct))! };
    }

    /// <summary>Both sides in the order they spoke: the last ones, or the first ones after an id.</summary>
    internal async Task<IReadOnlyList<SandboxMessage>> ListAsync(string phone, string? phoneNumberId, long? after, CancellationToken ct)
    {
        await using var command = Command(
            $"""
            select * from (
              select {Columns} from inbox.sandbox_messages where phone = $1 and ($2::text is null or phone_number_id = $2) and ($3::bigint is null or id > $3::bigint)
              order by case when $3::bigint is null then -id else id end limit {MostAtOnce}) as page
            order by id
            """,
            phone,
            phoneNumberId,
            after
        );
        return await ReadAsync(command, ct);
    }

    /// <summary>When the customer last wrote to the number.</summary>
    internal async Task<DateTimeOffset?> LastHeardAsync(string phoneNumberId, string phone, CancellationToken ct)
    {
        await using var command = Command(
            $"select {Columns} from inbox.sandbox_messages where phone = $1 and phone_number_id = $2 and sender = 'customer' order by id desc limit 1",
            phone,
            phoneNumberId
        );
        return await ReadAsync(command, ct) is [var last] ? last.At : null;
    }

    /// <summary>The latest messages with buttons or lists.</summary>
    internal async Task<IReadOnlyList<SandboxMessage>> OffersAsync(string phoneNumberId, string phone, CancellationToken ct)
    {
        await using var command = Command(
            $"""
            select {Columns} from inbox.sandbox_messages
            where phone = $1 and phone_number_id = $2 and sender = 'business' and type = 'interactive' order by id desc limit 20
            """,
            phone,
            phoneNumberId
        );
        return await ReadAsync(command, ct);
    }

    /// <summary>Gives a message its next tick; never back.</summary>
    internal async Task AdvanceAsync(string wamid, string status, CancellationToken ct)
    {
        await using var command = Command(
            """
            update inbox.sandbox_messages set status = $2
            where wamid = $1 and array_position(array['accepted', 'sent', 'delivered', 'read', 'failed'], status)
              < array_position(array['accepted', 'sent', 'delivered', 'read', 'failed'], $2)
            """,
            wamid,
            status
        );
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The customer looks at the chat: what was delivered is read. Returns what was read now.</summary>
    internal async Task<IReadOnlyList<SandboxMessage>> ReadByCustomerAsync(string phone, string? phoneNumberId, CancellationToken ct)
    {
        await using var command = Command(
            $"""
            update inbox.sandbox_messages set status = 'read'
            where phone = $1 and ($2::text is null or phone_number_id = $2) and sender = 'business' and status = 'delivered' returning {Columns}
            """,
            phone,
            phoneNumberId
        );
        return await ReadAsync(command, ct);
    }

    /// <summary>The business has read a message, and with it all earlier ones. Returns the customer's phone; null for a message that is not there.</summary>
    internal async Task<string?> ReadByBusinessAsync(string phoneNumberId, string wamid, CancellationToken ct)
    {
        await using var command = Command(
            """
            with latest as (select id, phone from inbox.sandbox_messages where wamid = $2 and phone_number_id = $1 and sender = 'customer'),
              seen as (
                update inbox.sandbox_messages m set status = 'read' from latest
                where m.phone = latest.phone and m.phone_number_id = $1 and m.sender = 'customer' and m.id <= latest.id)
            select phone from latest
            """,
            phoneNumberId,
            wamid
        );
        return await command.ExecuteScalarAsync(ct) as string;
    }

    internal async Task RememberAsync(string userId, string phone, string username, CancellationToken ct)
    {
        await using var command = Command(
            "insert into inbox.sandbox_people (user_id, phone, username) values ($1, $2, $3) on conflict (user_id) do update set phone = excluded.phone",
            userId,
            phone,
            username
        );
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The phone of somebody who hides it.</summary>
    internal async Task<string?> PhoneOfAsync(string userId, CancellationToken ct)
    {
        await using var command = Command("select phone from inbox.sandbox_people where user_id = $1", userId);
        return await command.ExecuteScalarAsync(ct) as string;
    }

    private NpgsqlCommand Command(string sql, params object?[] values)
    {
        var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            var type = value switch
            {
                long => NpgsqlDbType.Bigint,
                DateTimeOffset => NpgsqlDbType.TimestampTz,
                _ => NpgsqlDbType.Text,
            };
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        }
        return command;
    }

    private static async Task<IReadOnlyList<SandboxMessage>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var messages = new List<SandboxMessage>();
        string? Maybe(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        while (await reader.ReadAsync(ct))
        {
            messages.Add(
                new(
                    reader.GetString(1),
                    reader.GetString(2),
                    Maybe(3),
                    reader.GetString(4),
                    reader.GetString(5),
                    Maybe(6),
                    reader.GetString(7),
                    reader.GetString(8),
                    Maybe(9),
                    Maybe(10),
                    reader.GetString(11),
                    await reader.GetFieldValueAsync<DateTimeOffset>(12, ct)
                )
                {
                    Id = reader.GetInt64(0),
                }
            );
        }
        return messages;
    }
}
