using System.Text;

namespace Aldrava.Tests.Fuzz;

/// <summary>What is sent as <c>Authorization</c> by who has no right to.</summary>
internal static class BadTokens
{
    private static readonly string[] Headers =
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer null",
        "Bearer undefined",
        "Bearer ..",
        "Bearer a.b.c",
        "Bearer eyJhbGciOiJIUzI1NiJ9.e30.",
        "Basic YWRtaW46czNncjNkMA==",
        "Digest username=\"s3gr3d0\"",
        "Token s3gr3d0s3gr3d0s3gr3d0",
        "Bearer s3gr3d0.s3gr3d0.s3gr3d0",
        "Bearer \u00e3\u00ff",
        "bearer bearer bearer",
        "Negotiate TlRMTVNTUAAB",
    ];

    /// <summary>Something near a good token, or nothing like one.</summary>
    public static string Header(Dice dice, string good)
    {
        var parts = good.Split('.');
        return dice.Below(14) switch
        {
            0 => $"Bearer {good[..dice.Below(good.Length)]}",
            1 => $"Bearer {good}x",
            2 => $"Bearer {Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            3 => $"Bearer {Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.{parts[2]}",
            4 => $"Bearer {Encode("""{"alg":"HS256","kid":"nobody"}""")}.{parts[1]}.{parts[2]}",
            5 => $"Bearer {Encode("""{"alg":"HS256","kid":1}""")}.{parts[1]}.{parts[2]}",
            6 => $"Bearer {Encode("""{"alg":"RS256"}""")}.{parts[1]}.{parts[2]}",
            7 => $"Bearer {Encode("""{"alg":"HS256","alg":"none"}""")}.{parts[1]}.{parts[2]}",
            8 => $"Bearer {parts[0]}.{Encode("""{"sub":"admin@x.pt","role":"super_admin","user_id":1,"org_id":1,"exp":9999999999}""")}.{parts[2]}",
            9 => $"Bearer {parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}",
            10 => $"Bearer {new string('a', dice.Pick([4096, 4097, 9000]))}",
            11 => $"Bearer {parts[0]}.{parts[1]}",
            12 => $"Bearer {Encode(new string('[', 1000))}.{parts[1]}.{parts[2]}",
            _ => dice.Pick(Headers),
        };
    }

    private static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
