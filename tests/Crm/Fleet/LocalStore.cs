using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm.Fleet;

/// <summary>A phone's copy of what its owner may see, kept by <c>GET /mobile/sync</c> as docs/offline.md tells phones to.</summary>
public sealed class LocalStore(TestClient http)
{
    public static readonly string[] Kinds = ["leads", "properties", "visits", "tasks"];

    private readonly Dictionary<string, SortedDictionary<long, string>> _records = Kinds.ToDictionary(k => k, _ => new SortedDictionary<long, string>());

    /// <summary>Where the next sync goes on; null before the first.</summary>
    public string? Cursor { get; set; }

    public IReadOnlyDictionary<long, string> this[string kind] => _records[kind];

    /// <summary>One page.</summary>
    public async Task<Answer> PullAsync(int limit = 500)
    {
        var since = Cursor is null ? "" : $"&since={Cursor}";
        var page = (await http.GetAsync($"/mobile/sync?limit={limit}{since}")).Expect(HttpStatusCode.OK);
        Take(page.Json);
        return page;
    }

    /// <summary>Pages until there are no more; all of them.</summary>
    public async Task<List<Answer>> SyncAsync(int limit = 500)
    {
        var pages = new List<Answer>();
        do pages.Add(await PullAsync(limit));
        while (pages[^1]["has_more"].GetBoolean());
        return pages;
    }

    /// <summary>Until nothing more is told: what is newer than a transaction that is open somewhere in the server comes again.</summary>
    public Task SettleAsync() => Eventually.BecomesTrueAsync(async () => IsEmpty((await PullAsync()).Json), "nothing more is told");

    /// <summary>Everything in it, to be compared.</summary>
    public string Text() => Text(kind => _records[kind].Values);

    /// <summary>What the lists show the same person, in the same form.</summary>
    public static async Task<string> ListedAsync(TestClient http)
    {
        var lists = new Dictionary<string, IEnumerable<string>>();
        foreach (var kind in Kinds)
            lists[kind] = await ListAsync(http, kind);
        return Text(kind => lists[kind]);
    }

    private static bool IsEmpty(JsonElement page) =>
        Kinds.All(kind => page.GetProperty("changes").GetProperty(kind).GetArrayLength() + page.GetProperty("deleted").GetProperty(kind).GetArrayLength() == 0);

    private static string Text(Func<string, IEnumerable<string>> records) =>
        string.Join('\n', Kinds.SelectMany(kind => records(kind).Select(record => $"{kind}: {record}")));

    private static async Task<IEnumerable<string>> ListAsync(TestClient http, string kind)
    {
        const int perPage = 100;
        var found = new SortedDictionary<long, string>();
        for (var offset = 0; ; offset += perPage)
        {
            var page = (await http.GetAsync($"/mobile/{kind}?limit={perPage}&offset={offset}")).Expect(HttpStatusCode.OK).Json;
            foreach (var record in page.EnumerateArray())
                found[record.GetProperty("id").GetInt64()] = Normal(record);
            if (page.GetArrayLength() < perPage)
                return found.Values;
        }
    }

    private void Take(JsonElement page)
    {
        if (page.GetProperty("reset").GetBoolean())
        {
            foreach (var records in _records.Values)
                records.Clear();
        }
        foreach (var kind in Kinds)
        {
            foreach (var id in page.GetProperty("deleted").GetProperty(kind).EnumerateArray())
                _records[kind].Remove(id.GetInt64());
            foreach (var record in page.GetProperty("changes").GetProperty(kind).EnumerateArray())
                _records[kind][record.GetProperty("id").GetInt64()] = Normal(record);
        }
        Cursor = page.GetProperty("next_cursor").GetString();
    }

    private static string Normal(JsonElement record) => JsonNode.Parse(record.GetRawText())!.ToJsonString();
}
