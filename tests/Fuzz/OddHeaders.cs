namespace Aldrava.Tests.Fuzz;

/// <summary>Headers that mean something to somebody on the way, with values that mean nothing.</summary>
internal static class OddHeaders
{
    private static readonly (string Name, string[] Values)[] All =
    [
        (
            "Idempotency-Key",
            [
                "",
                "x",
                "1",
                "{01890000-0000-7000-8000-00000000dead}",
                "01890000-0000-7000-8000-00000000dead",
                "01890000-0000-7000-8000-00000000dead, x",
                "00000000-0000-0000-0000-000000000000",
                "ã",
            ]
        ),
        ("If-Match", ["*", "\"1\"", "\"2\"", "W/\"1\"", "1", "\"0\"", "-1", "\"99999999999\"", "\"1\", \"2\"", "\"", "W/", "abc", ""]),
        ("If-None-Match", ["*", "\"1\"", "\"", "W/x", "\u00ff"]),
        ("If-Modified-Since", ["yesterday", "Tue, 10 Mar 2026 09:00:00 GMT", "0"]),
        (
            "Range",
            [
                "bytes=0-",
                "bytes=-1",
                "bytes=5-2",
                "bytes=0-0,2-3",
                "bytes=99999999999999999999-",
                "items=1-2",
                "bytes=-",
                "bytes",
                "bytes=0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0",
            ]
        ),
        (
            "Accept-Language",
            ["*", "", ";;;q=x", "en;q=abc", "pt-BR;q=1.5", "\u00ff\u00fe", "xx-YYYY-zzzzzzzzzzzzzzzz", "en,en,en,en;q=0", "-", "q=1", "pt;q=-1"]
        ),
        ("Accept", ["", "*/*;q=x", "image/png", "text/html", "application/json;v=2", "/", "a/b/c", "\u00e3"]),
        ("Accept-Encoding", ["br;q=x", "*;q=0", "identity;q=0", "gzip, deflate, br"]),
        ("Content-Encoding", ["gzip", "br", "x"]),
        ("Content-Language", ["xx"]),
        ("Content-Disposition", ["form-data; name=\"\u00ff", "attachment"]),
        ("X-Forwarded-For", ["", "1.2.3.4", "999.1.1.1", "::1, , x", "unknown", "1.2.3.4:99999", "[::1", "'; drop table x"]),
        ("X-Forwarded-Proto", ["https", "gopher", ""]),
        ("X-Forwarded-Host", ["evil.example", "a b", ""]),
        ("Forwarded", ["for=\"_gazonk\"", "for=;;;", "proto=x"]),
        ("X-Request-Id", ["", "a", "phone-7.req:00042", "<script>", "\u00e3\u00e3\u00e3\u00e3\u00e3\u00e3\u00e3\u00e3"]),
        ("X-HTTP-Method-Override", ["DELETE", "BREW"]),
        ("X-Hub-Signature-256", ["sha256=", "sha256=zz", "sha1=00", "x", "\u00ff"]),
        ("Origin", ["null", "https://evil.example", "http://[", "*"]),
        ("Access-Control-Request-Method", ["DELETE", "x"]),
        ("Cookie", ["a=b; c", ";;;=", "token=x"]),
        ("User-Agent", ["", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)", "(((", "\u00ff"]),
        ("Upgrade", ["websocket", "h2c", "x"]),
        ("Sec-WebSocket-Version", ["13", "12", "x"]),
        ("Sec-WebSocket-Key", ["dGhlIHNhbXBsZSBub25jZQ==", "x"]),
        ("Sec-WebSocket-Protocol", ["bearer.x", "aldrava.v1", ",,"]),
        ("Expect", ["100-continue"]),
        ("Max-Forwards", ["-1"]),
        ("Last-Event-ID", ["x", "-1"]),
    ];

    /// <summary>Content types of a body that is JSON, or should be.</summary>
    public static readonly string[] ContentTypes =
    [
        "application/json; charset=utf-16",
        "application/json; charset=nonsense",
        "application/json; charset=\"",
        "application/json;;;",
        "application/problem+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x",
        "multipart/mixed; boundary=\"x",
        "text/plain",
        "text/csv",
        "text/csv; charset=iso-8859-1",
        "application/xml",
        "application/octet-stream",
        "image/jpeg",
        "*/*",
        "json",
        "/",
        "",
        "application/\u00ffjson",
    ];

    public static void Add(Dice dice, FuzzRequest request)
    {
        var (name, values) = dice.Pick(All);
        var value = dice.Chance(5) ? new string('9', dice.Pick([100, 3000])) : dice.Pick(values);
        if (dice.Chance(15))
            request.Headers.Add((name, dice.Pick(values)));
        request.Headers.Add((name, value));
        // Kestrel speaks of these itself.
        if (name == "Upgrade" || value.Any(c => c > 0x7e))
            request.BreaksProtocol |= name == "Upgrade";
    }
}
