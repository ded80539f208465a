using Npgsql;

namespace Aldrava.Platform.Http;

/// <summary>GET /health: does the server answer, and does its database.</summary>
internal static class Health
{
    /// <summary>The contract's answer.</summary>
    public sealed record View(string Status, string Database, string Message)
    {
        public static View Example => new("OK", "connected", "API is running correctly");
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    internal static async Task<IResult> Handle(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            await using var command = dataSource.CreateCommand("select 1");
            await command.ExecuteScalarAsync(limit.Token);
            return TypedResults.Json(View.Example, Json.Options);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && (failure is OperationCanceledException || Data.DatabaseFaults.IsUnavailable(failure)))
        {
            return TypedResults.Json(
                new View("ERROR", "disconnected", "Database does not answer"),
                Json.Options,
                statusCode: StatusCodes.Status503ServiceUnavailable
            );
        }
    }
}
