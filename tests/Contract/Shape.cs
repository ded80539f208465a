using System.Text.Json;
using System.Text.RegularExpressions;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Contract;

/// <summary>The form of records, as the pages of the contract write them: <c>name: type</c>, a question mark where null may stand.</summary>
internal static partial class Shape
{
    public const string Property =
        "id: int, reference: text, title: text, description: text?, business: sale|rent, type: apartment|house|land|commercial|office|garage|other, "
        + "typology: text?, price: number?, area: number?, bedrooms: int?, bathrooms: int?, address: text?, municipality: text?, district: text?, "
        + "postal_code: text?, latitude: number?, longitude: number?, status: available|reserved|sold|rented|withdrawn, agent_id: int?, photos: list, "
        + "version: int, created_at: time, updated_at: time";

    public const string Photo = "id: int, url: text, thumbnail_url: text?, caption: text?, position: int";

    public const string Lead =
        "id: int, name: text, email: text?, phone: text?, source: text?, notes: text?, "
        + "status: new|contacted|qualified|visit_scheduled|proposal|won|lost, assigned_agent_id: int?, property_id: int?, budget: number?, "
        + "version: int, created_at: time, updated_at: time";

    public const string Visit =
        "id: int, property_id: int?, property_title: text, property_reference: text?, lead_id: int?, lead_name: text?, agent_id: int, scheduled_at: time, "
        + "scheduled_date: time, duration_minutes: int, status: scheduled|confirmed|in_progress|completed|cancelled|no_show, notes: text?, "
        + "checked_in_at: time?, checked_out_at: time?, presence: verified|out_of_range|unverified?, feedback: text?, rating: int?, version: int";

    public const string Task =
        "id: int, title: text, description: text?, due_at: time?, priority: low|normal|high, status: open|done|cancelled, lead_id: int?, property_id: int?, "
        + "visit_id: int?, version: int, created_at: time, updated_at: time";

    public const string Error = "error: text, code: text, message: text, identifier: any, details: any, timestamp: time, request_id: text";

    /// <summary>Has every field, of its type; more are welcome.</summary>
    public static void ShouldBeA(this JsonElement record, string shape)
    {
        record.ValueKind.ShouldBe(JsonValueKind.Object, record.ToString());
        shape.Split(", ").Select(f => f.Split(": ")).Select(f => Fault(record, f[0], f[1])).OfType<string>().ShouldBeEmpty(record.ToString());
    }

    public static void ShouldAllBeA(this JsonElement list, string shape)
    {
        list.ValueKind.ShouldBe(JsonValueKind.Array, list.ToString());
        foreach (var record in list.EnumerateArray())
            record.ShouldBeA(shape);
    }

    /// <summary>An error of the one shape: status, name of its class, stable code and (where the page gives one) the literal message.</summary>
    public static Answer ShouldFail(this Answer answer, int status, string error, string? code = null, string? message = null)
    {
        ((int)answer.Status).ShouldBe(status, answer.Text);
        answer.Header("Content-Type").ShouldBe("application/json; charset=utf-8");
        answer.Json.ShouldBeA(Error);
        answer.Json.EnumerateObject().Select(f => f.Name).ShouldBe(["error", "code", "message", "identifier", "details", "timestamp", "request_id"]);
        answer.Error.ShouldBe(error, answer.Text);
        answer["request_id"].GetString().ShouldBe(answer.Header("X-Request-Id"));
        if (code is not null)
            answer.Code.ShouldBe(code, answer.Text);
        if (message is not null)
            answer.Message.ShouldBe(message);
        return answer;
    }

    /// <summary>422, and exactly these fields with these faults: <c>body.name missing</c>.</summary>
    public static void ShouldNameFields(this Answer answer, params string[] faults)
    {
        answer.ShouldFail(422, "Validation Error", "validation.failed", "Dados de entrada inválidos. Verifique os campos abaixo.");
        answer["details"].ShouldAllBeA("field: text, message: text, type: text");
        answer["details"]
            .EnumerateArray()
            .Select(d => $"{d.GetProperty("field").GetString()} {d.GetProperty("type").GetString()}")
            .ShouldBe(faults, ignoreOrder: true);
    }

    private static string? Fault(JsonElement record, string name, string type)
    {
        if (!record.TryGetProperty(name, out var value))
            return $"{name} is missing";
        if (value.ValueKind == JsonValueKind.Null)
            return type.EndsWith('?') || type == "any" ? null : $"{name} is null";
        return Is(value, type.TrimEnd('?')) ? null : $"{name} is {value.GetRawText()} instead of {type}";
    }

    private static bool Is(JsonElement value, string type) =>
        type switch
        {
            "any" => true,
            "int" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "text" => value.ValueKind == JsonValueKind.String,
            "time" => value.ValueKind == JsonValueKind.String && Time().IsMatch(value.GetString()!),
            "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "list" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            _ => value.ValueKind == JsonValueKind.String && type.Split('|').Contains(value.GetString()),
        };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Time();
}
