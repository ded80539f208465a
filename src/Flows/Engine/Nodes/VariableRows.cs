using System.Globalization;
using System.Text.Json;
using Aldrava.Flows.Engine.Answers;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>Reads a list's rows out of a variable: a JSON list of texts or of <c>{title, description, value}</c>, or a text with a row a line.</summary>
internal static class VariableRows
{
    public static ListChoice[] Read(FlowValue value)
    {
        var text = value.ToString().Trim();
        var rows = text.StartsWith('[') && Parse(text) is { } parsed ? parsed : text.Split('\n').Select(line => new Row(line, null, FlowValue.Of(line.Trim())));
        return
        [
            .. rows.Where(r => !string.IsNullOrWhiteSpace(r.Title))
                .DistinctBy(r => Words.Fold(r.Title.Trim()), StringComparer.Ordinal)
                .Take(ListNode.MaxRows)
                .Select(
                    (r, index) =>
                        new ListChoice(
                            AnswerOption.Of(
                                (index + 1).ToString(CultureInfo.InvariantCulture),
                                new LocalText(Words.Cut(r.Title.Trim(), ListNode.MaxTitle)),
                                r.Value
                            ),
                            string.IsNullOrWhiteSpace(r.Description) ? null : new LocalText(Words.Cut(r.Description.Trim(), ListNode.MaxDescription)),
                            0
                        )
                ),
        ];
    }

    private static List<Row>? Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return [.. json.RootElement.EnumerateArray().Select(Of)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON after all, or half a character in it: rows are lines then.
            return null;
        }
    }

    private static Row Of(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return new Row(JsonPath.Value(item).ToString(), null, JsonPath.Value(item));
        var title = JsonPath.Value(JsonPath.Find(item, "title")).ToString();
        var value = JsonPath.Value(JsonPath.Find(item, "value"));
        return new Row(title, JsonPath.Value(JsonPath.Find(item, "description")).ToString(), value.IsSet ? value : FlowValue.Of(title));
    }

    private sealed record Row(string Title, string? Description, FlowValue Value);
}
