using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Privacy;

/// <summary>
/// What the platform keeps of what went by: events (gone within days anyway; devices read the records themselves) and the answers that are kept for
/// repeated requests.
/// </summary>
internal sealed class PlatformTraces(AccountsDbContext db) : IPersonalData
{
    public Task FindAsync(PersonKeys person, CancellationToken ct) => Task.CompletedTask;

    public Task ExportAsync(PersonKeys person, IPersonalDataWriter writer, CancellationToken ct) => Task.CompletedTask;

    public async Task<IReadOnlyDictionary<string, int>> EraseAsync(PersonKeys person, Erasure erasure, CancellationToken ct) =>
        new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["events"] = await EraseEventsAsync(person, ct),
            ["kept_answers"] = await EraseAnswersAsync(person, ct),
        };

    private async Task<int> EraseEventsAsync(PersonKeys person, CancellationToken ct)
    {
        string[] keys = [.. person.EventKeys];
        string[] mentions = [.. person.Marks().SelectMany(Spelled).Select(Like).Distinct(StringComparer.Ordinal)];
        return await db.Database.ExecuteSqlAsync(
            $"""
            delete from platform.events where organization_id = {db.TenantId}
              and (key = any ({keys}) or payload::text ilike any ({mentions}) or signal_data::text ilike any ({mentions}))
            """,
            ct
        );
    }

    // A phone may still repeat a request, and must not make the person anew by it: the answer stays, with nobody in it.
    private async Task<int> EraseAnswersAsync(PersonKeys person, CancellationToken ct)
    {
        var answers = await db
            .Database.SqlQuery<KeptAnswer>(
                $"""
                select user_id as "UserId", key as "Key", body as "Body" from platform.idempotency
                where organization_id = {db.TenantId} and length(body) > 0
                """
            )
            .ToListAsync(ct);
        var erased = 0;
        foreach (var answer in answers.Where(a => IsAbout(person, Encoding.UTF8.GetString(a.Body))))
        {
            var body = Redact(answer.Body);
            erased += await db.Database.ExecuteSqlAsync(
                $"update platform.idempotency set body = {body} where user_id = {answer.UserId} and key = {answer.Key}",
                ct
            );
        }
        return erased;
    }

    private static bool IsAbout(PersonKeys person, string body) =>
        person.Marks().SelectMany(Spelled).Any(m => body.Contains(m, StringComparison.OrdinalIgnoreCase))
        || person.LeadIds.Any(id => Names(body, "lead_id", id) || (Names(body, "id", id) && Has(body, "assigned_agent_id")))
        || person.VisitIds.Any(id => Names(body, "id", id) && Has(body, "scheduled_at"))
        || person.TaskIds.Any(id => Names(body, "id", id) && Has(body, "due_at"));

    private static bool Names(string body, string field, long id) =>
        body.Contains(string.Create(CultureInfo.InvariantCulture, $"\"{field}\":{id},"), StringComparison.Ordinal)
        || body.Contains(string.Create(CultureInfo.InvariantCulture, $"\"{field}\":{id}}}"), StringComparison.Ordinal);

    private static bool Has(string body, string field) => body.Contains($"\"{field}\":", StringComparison.Ordinal);

    /// <summary>The same answer with its texts emptied; ids, numbers, times and the words of the program stay.</summary>
    private static byte[] Redact(byte[] body)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(Emptied(JsonNode.Parse(body), ""), Json.Options);
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static JsonNode? Emptied(JsonNode? node, string name) =>
        node switch
        {
            JsonObject record => new JsonObject(record.Select(m => KeyValuePair.Create(m.Key, Emptied(m.Value, m.Key)))),
            JsonArray list => new JsonArray([.. list.Select(item => Emptied(item, name))]),
            JsonValue value when value.GetValueKind() == JsonValueKind.String && !Stays(name, value.GetValue<string>()) => JsonValue.Create(""),
            _ => node?.DeepClone(),
        };

    private static bool Stays(string name, string text) =>
        name is "status" or "priority" or "type" or "presence" or "code" or "error"
        || Guid.TryParse(text, out _)
        || (text.Length > 10 && text[^1] == 'Z' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _));

    // In JSON some characters may stand as escapes.
    private static IEnumerable<string> Spelled(string mark) =>
        [mark, JsonEncodedText.Encode(mark).Value, JsonEncodedText.Encode(mark, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value];

    private static string Like(string text) =>
        $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    private sealed record KeptAnswer(long UserId, Guid Key, byte[] Body);
}
