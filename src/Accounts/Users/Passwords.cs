using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Aldrava.Accounts.Users;

internal enum PasswordVerdict
{
    Wrong,
    Good,

    /// <summary>Good, and time to hash it anew.</summary>
    GoodButOld,
}

/// <summary>Hashes and checks passwords: PBKDF2-HMAC-SHA512 with OWASP's count. Slow on purpose; call it inside the <see cref="HashingGate"/>.</summary>
internal sealed class Passwords(ILogger<Passwords> logger)
{
    internal const int Iterations = 210_000;

    private readonly PasswordHasher<User> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly string _nobodys = NobodysHash();

    public string Hash(string password) => _hasher.HashPassword(null!, password);

    /// <summary>Without a hash (nobody has that address) it takes as long as with one, and the answer is the same as for a wrong password.</summary>
    public PasswordVerdict Verify(long userId, string? hash, string password)
    {
        if (hash is not null && Bcrypt.IsHash(hash))
            return VerifyBcrypt(userId, hash, password);
        var verdict = _hasher.VerifyHashedPassword(null!, hash is not null && IsOurs(hash) ? hash : _nobodys, password);
        return verdict switch
        {
            PasswordVerificationResult.Success => PasswordVerdict.Good,
            PasswordVerificationResult.SuccessRehashNeeded => PasswordVerdict.GoodButOld,
            _ => PasswordVerdict.Wrong,
        };
    }

    private PasswordVerdict VerifyBcrypt(long userId, string hash, string password)
    {
        if (Bcrypt.IsAvailable)
            return Bcrypt.Verify(hash, password) ? PasswordVerdict.GoodButOld : PasswordVerdict.Wrong;
        Log.BcryptMissing(logger, userId);
        return PasswordVerdict.Wrong;
    }

    private static bool IsOurs(string hash) => Convert.TryFromBase64String(hash, new byte[hash.Length], out var length) && length > 13;

    // The layout of the Identity hasher (version 3), with a salt and a key that no password leads to.
    private static string NobodysHash()
    {
        var blob = new byte[13 + 16 + 32];
        RandomNumberGenerator.Fill(blob.AsSpan(13));
        blob[0] = 0x01;
        BinaryPrimitives.WriteUInt32BigEndian(blob.AsSpan(1), 2);
        BinaryPrimitives.WriteUInt32BigEndian(blob.AsSpan(5), Iterations);
        BinaryPrimitives.WriteUInt32BigEndian(blob.AsSpan(9), 16);
        return Convert.ToBase64String(blob);
    }
}
