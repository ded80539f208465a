using System.Security.Cryptography;
using System.Text;
using Aldrava.Platform.Data;
using Npgsql;

namespace Aldrava.Platform.Http;

/// <summary>
/// Makes a write safe to send again (crm.md, Offline first). The key, the write and the recorded answer are one transaction, so a crash between commit
/// and answer leaves no double write; a refusal is recorded too, without its half-done changes. Two requests at once: the second is told to wait.
/// </summary>
internal sealed class Idempotency(DbSession session, TimeProvider clock)
{
    internal const string Header = "Idempotency-Key";
    private static readonly string[] KeptHeaders = ["Content-Type", "Location", "ETag", "WWW-Authenticate", "Retry-After", "X-Total-Count", "Link"];

    internal static ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!http.Request.Headers.TryGetValue(Header, out var header))
            return next(context);
        return Guid.TryParse(header.ToString(), out var key)
            ? http.RequestServices.GetRequiredService<Idempotency>().RunAsync(context, next, key)
            : ValueTask.FromResult<object?>(Errors.Idempotency.BadKey());
    }

    private async ValueTask<object?> RunAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, Guid key)
    {
        var http = context.HttpContext;
        var user = http.RequestServices.GetRequiredService<CurrentUser>();
        var hash = await HashAsync(http);
        await using var work = await session.BeginAsync(http.RequestAborted);
        var (isLocked, known) = await LockAndFindAsync(user, key, http.RequestAborted);
        if (!isLocked)
            return Errors.Idempotency.InFlight();
        if (known is { } first)
            return CryptographicOperations.FixedTimeEquals(first.Hash, hash) ? new AnswerAgain(first) : Errors.Idempotency.Mismatch();

        await session.Transaction!.SaveAsync("write", http.RequestAborted);
        var answer = await CaptureAsync(http, context, next);
        if (answer.Status >= 400)
        {
            await session.Transaction!.RollbackAsync("write", http.RequestAborted);
            session.ForgetAfterCommit();
        }
        await work.CommitWithAsync(
            IsFinal(answer.Status) ? IdempotencyRows.Record(user, key, answer with { Hash = hash }, clock.GetUtcNow()) : null,
            http.RequestAborted
        );
        return new AnswerAgain(answer) { IsFirst = true };
    }

    // What may turn out differently the next time, without the request changing, is not kept.
    private static bool IsFinal(int status) => status is < 500 and not (401 or 408 or 429 or 499);

    private static async Task<RecordedAnswer> CaptureAsync(HttpContext http, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var body = http.Response.Body;
        using var buffer = new MemoryStream();
        http.Response.Body = buffer;
        try
        {
            var result = await next(context);
            switch (result)
            {
                case IResult answer:
                    await answer.ExecuteAsync(http);
                    break;
                case not null:
                    await http.Response.WriteAsJsonAsync(result, Json.Options, http.RequestAborted);
                    break;
            }
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
        catch (RuleBrokenException rule)
        {
            await rule.Error.ExecuteAsync(http);
        }
        finally
        {
            http.Response.Body = body;
        }
        var headers = KeptHeaders.Where(h => http.Response.Headers.ContainsKey(h)).ToDictionary(h => h, h => http.Response.Headers[h].ToString());
        return new RecordedAnswer([], http.Response.StatusCode, headers, buffer.ToArray());
    }

    /// <summary>What the same request has in common with the first one.</summary>
    internal static async Task<byte[]> HashAsync(HttpContext http)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}\n"));
        // The same write for another organization (a super administrator's) is another write.
        hash.AppendData(Encoding.UTF8.GetBytes(http.Request.Headers["X-Organization-Id"].ToString()));
        // The body was buffered before binding (BufferedBody), so it can be read again.
        http.Request.Body.Position = 0;
        var chunk = new byte[8192];
        int read;
        while ((read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0)
            hash.AppendData(chunk, 0, read);
        return hash.GetHashAndReset();
    }

    // One round trip. The second statement sees what was committed before it began, so also by whoever held the lock until the first.
    private async Task<(bool IsLocked, RecordedAnswer? Known)> LockAndFindAsync(CurrentUser user, Guid key, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction)
        {
            BatchCommands = { IdempotencyRows.Lock(user.UserId, key), IdempotencyRows.Find(user.UserId, key, clock.GetUtcNow()) },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var isLocked = reader.GetBoolean(0);
        await reader.NextResultAsync(ct);
        return (isLocked, isLocked && await reader.ReadAsync(ct) ? await IdempotencyRows.ReadAsync(reader, ct) : null);
    }

    /// <summary>Lets the body of a request with a key be read twice: once by the binding, once for the hash.</summary>
    internal static Task BufferBody(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers.ContainsKey(Header))
            http.Request.EnableBuffering();
        return next(http);
    }
}
