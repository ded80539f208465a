using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Platform.Http;
using Aldrava.Tests.Architecture;

namespace Aldrava.Tests.Fuzz;

/// <summary>JSON bodies: good ones, and ones with a few things wrong.</summary>
internal static class Bodies
{
    private const int Depth = 3;
    private static readonly string[] Times = ["2026-03-12T15:00:00Z", "2026-03-10T11:30:00", "2026-03-09T08:00:00Z", "2026-06-01T10:00:00+01:00"];

    /// <summary>The example of the route with this agency's records, and some of the optional fields besides.</summary>
    public static JsonObject Good(Dice dice, Route route, AgencyRecords records)
    {
        var body = records.Body(route)!;
        var example = JsonSerializer.SerializeToNode(route.RequestType!.GetProperty("Example")!.GetValue(null), route.RequestType, Json.Options)!;
        // Where one of several is to be named, the example names one.
        var asExample = dice.Chance(30);
        foreach (var property in route.RequestType!.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            // Who names another record usually may also leave it out.
            if (name.EndsWith("_id", StringComparison.Ordinal) && (dice.Chance(15) || (asExample && example[name] is null)))
                body.Remove(name);
            if (!body.ContainsKey(name) || body[name] is null || dice.Chance(10))
            {
                if (dice.Chance(35) && !name.EndsWith("_id", StringComparison.Ordinal))
                    body[name] = Plausible(dice, property.PropertyType, name, Depth);
            }
        }
        if (body.ContainsKey("client_id") && dice.Chance(30))
            body["client_id"] = $"{dice.Uuid()}";
        return body;
    }

    /// <summary>The text of a body after some of its values were replaced, left out, doubled or joined by others.</summary>
    public static byte[] Mangle(Dice dice, JsonObject good, int times)
    {
        var raw = new List<string>();
        for (var i = 0; i < times; i++)
            MangleOne(dice, good, raw);
        var text = good.ToJsonString();
        for (var i = 0; i < raw.Count; i++)
            text = text.Replace($"\"@raw{i}@\"", raw[i], StringComparison.Ordinal);
        if (dice.Chance(5))
            text = $$"""{"{{dice.Pick(good.Select(f => f.Key).DefaultIfEmpty("a").ToList())}}":{{OddValues.Json(dice)}},{{text[1..]}}""";
        return dice.Chance(88) ? Encoding.UTF8.GetBytes(text) : Break(dice, text);
    }

    /// <summary>Not an object at all.</summary>
    public static byte[] Nonsense(Dice dice) =>
        dice.Below(6) switch
        {
            0 => [],
            1 => dice.Bytes(dice.Pick([1, 10, 500])),
            2 => Encoding.UTF8.GetBytes(OddValues.Json(dice)),
            3 => Encoding.UTF8.GetBytes($"{{\"a\":{OddValues.Json(dice)}}}"),
            4 => "a=1&b=%zz&c"u8.ToArray(),
            _ => Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, dice.Pick([1, 2000])).Select(i => $"\"f{i}\":{i}")) + "}"),
        };

    private static void MangleOne(Dice dice, JsonObject body, List<string> raw)
    {
        var place = body;
        while (place.Select(f => f.Value).OfType<JsonObject>().ToList() is { Count: > 0 } inner && dice.Chance(60))
            place = dice.Pick(inner);
        var names = place.Select(f => f.Key).ToList();
        var name =
            names.Count == 0 || dice.Chance(7) ? dice.Pick(["unknown", "id", "organization_id", "version", "Name", "", "a.b", "$type"]) : dice.Pick(names);
        if (dice.Chance(12))
        {
            place.Remove(name);
            return;
        }
        place[name] = $"@raw{raw.Count}@";
        raw.Add(place == body && dice.Chance(15) ? $"[{OddValues.Json(dice)},{OddValues.Json(dice)}]" : OddValues.Json(dice));
    }

    private static byte[] Break(Dice dice, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var at = dice.Below(bytes.Length);
        return dice.Below(7) switch
        {
            0 => bytes[..at],
            1 => [.. bytes[..at], 0xff, 0xfe, .. bytes[at..]],
            2 => [0xef, 0xbb, 0xbf, .. bytes],
            3 => [.. bytes, .. "{}"u8],
            4 => [.. bytes[..at], .. dice.Bytes(3), .. bytes[at..]],
            5 => Encoding.Unicode.GetBytes(text),
            _ => [.. bytes[..at], 0, .. bytes[at..]],
        };
    }

    private static JsonNode? Plausible(Dice dice, Type type, string name, int depth)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
            return dice.Chance(15) ? null : Plausible(dice, type.GenericTypeArguments[0], name, depth);
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return Text(dice, name);
        if (type == typeof(bool))
            return dice.Chance(50);
        if (type == typeof(int) || type == typeof(long))
            return dice.Pick([0, 1, 2, 5, 60, 90]);
        if (type == typeof(decimal) || type == typeof(double))
            return dice.Pick([0.5, 38.7, -9.1, 250_000]);
        if (type == typeof(Guid))
            return $"{dice.Uuid()}";
        if (type == typeof(DateOnly))
            return "2026-03-12";
        if (type == typeof(ClientTime) || type == typeof(DateTimeOffset))
            return dice.Pick(Times);
        if (type.IsEnum)
            return JsonNamingPolicy.SnakeCaseLower.ConvertName(dice.Pick(type.GetEnumNames()));
        return depth == 0 ? null : Composed(dice, type, name, depth);
    }

    private static JsonNode? Composed(Dice dice, Type type, string name, int depth)
    {
        if (type == typeof(JsonElement))
            return new JsonObject { ["a"] = 1 };
        var element = type.IsArray
            ? type.GetElementType()
            : type.GetInterfaces()
                .Append(type)
                .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))
                ?.GenericTypeArguments[0];
        if (element is not null)
            return new JsonArray([.. Enumerable.Range(0, dice.Below(3)).Select(_ => Plausible(dice, element, name, depth - 1))]);
        if (type.GetProperty("Example")?.GetValue(null) is { } example && dice.Chance(60))
            return JsonSerializer.SerializeToNode(example, type, Json.Options);
        var body = new JsonObject();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var inner = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            body[inner] = Plausible(dice, property.PropertyType, inner, depth - 1);
        }
        return body;
    }

    private static string Text(Dice dice, string name) =>
        name switch
        {
            _ when name.Contains("password", StringComparison.Ordinal) => $"palavra-{OddValues.Secret}",
            _ when name.Contains("token", StringComparison.Ordinal) => $"{OddValues.Secret}{new string('r', 57)}",
            _ when name.Contains("email", StringComparison.Ordinal) => $"p{dice.Below(1000)}@example.pt",
            _ when name.Contains("phone", StringComparison.Ordinal) => "+351 912 345 678",
            _ when name.Contains("url", StringComparison.Ordinal) => "https://res.cloudinary.com/demo/image/upload/v1/a.jpg",
            _ => dice.Chance(50) ? $"Texto {OddValues.Secret}" : "Marta",
        };
}
