using System.Security.Cryptography;
using System.Text;
using Aldrava.Tests.Architecture;

namespace Aldrava.Tests.Fuzz;

/// <summary>Makes a request that would be good, and spoils it in none to a few places. The same number and seed make the same request.</summary>
internal sealed class RequestGenerator(int seed, IReadOnlyList<FuzzedRoute> routes)
{
    public const string AppSecret = "fuzz-app-secret";
    private static readonly int[] HowManyFaults = [0, 1, 1, 1, 1, 2, 2, 3];
    private readonly FuzzedRoute[] _usual = [.. routes.Where(r => !r.IsRare)];

    public FuzzRequest Make(int number, Cast cast)
    {
        var dice = Dice.For(seed, number);
        var route = dice.Pick(routes);
        if (route.IsRare && !dice.Chance(6))
            route = dice.Pick(_usual);
        var faults = dice.Pick(HowManyFaults);
        var request = Good(dice, route, cast, faults);
        for (; faults > 0; faults--)
            Spoil(dice, route, request);
        if (request.BreaksProtocol)
            request.IsLast = true;
        return request;
    }

    /// <summary>One that nothing is wrong with, as far as chance allows: now and then it is somebody else's or about another's record.</summary>
    public FuzzRequest MakeGood(int number, FuzzedRoute route, Cast cast) => Good(Dice.For(seed, number), route, cast, faults: 0);

    /// <summary>The same for some write with the same kind of records.</summary>
    public FuzzRequest MakeGoodNear(int number, FuzzedRoute route, Cast cast)
    {
        var dice = Dice.For(seed, number);
        return Good(dice, dice.Pick([.. _usual.Where(r => r.Route.IsWrite && Area(r) == Area(route)), route]), cast, faults: 0);
    }

    private static string Area(FuzzedRoute route) => string.Join('/', route.Route.Path.Split('/').Take(3));

    private static FuzzRequest Good(Dice dice, FuzzedRoute fuzzed, Cast cast, int faults)
    {
        var route = fuzzed.Route;
        var (caller, header) = Caller(dice, cast);
        var records = dice.Chance(8) ? cast.Theirs : cast.Ours;
        var request = new FuzzRequest
        {
            Route = route.Name,
            Method = route.Method == "ANY" ? "GET" : route.Method,
            Path =
                route.Path.StartsWith("/media/", StringComparison.Ordinal) ? cast.Picture
                : dice.Chance(4) ? records.FillWithNobodys(route)
                : records.Fill(route),
            Caller = caller,
            IsSignedIn = caller is not ("nobody" or "somebody else"),
            BreaksProtocol = route.Method == "CONNECT",
        };
        if (header is not null)
            request.Headers.Add(("Authorization", header));
        if (dice.Chance(45) && fuzzed.QueryNames.Count > 0)
            request.Query = "?" + string.Join('&', Enumerable.Range(0, 1 + dice.Below(3)).Select(_ => GoodParameter(dice, fuzzed)));
        if (dice.Chance(12) && route.IsWrite)
            request.Headers.Add(("Idempotency-Key", dice.Chance(70) ? $"{dice.Uuid()}" : $"01890000-0000-7000-8000-{dice.Below(20):d12}"));
        AddBody(dice, fuzzed, cast, request, faults);
        return request;
    }

    private static (string Name, string? Header) Caller(Dice dice, Cast cast)
    {
        string[] names = ["agent", "admin", "colleague", "viewer", "somebody without an agent", "agent of another agency"];
        var roll = dice.Below(100);
        if (roll < 4)
            return ("nobody", null);
        if (roll < 9)
            return ("somebody else", BadTokens.Header(dice, cast.People[0].Token));
        var who = roll switch
        {
            < 52 => 0,
            < 82 => 1,
            < 87 => 2,
            < 91 => 3,
            < 95 => 4,
            _ => 5,
        };
        return (names[who], $"Bearer {cast.People[who].Token}");
    }

    private static void AddBody(Dice dice, FuzzedRoute route, Cast cast, FuzzRequest request, int faults)
    {
        if (route.TakesForm && !dice.Chance(10))
        {
            OddFiles.Form(dice, request);
        }
        else if (route.TakesTable && !dice.Chance(10))
        {
            OddFiles.Table(dice, request);
        }
        else if (route.TakesJson)
        {
            var body = Bodies.Good(dice, route.Route, dice.Chance(90) ? cast.Ours : cast.Theirs);
            (request.ContentType, request.Body) = ("application/json", Bodies.Mangle(dice, body, dice.Chance(60) ? faults : 0));
        }
        else if (route.Route.IsWrite && faults > 0)
        {
            (request.ContentType, request.Body) = ("application/json", dice.Chance(60) ? Encoding.UTF8.GetBytes(Webhook(dice)) : Bodies.Nonsense(dice));
        }
        if (request.Body is not null && request.Path.Contains("webhook", StringComparison.Ordinal) && dice.Chance(80))
            request.Set("X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AppSecret), request.Body))}");
    }

