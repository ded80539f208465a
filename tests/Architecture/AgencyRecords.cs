using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Invitations;
using Aldrava.Platform.Http;
using Aldrava.Tests.Inbox;
using Aldrava.Tests.Inbox.Team;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Architecture;

/// <summary>An agency with a record of every kind that a route can name. New kinds of records are made here.</summary>
internal sealed class AgencyRecords
{
    private const string ClientId = "_client_id";

    /// <summary>Names of things at Meta, not records of ours.</summary>
    private static readonly string[] IdsOfMeta = ["phone_number_id", "business_account_id", "wa_user_id"];

    private readonly Dictionary<string, string> _byPath = [];
    private readonly Dictionary<string, JsonNode> _byField = [];
    private readonly Dictionary<string, string> _queries = [];

    private AgencyRecords(Agency agency, Person admin, Person agent, string mark) => (Agency, Admin, Agent, Mark) = (agency, admin, agent, mark);

    public Agency Agency { get; }

    public Person Admin { get; }

    public Person Agent { get; }

    /// <summary>Stands in every record: whoever may not see the record may not see this.</summary>
    public string Mark { get; }

    public static async Task<AgencyRecords> MakeAsync(AldravaApp app, string prefix)
    {
        var agency = await Agency.FoundAsync(app, prefix);
        var records = new AgencyRecords(agency, await agency.AdminAsync(), await agency.AgentAsync(), $"Marca{prefix}");
        await records.MakePeopleAsync(app);
        await records.MakeCrmAsync();
        await records.MakeInboxAsync(app);
        await records.MakeTeamAsync(app);
        await records.MakeConversationAsync(app);
        var secret = await records.Admin.Http.PostAsync("/api/v1/flow-secrets", new { name = records.Mark.ToLowerInvariant(), value = records.Mark });
        records._byPath["flow-secrets"] = secret.Expect(HttpStatusCode.OK)["id"].GetString()!;
        await records.MakeFlowsAsync(app);
        records._byPath["sessions"] = $"{records.Agent.SessionId}";
        records._byField["agent_id"] = records._byField["assigned_agent_id"] = records.Agent.AgentId;
        return records;
    }

    /// <summary>The path of a route with the ids of this agency's records.</summary>
    public string Fill(Route route) => FillWith(route, kind => _byPath[kind]) + _queries.GetValueOrDefault(route.Path);

    /// <summary>The path of a route with ids that nobody has.</summary>
    public string FillWithNobodys(Route route) => FillWith(route, kind => IdThatNobodyHas(_byPath[kind]));

    /// <summary>The example of the route's body, its references to other records being this agency's; one of them another's when it is asked for.</summary>
    public JsonObject? Body(Route route, string? otherField = null, JsonNode? other = null)
    {
        if (route.RequestType is not { } type)
            return null;
        var example = type.GetProperty("Example")?.GetValue(null);
        example.ShouldNotBeNull($"{type} needs an Example.");
        var body = JsonSerializer.SerializeToNode(example, type, Json.Options)!.AsObject();
        foreach (var field in References(route).Where(f => !f.EndsWith(ClientId, StringComparison.Ordinal)))
            body[field] = _byField[field].DeepClone();
        if (body["photos"] is JsonArray photos)
        {
            foreach (var photo in photos)
                photo!["url"] = $"https://res.cloudinary.com/demo/image/upload/v1/{Mark}.jpg";
        }
        if (body.ContainsKey("photo_ids"))
            body["photo_ids"] = new JsonArray(long.Parse(_byPath["photos"], System.Globalization.CultureInfo.InvariantCulture));
        if (otherField is null)
            return body;
        // The id the server gave and the one the device gave name the same record: only one of them is looked at.
        body[Twin(otherField)] = null;
        body[otherField] = other?.DeepClone();
        return body;
    }

    private static string Twin(string field) =>
        field.EndsWith(ClientId, StringComparison.Ordinal) ? field[..^ClientId.Length] + "_id" : field[..^"_id".Length] + ClientId;

    public JsonNode Reference(string field) => _byField[field];

