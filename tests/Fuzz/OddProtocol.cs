namespace Aldrava.Tests.Fuzz;

/// <summary>Requests that are no HTTP any more.</summary>
internal static class OddProtocol
{
    public static void Break(Dice dice, FuzzRequest request)
    {
        request.BreaksProtocol = true;
        switch (dice.Below(13))
        {
            case 0:
                request.SaidLength = dice.Pick(["-1", "99999999999999999999", "1e3", "abc", "1, 2", ""]);
                break;
            case 1:
                request.SaidLength = $"{(request.Body?.Length ?? 0) + 100}";
                break;
            case 2:
                request.Headers.Add(("Transfer-Encoding", dice.Pick(["chunked, chunked", "gzip", "x"])));
                break;
            case 3:
                request.Headers.Add(("Host", dice.Pick(["", "a b", "x:99999999", "\u00ff", "[::1"])));
                break;
            case 4:
                request.Headers.Add((dice.Pick(["Bad Header", "X(", "", "X\u00e3"]), "x"));
                break;
            case 5:
                request.Headers.Add(("X-Control", dice.Pick(["a\0b", "a\rb", "a\nb", "\u0001"])));
                break;
            case 6:
                request.Path += dice.Pick(["\u00e3\u00ff", "\0", " ", "\t", "%00", "#x"]);
                break;
            case 7:
                request.Headers.AddRange(Enumerable.Range(0, 150).Select(i => ($"X-{i}", "x")));
                break;
            case 8:
                request.Headers.Add(("X-Long", new string('x', 40_000)));
                break;
            case 9:
                request.Query = "?a=" + new string('a', 9000);
                break;
            case 10:
                request.Path = dice.Pick(["*", "http://localhost/health", "health", "//", "http://", "/%2e%2e/%2e%2e", ""]);
                break;
            case 11:
                (request.Method, request.IsLast) = (dice.Pick(["", "G T", "\u00ff", new string('M', 9000), "GET\0"]), true);
                break;
            default:
                (request.IsChunked, request.SaidLength) = (true, null);
                request.Headers.Add(("Content-Length", "5"));
                request.Body ??= "{}"u8.ToArray();
                break;
        }
    }
}
