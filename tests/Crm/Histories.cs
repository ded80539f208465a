using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

internal static class Histories
{
    /// <summary>What the history of a record says, in the order it was written.</summary>
    public static async Task<(string Type, JsonElement Data)[]> HistoryAsync(this AldravaApp app, string entity, long id)
    {
        var rows = await app.ScalarAsync<string>(
            $"""
            select coalesce(jsonb_agg(jsonb_build_object('type', type, 'data', data) order by id), '[]')::text
            from crm.activities where entity_type = '{entity}' and entity_id = {id}
            """
        );
        return [.. JsonSerializer.Deserialize<JsonElement[]>(rows!)!.Select(row => (row.GetProperty("type").GetString()!, row.GetProperty("data")))];
    }

    /// <summary>What was published of one kind about a record, oldest first.</summary>
    public static async Task<JsonElement[]> EventsAsync(this AldravaApp app, string type, string key) =>
        JsonSerializer.Deserialize<JsonElement[]>(
            (
                await app.ScalarAsync<string>(
                    $"select coalesce(jsonb_agg(payload order by seq), '[]')::text from platform.events where type = '{type}' and key = '{key}'"
                )
            )!
        )!;

    public static T[] ShouldBeOfLength<T>(this T[] items, int length)
    {
        items.Length.ShouldBe(length);
        return items;
    }
}
