using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Aldrava.Platform.Http;

/// <summary>The first answer to a request, as it is kept.</summary>
/// <param name="Hash">What the same request has in common with the first one.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Those that tell of the record.</param>
/// <param name="Body">What was sent.</param>
internal sealed record RecordedAnswer(byte[] Hash, int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>The statements about <c>platform.idempotency</c>.</summary>
internal static class IdempotencyRows
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(72);

    /// <summary>True when nobody else works on the key; it is ours until the transaction ends.</summary>
    public static NpgsqlBatchCommand Lock(long userId, Guid key) =>
        new("select pg_try_advisory_xact_lock(hashtextextended($1, 0))") { Parameters = { new NpgsqlParameter<string> { TypedValue = $"{userId}:{key:N}" } } };

    /// <summary>The first answer, if there is one; <see cref="ReadAsync"/> reads it.</summary>
    public static NpgsqlBatchCommand Find(long userId, Guid key, DateTimeOffset now) =>
        new("select request_hash, status, headers, body from platform.idempotency where user_id = $1 and key = $2 and created_at > $3")
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = userId },
                new NpgsqlParameter<Guid> { TypedValue = key },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = now - Kept },
            },
        };

    public static async Task<RecordedAnswer> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(2))!;
        return new RecordedAnswer(await reader.GetFieldValueAsync<byte[]>(0, ct), reader.GetInt32(1), headers, await reader.GetFieldValueAsync<byte[]>(3, ct));
    }

    public static NpgsqlBatchCommand Record(CurrentUser user, Guid key, RecordedAnswer answer, DateTimeOffset now) =>
        new(
            """
            insert into platform.idempotency (organization_id, user_id, key, request_hash, status, headers, body, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (user_id, key) do update set request_hash = excluded.request_hash, status = excluded.status, headers = excluded.headers,
              body = excluded.body, created_at = excluded.created_at
            """
        )
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = user.OrganizationId },
                new NpgsqlParameter<long> { TypedValue = user.UserId },
                new NpgsqlParameter<Guid> { TypedValue = key },
                new NpgsqlParameter<byte[]> { TypedValue = answer.Hash },
                new NpgsqlParameter<int> { TypedValue = answer.Status },
                new NpgsqlParameter { Value = JsonSerializer.Serialize(answer.Headers), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new NpgsqlParameter<byte[]> { TypedValue = answer.Body },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = now },
            },
        };
}

/// <summary>Answers what is recorded.</summary>
internal sealed record AnswerAgain(RecordedAnswer Answer) : IResult
{
    private const string ReplayedHeader = "Idempotency-Replayed";

    /// <summary>It is the first time that it is answered.</summary>
    public bool IsFirst { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Answer.Status;
        foreach (var (name, value) in Answer.Headers)
            httpContext.Response.Headers[name] = value;
        if (!IsFirst)
            httpContext.Response.Headers[ReplayedHeader] = "true";
        if (Answer.Body.Length > 0)
            await httpContext.Response.Body.WriteAsync(Answer.Body, httpContext.RequestAborted);
    }
}
