using System.Security.Cryptography;
using Npgsql;

namespace Aldrava.Platform.Security;

/// <summary>Where the key of the <see cref="SecretBox"/> comes from.</summary>
internal static class SecretKeys
{
    /// <summary>
    /// <c>ENCRYPTION_KEY</c> (32 bytes, base64), and the key that was made once and is kept in the database: a server that was given none still seals,
    /// though who has the whole database has the key; and it may be given one later.
    /// </summary>
    public static SecretBox Open(IConfiguration configuration, NpgsqlDataSource dataSource) =>
        configuration["ENCRYPTION_KEY"] is { Length: > 0 } given ? new SecretBox(Decode(given), StoredKey(dataSource)) : new SecretBox(StoredKey(dataSource));

    private static byte[] Decode(string given)
    {
        var key = new byte[32];
        return Convert.TryFromBase64String(given, key, out var length) && length == 32
            ? key
            : throw new InvalidOperationException("ENCRYPTION_KEY must be 32 bytes in base64, as from: openssl rand -base64 32");
    }

    private static byte[] StoredKey(NpgsqlDataSource dataSource)
    {
        using var command = dataSource.CreateCommand(
            """
            with made as (insert into platform.secret_key (key) values ($1) on conflict do nothing returning key)
            select key from made union all select key from platform.secret_key limit 1
            """
        );
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = RandomNumberGenerator.GetBytes(32) });
        // Two nodes at once: the loser saw neither its own row nor the other's, and looks again.
        return (byte[])(command.ExecuteScalar() ?? command.ExecuteScalar())!;
    }
}
