using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Aldrava.CrmBench;

/// <summary>Access tokens of the seeded agents, which both servers take.</summary>
internal static class Tokens
{
    public const string Secret = "benchmark-secret-0123456789abcdef0123";

    public static string Of(int agent)
    {
        var head = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);
        var claims = new
        {
            sub = $"agente{agent}@ensaio.example",
            email = $"agente{agent}@ensaio.example",
            name = $"Agente Número {agent}",
            user_id = agent,
            agent_id = agent,
            org_id = 1,
            sid = agent,
            role = "agent",
            tz = "Europe/Lisbon",
            exp = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeSeconds(),
        };
        var signed = $"{head}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The agent of a token; 0 when it is not good.</summary>
    public static int AgentOf(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
            return 0;
        Span<byte> mac = stackalloc byte[32];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]), mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, Base64Url.DecodeFromChars(parts[2])))
            return 0;
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        return claims.RootElement.GetProperty("exp").GetInt64() > TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()
            ? claims.RootElement.GetProperty("agent_id").GetInt32()
            : 0;
    }
}