    private static string Webhook(Dice dice) =>
        $$$"""
            {"object":"whatsapp_business_account","entry":[{"id":{{{OddValues.Json(
                dice
            )}}},"changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
            "metadata":{"phone_number_id":{{{(dice.Chance(50) ? "\"200000000000002\"" : OddValues.Json(dice))}}} },"contacts":[{{{OddValues.Json(dice)}}}],
            "messages":[{"id":{{{OddValues.Json(dice)}}},"from":"351912345678","timestamp":{{{OddValues.Json(dice)}}},"type":"text","text":{{{OddValues.Json(
                dice
            )}}}] } } ] } ] }
            """;

    private static string GoodParameter(Dice dice, FuzzedRoute route)
    {
        var name = dice.Pick(route.QueryNames);
        var value = name switch
        {
            "page" or "per_page" or "limit" or "offset" => $"{1 + dice.Below(20)}",
            "search" => dice.Pick(["marca", "moradia%20cascais", "912", "%C3%A9vora"]),
            "sort" => dice.Pick(["created_at", "-created_at", "name", "title", "scheduled_at", "price", "due_at"]),
            "date" or "from" or "to" or "due" => dice.Pick(["2026-03-10", "2026-03-12T15:00:00Z", "today"]),
            _ => dice.Pick(["new", "available", "scheduled", "open", "1", "T3", "whatsapp", "sale", "house"]),
        };
        return $"{name}={value}";
    }

    private static void Spoil(Dice dice, FuzzedRoute route, FuzzRequest request)
    {
        switch (dice.Below(20))
        {
            case 0 or 1 or 2 when route.Route.Parameters.Any():
                request.Path = SpoilId(dice, route.Route, request.Path);
                break;
            case 3:
                request.Path = SpoilPath(dice, request.Path);
                break;
            case 4 or 5 or 6 or 7:
                request.Query = SpoilQuery(dice, route, request.Query);
                break;
            case 8 or 9 or 10 or 11:
                OddHeaders.Add(dice, request);
                break;
            case 12:
                request.ContentType = dice.Pick(OddHeaders.ContentTypes) is { Length: > 0 } type ? type : null;
                break;
            case 13 or 14:
                SpoilBody(dice, route, request);
                break;
            case 15:
                request.Method = dice.Pick(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "get", "PROPFIND"]);
                break;
            case 16 when dice.Chance(30):
                OddProtocol.Break(dice, request);
                break;
            case 17 when request.Body is not null:
                request.IsChunked = true;
                break;
            default:
                request.Query = SpoilQuery(dice, route, request.Query);
                break;
        }
    }

    private static string SpoilId(Dice dice, Route route, string path)
    {
        var pattern = route.Path.Split('/');
        var actual = path.Split('/');
        var places = Enumerable.Range(0, Math.Min(pattern.Length, actual.Length)).Where(i => pattern[i].StartsWith('{')).ToList();
        if (places.Count == 0)
            return path;
        actual[dice.Pick(places)] = dice.Chance(5) ? new string('9', 5000) : dice.Pick(OddUrls.Ids);
        return string.Join('/', actual);
    }

    private static string SpoilPath(Dice dice, string path) =>
        dice.Below(10) switch
        {
            0 => path + "/",
            1 => path + "//",
            2 => "/" + path,
            3 => path.ToUpperInvariant(),
            4 => path + "/" + dice.Pick(OddUrls.Ids),
            5 => path.Replace("/", "/./", StringComparison.Ordinal),
            6 => path + "/../..",
            7 => path.Replace("mobile", "m%6fbile", StringComparison.Ordinal),
            8 => path + ";jsessionid=1",
            _ => path[..(path.LastIndexOf('/') + 1)] + dice.Pick(OddUrls.Ids),
        };

    private static string SpoilQuery(Dice dice, FuzzedRoute route, string query)
    {
        var name =
            route.QueryNames.Count > 0 && !dice.Chance(10)
                ? dice.Pick(route.QueryNames)
                : dice.Pick(["page", "limit", "search", "sort", "token", "", "%00", "a[]", "%FF"]);
        var value = dice.Below(10) switch
        {
            0 => new string(dice.Pick(['a', '9', ' ']), dice.Pick([50, 500, 5000])).Replace(' ', '+'),
            1 or 2 => Uri.EscapeDataString(dice.Pick(OddValues.Dates)),
            _ => dice.Pick(OddUrls.QueryValues),
        };
        var start = query.Length == 0 ? "?" : query + "&";
        return dice.Below(12) switch
        {
            0 => $"{start}{name}={value}&{name}={dice.Pick(OddUrls.QueryValues)}",
            1 => $"{start}{name}[]={value}",
            2 => $"{start}{name}",
            3 => $"{start}{string.Join('&', Enumerable.Repeat($"{name}={value[..Math.Min(20, value.Length)]}", 60))}",
            4 => $"{start}&&=&?{name}={value}",
            _ => $"{start}{name}={value}",
        };
    }

    private static void SpoilBody(Dice dice, FuzzedRoute route, FuzzRequest request)
    {
        if (route.TakesForm || dice.Chance(8))
        {
            OddFiles.BrokenForm(dice, request);
        }
        else if (dice.Chance(10))
        {
            OddFiles.Table(dice, request);
        }
        else
        {
            request.Body = Bodies.Nonsense(dice);
            request.ContentType ??= "application/json";
        }
    }
}
