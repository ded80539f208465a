using System.Text.Json.Nodes;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aldrava.Tests.Crm.Fleet;

/// <summary>
/// Compares what everybody was told about their writes with what there is in the end. Versions put the writes of a record in order: each step from one
/// version to the next has to be one accepted write, no more and no less.
/// </summary>
internal sealed class Reckoning(AldravaApp app, Agency agency, IReadOnlyList<Phone> phones, IReadOnlyList<Import> imports)
{
    /// <summary>What changes without a write of the record itself.</summary>
    private static readonly string[] Borrowed = ["property_title", "property_reference", "lead_name"];
    private static readonly string[] EveryWrite = ["version", "updated_at"];

    private readonly Dictionary<string, Dictionary<long, JsonObject>> _records = [];

    /// <param name="seesAll">Somebody whose lists show everything.</param>
    public async Task HoldsAsync(LocalStore seesAll)
    {
        foreach (var kind in LocalStore.Kinds)
            _records[kind] = seesAll[kind].ToDictionary(r => r.Key, r => JsonNode.Parse(r.Value)!.AsObject());
        var deeds = phones.SelectMany(p => p.Journal).ToList();
        foreach (var deed in deeds)
            deed.ShouldBeSettledAsItMay();
        var accepted = deeds.Where(d => d.IsAccepted).ToList();
        NothingIsMissingOrDoubled(accepted);
        foreach (var record in accepted.GroupBy(d => (d.Kind, d.RecordId)))
            EveryStepIsAWrite(record.Key.Kind, record.Key.RecordId, [.. record]);
        NamesAreThoseOfNow();
        await EveryStepIsInTheHistoryOnceAsync();
    }

    private void NothingIsMissingOrDoubled(List<Deed> accepted)
    {
        foreach (var kind in LocalStore.Kinds)
        {
            var made = accepted.Where(d => d.Kind == kind && d.Creates is not null).Select(d => d.Creates!.Value.ToString());
            if (kind == "leads")
                made = made.Concat(imports.Select(i => i.ClientId.ToString()));
            _records[kind].Values.Select(r => (string?)r["client_id"] ?? "").Order().ShouldBe(made.Order(), $"{kind} that were made");
        }
        var numbers = _records["properties"].Values.Select(p => int.Parse(((string)p["reference"]!)[^4..])).Order();
        numbers.ShouldBe(Enumerable.Range(1, _records["properties"].Count), "References run without gaps");
    }

    private void EveryStepIsAWrite(string kind, long id, List<Deed> deeds)
    {
        var record = _records[kind][id];
        var last = (int)record["version"]!;
        var states = deeds.ToLookup(d => d.Version);
        var imported = imports.Any(i => i.ClientId.ToString() == (string?)record["client_id"]);
        if (!imported)
            states[1].Count(d => d.Creates is not null).ShouldBe(1, $"{kind} {id} begins with one create");
        JsonObject? before = null;
        for (var version = 1; version <= last; version++)
        {
            // What it was when it came is told only to those who wrote nothing new.
            if (version == 1 && imported && !states.Contains(1))
                continue;
            states[version].ShouldNotBeEmpty($"{kind} {id} came to version {version} of {last} by no write that anybody was told of");
            var after = JsonNode.Parse(states[version].First().Outcome!.Text)!.AsObject();
            foreach (var deed in states[version])
            {
                deed.ShouldStandIn(after);
                Differences(JsonNode.Parse(deed.Outcome!.Text)!.AsObject(), after).ShouldBeEmpty($"{deed} was told something else");
            }
            if (before is not null)
            {
                var changed = Differences(before, after).ToList();
                states[version].ShouldContain(d => d.Explains(changed), $"{kind} {id}, version {version}: {string.Join(", ", changed)} changed");
            }
            before = after;
        }
        states.Max(s => s.Key).ShouldBeLessThanOrEqualTo(last, $"{kind} {id}: a version that was told is not there any more");
        Differences(before!, record).ShouldBeEmpty($"{kind} {id} in the end");
    }

    private void NamesAreThoseOfNow()
    {
        foreach (var visit in _records["visits"].Values)
        {
            ((string?)visit["property_title"]).ShouldBe((string?)_records["properties"][(long)visit["property_id"]!]["title"]);
            if ((long?)visit["lead_id"] is { } lead)
                ((string?)visit["lead_name"]).ShouldBe((string?)_records["leads"][lead]["name"]);
        }
    }

    private async Task EveryStepIsInTheHistoryOnceAsync()
    {
        var told = new Dictionary<(string, long), long>();
        await using var command = app
            .Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand($"select entity_type, entity_id, count(*) from crm.activities where organization_id = {agency.Id} group by 1, 2");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            told[(reader.GetString(0), reader.GetInt64(1))] = reader.GetInt64(2);
        foreach (var (kind, entity) in new[] { ("leads", "lead"), ("properties", "property"), ("visits", "visit"), ("tasks", "task") })
        {
            foreach (var (id, record) in _records[kind])
            {
                var unwritten = imports.Any(i => i.ClientId.ToString() == (string?)record["client_id"]) ? 1 : 0;
                told.GetValueOrDefault((entity, id)).ShouldBe((int)record["version"]! - unwritten, $"What the history tells of {entity} {id}");
            }
        }
    }

    private static IEnumerable<string> Differences(JsonObject before, JsonObject after) =>
        before
            .Select(field => field.Key)
            .Union(after.Select(field => field.Key))
            .Where(name => !Borrowed.Contains(name) && !JsonNode.DeepEquals(before[name], after[name]))
            .Where(name => !EveryWrite.Contains(name) || (int)before["version"]! == (int)after["version"]!);
}

/// <summary>A lead that came another way than through the interface.</summary>
internal sealed record Import(Guid ClientId);
