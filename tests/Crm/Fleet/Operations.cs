using System.Text.Json.Nodes;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm.Fleet;

/// <summary>What people in the field do. Each makes a write out of what the phone knows, or none when there is nothing to do it to.</summary>
internal static class Operations
{
    private const int Days = 12;
    private static readonly string[] LeadStatuses = ["new", "contacted", "qualified", "visit_scheduled", "proposal", "won", "lost"];
    private static readonly string[] TaskStatuses = ["open", "done", "cancelled"];
    private static readonly string[] VisitRefusals =
    [
        "visit.not_found",
        "visit.overlap",
        "visit.not_open",
        "visit.not_checked_in",
        "visit.already_checked_in",
        "visit.already_checked_out",
    ];

    private static readonly string[] CheckInFields = ["status", "checked_in_at", "checked_in_received_at", "presence", "distance_meters"];
    private static readonly string[] CheckOutFields =
    [
        "status",
        "checked_out_at",
        "checked_out_received_at",
        "check_out_distance_meters",
        "feedback",
        "rating",
        "interest",
    ];

    /// <summary>For agents, weighed by how often they stand here.</summary>
    public static readonly Func<Phone, Deed?>[] OfAgents =
    [
        CreateLead,
        CreateLead,
        CreateProperty,
        CreateVisit,
        CreateVisit,
        CreateTask,
        ChangeLeadStatus,
        ChangeLeadStatus,
        EditLead,
        EditProperty,
        MoveVisit,
        EditVisit,
        ChangeVisitStatus,
        CheckIn,
        CheckOut,
        ChangeTask,
    ];

    /// <summary>For the console of an administrator, who sees it all.</summary>
    public static readonly Func<Phone, Deed?>[] OfAdministrators = [ChangeLeadStatus, EditLead, EditLead, EditProperty, EditVisit, ChangeTask];

    private static Deed CreateLead(Phone phone)
    {
        var property = phone.Chance(0.4) ? Reference(phone, "properties", "property") : null;
        return Create(
            phone,
            "note a lead",
            "leads",
            new JsonObject { ["name"] = Words(phone, "Lead"), ["phone"] = $"+35191{phone.Random.Next(1_000_000, 9_999_999)}" },
            ["record.related_missing"],
            property
        );
    }

    private static Deed CreateProperty(Phone phone) =>
        Create(phone, "list a property", "properties", new JsonObject { ["title"] = Words(phone, "Casa"), ["price"] = phone.Random.Next(1, 900) * 1000 }, []);

    private static Deed? CreateVisit(Phone phone)
    {
        // Agents show what they list.
        if (Reference(phone, "properties", "property", p => (long?)p["agent_id"] == phone.Owner.AgentId) is not { } property)
            return null;
        var lead = phone.Chance(0.6) ? Reference(phone, "leads", "lead") : null;
        var body = new JsonObject { ["scheduled_at"] = Slot(phone), ["duration_minutes"] = 30 * phone.Random.Next(1, 4) };
        return Create(phone, "book a visit", "visits", body, ["visit.overlap", "record.related_missing"], property, lead);
    }

    private static Deed CreateTask(Phone phone)
    {
        var links = new[] { Reference(phone, "leads", "lead"), Reference(phone, "visits", "visit"), Reference(phone, "properties", "property") };
        var link = phone.Chance(0.6) ? links[phone.Random.Next(links.Length)] : null;
        var body = new JsonObject { ["title"] = Words(phone, "Tarefa"), ["due_at"] = Slot(phone) };
        return Create(phone, "note a task", "tasks", body, ["record.related_missing"], link);
    }

    private static Deed? ChangeLeadStatus(Phone phone) =>
        Change(phone, "move a lead on", "leads", HttpMethod.Patch, "/status", ("status", Pick(phone, LeadStatuses)), ["lead.not_found"]);

    private static Deed? EditLead(Phone phone) =>
        phone.Chance(0.5)
            ? Change(phone, "rename a lead", "leads", HttpMethod.Put, "", ("name", Words(phone, "Nome")), ["lead.not_found"])
            : Change(
                phone,
                "note what a lead wants",
                "leads",
                HttpMethod.Put,
                "",
                ("notes", phone.Chance(0.2) ? null : Words(phone, "Quer")),
                ["lead.not_found"]
            );

    private static Deed? EditProperty(Phone phone) =>
        phone.Chance(0.5)
            ? Change(phone, "retitle a property", "properties", HttpMethod.Put, "", ("title", Words(phone, "Moradia")), ["property.not_found"], IsMine(phone))
            : Change(
                phone,
                "reprice a property",
                "properties",
                HttpMethod.Put,
                "",
                ("price", phone.Random.Next(1, 900) * 1000),
                ["property.not_found"],
                IsMine(phone)
            );

    private static Deed? MoveVisit(Phone phone)
    {
        var deed = Change(phone, "move a visit", "visits", HttpMethod.Put, "", ("scheduled_at", Slot(phone)), VisitRefusals);
        return deed is null ? null : deed with { Touches = ["scheduled_date"] };
    }

    private static Deed? EditVisit(Phone phone) =>
        Change(phone, "annotate a visit", "visits", HttpMethod.Put, "", ("notes", Words(phone, "Nota")), VisitRefusals);