    /// <summary>The fields of a body that name other records.</summary>
    public IEnumerable<string> References(Route route)
    {
        var fields = route.RequestType?.GetProperties().Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)) ?? [];
        foreach (var field in fields.Where(f => f.EndsWith("_id", StringComparison.Ordinal) && f != "client_id" && !IdsOfMeta.Contains(f)))
        {
            _byField.ContainsKey(field).ShouldBeTrue($"{route} takes {field}, and AgencyRecords makes no such record: make one and put its id in _byField.");
            yield return field;
        }
    }

    public static JsonNode NobodyHas(JsonNode id) => id.GetValueKind() == JsonValueKind.Number ? 999_999_999_999 : IdThatNobodyHas(id.GetValue<string>());

    private static string IdThatNobodyHas(string id) => Guid.TryParse(id, out _) ? "01890000-0000-7000-8000-00000000dead" : "999999999999";

    private string FillWith(Route route, Func<string, string> idOf)
    {
        var path = new List<string>();
        foreach (var segment in route.Path.Trim('/').Split('/'))
        {
            if (!segment.StartsWith('{'))
            {
                path.Add(segment);
                continue;
            }
            _byPath
                .ContainsKey(path[^1])
                .ShouldBeTrue($"{route} takes an id of '{path[^1]}', and AgencyRecords makes no such record: make one and put its id in _byPath.");
            path.Add(idOf(path[^1]));
        }
        return "/" + string.Join('/', path);
    }

    private async Task MakePeopleAsync(AldravaApp app)
    {
        using var colleague = await Agency.AgentAsync(Mark);
        (_byPath["users"], _byPath["agents"]) = ($"{colleague.UserId}", $"{colleague.AgentId}");
        _byPath["invitations"] = await app.InScopeAsync(
            Agency.Id,
            async services =>
            {
                var db = services.GetRequiredService<AccountsDbContext>();
                var request = new InvitePerson.Request($"{Mark}@example.com", Role.Viewer, Mark);
                var invitation = Invitation.Of(Agency.Id, request, Admin.UserId, TestClock.Start);
                await db.AddAsync(invitation);
                await db.SaveChangesAsync();
                return $"{invitation.Id}";
            }
        );
    }

    private async Task MakeInboxAsync(AldravaApp app)
    {
        var number = (
            await Admin.Http.PostAsync(
                "/api/v1/whatsapp",
                new
                {
                    display_phone_number = "+351 210 000 077",
                    phone_number_id = $"77{Agency.Id}",
                    business_account_id = $"88{Agency.Id}",
                    access_token = "the-access-token",
                    webhook_url = $"https://example.com/{Mark}",
                }
            )
        ).Expect(HttpStatusCode.Created);
        _byPath["whatsapp"] = number["id"].GetString()!;
        _byField["whatsapp_number_id"] = number["id"].GetString()!;
        var contacts = new List<string>();
        for (var n = 0; n < 4; n++)
            contacts.Add(
                (await Agent.Http.PostAsync("/api/v1/contacts", new { name = $"{Mark} {Mark}", wa_user_id = $"PT.{Mark}{n}" }))
                    .Expect(HttpStatusCode.Created)["id"]
                    .GetString()!
            );
        (_byPath["contacts"], _byField["other_id"]) = (contacts[0], contacts[1]);
        var merge = await Admin.Http.PostAsync($"/api/v1/contacts/{contacts[0]}/merge", new { other_id = contacts[3] });
        _byPath["merges"] = merge.Expect(HttpStatusCode.OK)["merge_id"].GetString()!;
        var ids = (Template: Guid.CreateVersion7(TestClock.Start), Chatbot: Guid.CreateVersion7(TestClock.Start));
        await app.ExecuteAsync(
            $$"""
            insert into inbox.templates (id, organization_id, business_account_id, name, language, category, status, parameter_format, components, created_at, updated_at)
            values ('{{ids.Template}}', {{Agency.Id}}, '88{{Agency.Id}}', '{{Mark}}', 'pt_PT', 'UTILITY', 'APPROVED', 'POSITIONAL', '[]', '2026-01-01', '2026-01-01');
            insert into flows.chatbots (id, organization_id, name, created_at, updated_at)
            values ('{{ids.Chatbot}}', {{Agency.Id}}, 'Bot', '2026-01-01', '2026-01-01')
            """
        );
        _byPath["templates"] = $"{ids.Template}";
        _byField["default_chatbot_id"] = $"{ids.Chatbot}";
    }

    private async Task MakeCrmAsync()
    {
        var clientId = $"{Guid.CreateVersion7(TestClock.Start)}";
        var property = await IdOf("/mobile/properties", new { title = Mark, client_id = clientId });
        var lead = await IdOf(
            "/mobile/leads",
            new
            {
                name = Mark,
                property_id = property,
                client_id = clientId,
            }
        );
        var visit = await IdOf(
            "/mobile/visits",
            new
            {
                property_id = property,
                lead_id = lead,
                scheduled_at = TestClock.Start.AddHours(5),
                notes = Mark,
                client_id = clientId,
            }
        );
        await MakePhotosAsync(property);
        _byPath["tasks"] = $"{await IdOf("/mobile/tasks", new { title = Mark, lead_id = lead })}";
        (_byField["visit_id"], _byField["visit_client_id"]) = (visit, clientId);
        (_byPath["properties"], _byPath["leads"], _byPath["visits"]) = ($"{property}", $"{lead}", $"{visit}");
        (_byField["property_id"], _byField["lead_id"]) = (property, lead);
        _byField["property_client_id"] = _byField["lead_client_id"] = clientId;
    }

    private async Task MakeTeamAsync(AldravaApp app)
    {
        var number = $"{Agency.Id}00000";
        await InboxApp.AddNumberAsync(app, Agency.Id, number);
        var conversation = await TeamApp.AddTalkAsync(app, Agency.Id, Mark);
        // The other number is one that nobody wrote to.
        await app.ExecuteAsync(
            $"update inbox.conversations set number_id = (select id from inbox.numbers where phone_number_id = '{number}') where id = '{conversation}'"
        );
        var department = await GuidOf("/api/v1/departments", new { name = Mark, member_ids = new[] { Agent.UserId } });
        var queue = await GuidOf(
            "/api/v1/queues",
            new
            {
                name = Mark,
                department_id = department,
                strategy = "manual",
            }
        );
        var label = await GuidOf("/api/v1/labels", new { name = Mark, color = "#112233" });
        var reply = await GuidOf("/api/v1/canned-replies", new { shortcut = Mark, text = Mark });
        await Agent.Http.PutAsync($"/api/v1/conversations/{conversation}/labels/{label}");
        await Agent.Http.PostAsync($"/api/v1/conversations/{conversation}/notes", new { text = Mark });
        _byPath["conversations"] = $"{conversation}";
        // One without queues, which may go.
        var empty = await GuidOf("/api/v1/departments", new { name = Mark + "2", member_ids = new[] { Agent.UserId } });
        (_byPath["departments"], _byPath["queues"], _byPath["labels"], _byPath["canned-replies"]) = ($"{empty}", $"{queue}", $"{label}", $"{reply}");
        _byPath["members"] = $"{Agent.UserId}";
        (_byField["department_id"], _byField["user_id"]) = ($"{department}", Agent.UserId);
    }

    private async Task<Guid> GuidOf(string path, object body) => (await Admin.Http.PostAsync(path, body)).Expect(HttpStatusCode.Created)["id"].GetGuid();

    private async Task MakePhotosAsync(long property)
    {
        var url = $"https://res.cloudinary.com/demo/image/upload/v1/{Mark}.jpg";
        await Agent.Http.PostAsync($"/mobile/properties/{property}/photos", new { photos = new[] { new { url } } });
        var listing = (await Agent.Http.GetAsync($"/mobile/properties/{property}")).Expect(HttpStatusCode.OK);
        _byPath["photos"] = $"{listing["photos"][0].GetProperty("id").GetInt64()}";
    }

    /// <summary>A published flow with a draft, and a run of it.</summary>
    private async Task MakeFlowsAsync(AldravaApp app)
    {
        var canvas = new
        {
            nodes = new[]
            {
                new
                {
                    id = Mark,
                    type = "end",
                    data = new { text = Mark },
                },
            },
        };
        var chatbot = await UuidOf("/api/v1/chatbots", new { name = Mark });
        await app.ExecuteAsync($"update inbox.conversations set chatbot_id = '{chatbot}' where id = '{_byPath["conversations"]}'");
        (_byPath["chatbots"], _byField["chatbot_id"], _queries["/api/v1/flows"]) = (chatbot, chatbot, $"?chatbot_id={chatbot}");
        var flow = await UuidOf(
            "/api/v1/flows",
            new
            {
                chatbot_id = chatbot,
                name = Mark,
                canvas_data = canvas,
            }
        );
        (_byPath["flows"], _byPath["versions"], _byPath["diff"]) = (flow, "1", "draft");
        (await Admin.Http.PostAsync($"/api/v1/flows/{flow}/publish", new { note = Mark })).Expect(HttpStatusCode.OK);
        var draft = new { nodes = new[] { new { id = $"{Mark}2", type = "end" } } };
        (await Admin.Http.PutAsync($"/api/v1/flows/{flow}", new { canvas_data = draft })).Expect(HttpStatusCode.OK);
        _byPath["runs"] = $"{Guid.CreateVersion7(TestClock.Start)}";
        await app.ExecuteAsync(
            $$"""
            insert into flows.runs (id, organization_id, conversation_id, flow_id, version, status, state, last_seq, started_at, ended_at)
            values ('{{_byPath["runs"]}}', {{Agency.Id}}, '{{_byPath["conversations"]}}', '{{flow}}', 1, 'ended', '{}', 1, now(), now());
            insert into flows.steps (organization_id, run_id, seq, input, at) values ({{Agency.Id}}, '{{_byPath["runs"]}}', 1, '{{Mark}}', now())
            """
        );
    }

    private async Task<string> UuidOf(string path, object body) => (await Admin.Http.PostAsync(path, body)).Expect(HttpStatusCode.Created)["id"].GetString()!;

    private async Task<long> IdOf(string path, object body) => (await Agent.Http.PostAsync(path, body)).Expect(HttpStatusCode.Created)["id"].GetInt64();

    private async Task MakeConversationAsync(AldravaApp app)
    {
        var phoneNumberId = $"2000000000{Agency.Id:00000}";
        await InboxApp.AddNumberAsync(app, Agency.Id, phoneNumberId);
        var number = await app.ScalarAsync<Guid>(
            $"update inbox.numbers set business_account_id = '99{Agency.Id}' where phone_number_id = '{phoneNumberId}' returning id"
        );
        var begun = new
        {
            whatsapp_number_id = number,
            phone = $"+35191234{Agency.Id:0000}",
            name = Mark,
        };
        var conversation = (await Agent.Http.PostAsync("/api/v1/conversations", begun)).Expect(HttpStatusCode.Created);
        var id = conversation["id"].GetString()!;
        await Agent.Http.PutAsync($"/api/v1/conversations/{id}/labels/{_byPath["labels"]}");
        // Had by a colleague whose name is the mark, and passed on with a note.
        var passing = new { user_id = long.Parse(_byPath["users"], System.Globalization.CultureInfo.InvariantCulture), note = Mark };
        (await Agent.Http.PostAsync($"/api/v1/conversations/{id}/transfer", passing)).Expect(HttpStatusCode.OK);
        (await Admin.Http.PostAsync($"/api/v1/conversations/{id}/assign", new { user_id = Agent.UserId })).Expect(HttpStatusCode.OK);
        // Failed already: nothing leaves the house.
        var message = Guid.CreateVersion7(TestClock.Start);
        await app.ExecuteAsync(
            $"""
            update inbox.conversations set last_inbound_at = '{TestClock.Start:O}' where id = '{id}';
            insert into inbox.messages (id, organization_id, conversation_id, direction, type, text, payload, status, sent_by, created_at)
            values ('{message}', {Agency.Id}, '{id}', 'outbound', 'template', '{Mark}', '{"{}"}', 'failed', 'user:{Agent.UserId}', '{TestClock.Start:O}')
            """
        );
        (_byPath["conversations"], _byPath["messages"]) = (id, $"{message}");
        _byField["whatsapp_number_id"] = $"{number}";
        _byField["contact_id"] = conversation["contact.id"].GetString()!;
        _byField["queue_id"] = _byPath["queues"];
    }
}
