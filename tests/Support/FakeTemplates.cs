using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Aldrava.Tests.Support;

/// <summary>Meta's end of message templates.</summary>
public sealed class FakeTemplates
{
    private readonly Lock _lock = new();
    private readonly List<JsonObject> _all = [];
    private long _next = 1_000_000_000_001;

    /// <summary>How many of them come at once, whatever is asked for.</summary>
    public int PageSize { get; set; } = 25;

    public int Count
    {
        get
        {
            lock (_lock)
                return _all.Count;
        }
    }

    public void Add(string account, string name, string language, string status, string components)
    {
        lock (_lock)
            _all.Add(
                new JsonObject
                {
                    ["account"] = account,
                    ["name"] = name,
                    ["language"] = language,
                    ["status"] = status,
                    ["category"] = "UTILITY",
                    ["components"] = JsonNode.Parse(components),
                    ["id"] = _next++.ToString(CultureInfo.InvariantCulture),
                }
            );
    }

    public void Remove(string name)
    {
        lock (_lock)
            _all.RemoveAll(t => (string?)t["name"] == name);
    }

    internal static Task RefuseAsync(HttpContext http, int status, int code, string details)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(
            new
            {
                error = new
                {
                    message = $"(#{code})",
                    type = "OAuthException",
                    code,
                    error_data = new { messaging_product = "whatsapp", details },
                    fbtrace_id = "A1",
                },
            }
        );
    }

    internal Task ListAsync(HttpContext http, string account)
    {
        var answer = new JsonObject();
        lock (_lock)
        {
            var after = int.TryParse(http.Request.Query["after"], CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;
            var mine = _all.Where(t => (string?)t["account"] == account).ToList();
            answer["data"] = new JsonArray([.. mine.Skip(after).Take(PageSize).Select(t => t.DeepClone())]);
            answer["paging"] = new JsonObject
            {
                ["cursors"] = new JsonObject { ["before"] = "0", ["after"] = (after + PageSize).ToString(CultureInfo.InvariantCulture) },
            };
            // An address that must not be followed.
            if (mine.Count > after + PageSize)
                answer["paging"]!["next"] = "http://169.254.169.254/latest";
        }
        return http.Response.WriteAsJsonAsync(answer);
    }

    internal async Task CreateAsync(HttpContext http, string account)
    {
        var wanted = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        if (((string?)wanted["name"])!.StartsWith("refused", StringComparison.Ordinal))
        {
            await RefuseAsync(http, 400, 132007, "The content breaks a policy.");
            return;
        }
        string id;
        lock (_lock)
        {
            Add(account, (string)wanted["name"]!, (string)wanted["language"]!, "PENDING", wanted["components"]!.ToJsonString());
            id = (string)_all[^1]["id"]!;
        }
        await http.Response.WriteAsJsonAsync(
            new
            {
                id,
                status = "PENDING",
                category = (string?)wanted["category"],
            }
        );
    }

    internal Task DeleteAsync(HttpContext http)
    {
        lock (_lock)
            _all.RemoveAll(t => (string?)t["name"] == http.Request.Query["name"] && (string?)t["id"] == http.Request.Query["hsm_id"]);
        return http.Response.WriteAsJsonAsync(new { success = true });
    }
}