    private static Deed? ChangeVisitStatus(Phone phone) =>
        Change(
            phone,
            "confirm or call off a visit",
            "visits",
            HttpMethod.Patch,
            "/status",
            ("status", Pick(phone, ["confirmed", "cancelled", "scheduled", "no_show"])),
            VisitRefusals
        );

    private static Deed? CheckIn(Phone phone)
    {
        var deed = Change(phone, "check in", "visits", HttpMethod.Post, "/check-in", ("occurred_at", Moment(phone)), VisitRefusals);
        return deed is null ? null : deed with { Sets = new Dictionary<string, JsonNode?>(), Touches = CheckInFields };
    }

    private static Deed? CheckOut(Phone phone)
    {
        var deed = Change(phone, "check out", "visits", HttpMethod.Post, "/check-out", ("feedback", Words(phone, "Gostou")), VisitRefusals);
        return deed is null ? null : deed with { Sets = new Dictionary<string, JsonNode?>(), Touches = CheckOutFields };
    }

    private static Deed? ChangeTask(Phone phone)
    {
        if (phone.Chance(0.4))
            return Change(phone, "reword a task", "tasks", HttpMethod.Patch, "", ("title", Words(phone, "Tarefa")), ["task.not_found"]);
        var deed = Change(phone, "tick a task off", "tasks", HttpMethod.Patch, "", ("status", Pick(phone, TaskStatuses)), ["task.not_found"]);
        return deed is null ? null : deed with { Touches = ["completed_at"] };
    }

    /// <summary>Gives a lead to one of <paramref name="agents"/>.</summary>
    public static Deed? AssignLead(Phone phone, IReadOnlyList<long> agents)
    {
        var agent = agents[phone.Random.Next(agents.Count)];
        var deed = Change(phone, "give a lead away", "leads", HttpMethod.Post, "/assign", ("agent_id", agent), ["lead.not_found"]);
        return deed is null ? null : deed with { Sets = new Dictionary<string, JsonNode?> { ["assigned_agent_id"] = agent } };
    }

    private static Deed Create(
        Phone phone,
        string name,
        string kind,
        JsonObject body,
        IReadOnlyList<string> refusals,
        params (string Field, JsonNode Value)?[] references
    )
    {
        var clientId = phone.NewId();
        var sets = body.ToDictionary(field => field.Key, field => field.Value?.DeepClone());
        sets["client_id"] = clientId.ToString();
        body["client_id"] = clientId.ToString();
        body["occurred_at"] = Moment(phone);
        foreach (var (field, value) in references.OfType<(string, JsonNode)>())
            body[field] = value;
        return new Deed(name, kind, HttpMethod.Post, $"/mobile/{kind}", body)
        {
            Key = phone.NewId(),
            Creates = clientId,
            Sets = sets,
            Refusals = refusals,
        };
    }

    private static Deed? Change(
        Phone phone,
        string name,
        string kind,
        HttpMethod method,
        string suffix,
        (string Field, JsonNode? Value) set,
        IReadOnlyList<string> refusals,
        Func<JsonObject, bool>? which = null
    )
    {
        if (Target(phone, kind, which) is not { } target)
            return null;
        return new Deed(name, kind, method, $"/mobile/{kind}/{target.Key}{suffix}", new JsonObject { [set.Field] = set.Value?.DeepClone() })
        {
            Key = phone.NewId(),
            IfMatch = target.Version is { } version && phone.Chance(0.3) ? version : null,
            Sets = new Dictionary<string, JsonNode?> { [set.Field] = set.Value },
            Refusals = refusals,
        };
    }

    // Something it has been told of, by the server's id, or something it made itself, by its own.
    private static (string Key, int? Version)? Target(Phone phone, string kind, Func<JsonObject, bool>? which)
    {
        var (known, own) = (phone.Known(kind).Where(which ?? (_ => true)).ToList(), phone.Own[kind]);
        if (own.Count > 0 && (known.Count == 0 || phone.Chance(0.3)))
            return (own[phone.Random.Next(own.Count)].ToString(), null);
        if (known.Count == 0)
            return null;
        var record = known[phone.Random.Next(known.Count)];
        return (record["id"]!.ToString(), (int)record["version"]!);
    }

    private static (string Field, JsonNode Value)? Reference(Phone phone, string kind, string name, Func<JsonObject, bool>? which = null)
    {
        var (known, own) = (phone.Known(kind).Where(which ?? (_ => true)).ToList(), phone.Own[kind]);
        if (own.Count > 0 && (known.Count == 0 || phone.Chance(0.5)))
            return ($"{name}_client_id", own[phone.Random.Next(own.Count)].ToString());
        return known.Count == 0 ? null : ($"{name}_id", known[phone.Random.Next(known.Count)]["id"]!.DeepClone());
    }

    private static Func<JsonObject, bool> IsMine(Phone phone) => record => phone.IsAdmin || (long?)record["agent_id"] == phone.Owner.AgentId;

    private static string Words(Phone phone, string word) => $"{word} {phone.Name} {phone.Journal.Count} é ç";

    private static string Pick(Phone phone, string[] from) => from[phone.Random.Next(from.Length)];

    // Few enough that visits get in each other's way.
    private static string Slot(Phone phone) => Written(TestClock.Start.AddDays(1 + phone.Random.Next(Days)).AddMinutes(30 * phone.Random.Next(12)));

    private static string Moment(Phone phone) => Written(TestClock.Start.AddMinutes(-phone.Random.Next(1, 3000)));

    private static string Written(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
