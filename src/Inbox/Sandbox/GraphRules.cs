using System.Text.Json;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Sandbox;

/// <summary>The small rules Meta's checks are made of: each answers null or the refusal, so they chain with <c>??</c>.</summary>
internal static class GraphRules
{
    internal static GraphError Required(string parameter) => new(400, GraphCodes.InvalidParameter, $"The parameter {parameter} is required.");

    internal static GraphError Missing(string what) => GraphError.Of(GraphCodes.ParameterMissing, $"{what} is required.");

    internal static GraphError Wrong(string details) => GraphError.Of(GraphCodes.ParameterInvalid, details);

    internal static GraphError Unexpected(string details) => GraphError.Of(GraphCodes.InvalidParameter, details);

    internal static GraphError? NeedsObject(JsonElement owner, string name, string what) =>
        owner.Member(name) switch
        {
            null => Missing(what),
            { ValueKind: JsonValueKind.Object } => null,
            _ => Wrong($"{what} must be an object."),
        };

    internal static GraphError? NeedsText(JsonElement owner, string name, string what, int longest) =>
        owner.Member(name) is null ? Missing(what) : MayHaveText(owner, name, what, longest);

    internal static GraphError? MayHaveText(JsonElement owner, string name, string what, int longest) =>
        owner.Member(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text when text.GetString()!.Length <= longest && !string.IsNullOrWhiteSpace(text.GetString()) => null,
            { ValueKind: JsonValueKind.String } => Wrong($"{what} length invalid. Min length: 1, Max length: {longest}"),
            _ => Wrong($"{what} must be a string."),
        };

    internal static GraphError? MayHaveFlag(JsonElement owner, string name) =>
        owner.Member(name) is null or { ValueKind: JsonValueKind.True or JsonValueKind.False } ? null : Unexpected($"Param {name} must be a boolean.");

    internal static GraphError? NeedsItems(JsonElement owner, string name, string what, int most) =>
        owner.Member(name) switch
        {
            null => Missing(what),
            { ValueKind: JsonValueKind.Array } array when array.GetArrayLength() >= 1 && array.GetArrayLength() <= most => null,
            { ValueKind: JsonValueKind.Array } => Wrong($"Invalid {what} count. Min allowed {what}: 1, Max allowed {what}: {most}"),
            _ => Wrong($"{what} must be an array."),
        };

    internal static GraphError? NeedsNumber(JsonElement owner, string name, string what, double limit)
    {
        if (owner.Member(name) is null)
            return Missing(what);
        return owner.Number(name) is { } number && Math.Abs(number) <= limit ? null : Wrong($"{what} is not a number between -{limit} and {limit}.");
    }

    /// <summary>The first refusal among the items.</summary>
    internal static GraphError? Each(JsonElement? array, Func<JsonElement, GraphError?> rule) =>
        array.Items().Select(rule).FirstOrDefault(error => error is not null);

    internal static bool HasDuplicates(IEnumerable<string?> values)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return values.Any(value => value is not null && !seen.Add(value));
    }
}
