using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Platform.Http;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm.Fleet;

/// <summary>One write that somebody queued, what it is meant to do, and what the server said in the end.</summary>
internal sealed record Deed(string Name, string Kind, HttpMethod Method, string Path, JsonObject Body)
{
    /// <summary>Sent with every attempt, so that however many there are, it is done once.</summary>
    public required Guid Key { get; init; }

    /// <summary>The version the phone had, when it says so.</summary>
    public int? IfMatch { get; init; }

    /// <summary>The record it makes, by the phone's own id.</summary>
    public Guid? Creates { get; init; }

    /// <summary>What the fields of the record are afterwards.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Sets { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Fields that change with it in ways the phone does not decide.</summary>
    public IReadOnlyList<string> Touches { get; init; } = [];

    /// <summary>Why it may be refused, besides what every write of another's record may be.</summary>
    public IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>The server's last word; null as long as the phone does not have it.</summary>
    public Answer? Outcome { get; set; }

    public bool IsAccepted => Outcome is { } outcome && (int)outcome.Status < 300;

    public long RecordId => Outcome!["id"].GetInt64();

    public int Version => Outcome!["version"].GetInt32();

    /// <summary>Whether an answer settles it, so that it need not be sent again.</summary>
    public static bool IsFinal(Answer answer) =>
        !((int)answer.Status >= 500 || (answer.Status == HttpStatusCode.Conflict && answer.Code == "idempotency.in_flight"));

    /// <summary>Fails when the server refused for a reason that it cannot have.</summary>
    public void ShouldBeSettledAsItMay()
    {
        Outcome.ShouldNotBeNull($"{this} was never settled.");
        if (IsAccepted)
            return;
        string?[] known = [.. Refusals, .. IfMatch is null ? [] : new[] { "record.stale" }];
        known.ShouldContain(Outcome.Code, $"{this} was refused: {(int)Outcome.Status} {Outcome.Text}");
        if (Outcome.Code == "record.stale")
        {
            Outcome["details.your_version"].GetInt32().ShouldBe(IfMatch!.Value);
            Outcome["details.current_version"].GetInt32().ShouldNotBe(IfMatch.Value);
        }
    }

    /// <summary>Fails when the record the server answered with does not hold what was written.</summary>
    public void ShouldStandIn(JsonObject record)
    {
        foreach (var (field, value) in Sets)
            Text(record[field]).ShouldBe(Text(value), $"{field} after {this}");
    }

    /// <summary>Whether it changed something of a record that stood as it did.</summary>
    public bool Explains(IEnumerable<string> changedFields) => changedFields.All(f => Sets.ContainsKey(f) || Touches.Contains(f));

    public string Content => Body.ToJsonString(Json.Options);

    public override string ToString() => $"{Name} ({Method} {Path} {Content}{(IfMatch is { } version ? $" If-Match {version}" : "")} key {Key})";

    private static string Text(JsonNode? value) =>
        value is JsonValue number && number.GetValueKind() == JsonValueKind.Number
            ? number.Deserialize<decimal>().ToString("0.####")
            : value?.ToJsonString() ?? "null";
}
