using System.Net.Sockets;
using Aldrava.Platform.Http;
using Npgsql;

namespace Aldrava.Platform.Data;

/// <summary>A constraint that refused a write.</summary>
/// <param name="Constraint">Its name; constraints are named for the error they mean.</param>
/// <param name="SqlState">PostgreSQL's class of the violation.</param>
public sealed record ConstraintViolation(string Constraint, string SqlState);

internal static class DatabaseFaults
{
    public static bool IsConstraint(PostgresException fault) => fault.SqlState.StartsWith("23", StringComparison.Ordinal);

    public static Error Integrity(PostgresException fault) =>
        fault.SqlState == PostgresErrorCodes.ForeignKeyViolation ? Errors.Record.RelatedMissing() : Errors.Record.Exists();

    /// <summary>The database is away, starting, stopping, has no room for another connection, or gave up one of two writers that waited for each other: again later.</summary>
    public static bool IsUnavailable(Exception failure) =>
        failure switch
        {
            PostgresException pg => pg.SqlState is "40001" or "40P01" or "3D000" or "57P01" or "57P02" or "57P03" or "53300"
                || pg.SqlState.StartsWith("08", StringComparison.Ordinal),
            NpgsqlException { InnerException: SocketException or IOException or TimeoutException } => true,
            NpgsqlException { IsTransient: true } => true,
            SocketException or TimeoutException => true,
            { InnerException: { } inner } => IsUnavailable(inner),
            _ => false,
        };
}
