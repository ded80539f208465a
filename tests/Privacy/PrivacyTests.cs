using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Aldrava.Inbox.Sandbox;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aldrava.Tests.Privacy;

/// <summary>A customer who came by WhatsApp, was typed in and imported, visited, and is then to be forgotten.</summary>
public sealed class PrivacyTests
{
    private const string Customer = "351934567890";
    private static readonly SandboxWebhooks Meta = new("300000000000003", "100000000000001", "351210000001", "sandbox-app-secret");

    /// <summary>What must be nowhere once she is erased: name, address, number, and what was said and noted.</summary>
    private static readonly string[] Needles =
    [
        "Benedita Falcão",
        "Bené F.",
        "benedita.falcao@",
        "934567890",
        "934 567 890",
        "Freiria dos Azulejos",
        "Prefere chamadas",
        "Campainha avariada",
        "Adorou a varanda",
        "Ligar à Benedita",
        "Disse que volta",
    ];

    [Fact]
    public async Task An_erased_person_is_nowhere_in_the_database_and_every_count_stays()
    {
        await using var graph = await FakeGraph.StartAsync();
        await using var app = await StartAsync(graph);
        using var admin = await SignInAsync(app, "admin@imoveismais.pt");
        using var agent = await SignInAsync(app, "joao.teste@imoveismais.pt");
        await TalkAsync(app, graph);
        var key = $"{Guid.CreateVersion7(app.Clock.GetUtcNow())}";
        var lead = await FillAsync(app, agent, admin, key);
        foreach (var needle in Needles)
            (await FindAsync(app, needle)).ShouldNotBeEmpty($"{needle} is to be found before");
        var before = await CountsAsync(app);

        var erased = (await admin.PostAsync("/api/privacy/erase", new { phone = "00351 934 567 890", confirm = true })).Expect(HttpStatusCode.OK);

        Rows(erased, "leads").ShouldBe(3);
        Rows(erased, "contacts").ShouldBe(1);
        Rows(erased, "messages").ShouldBeGreaterThan(5);
        erased["lead_ids"].EnumerateArray().Select(id => id.GetInt64()).ShouldContain(lead);
        foreach (var needle in Needles)
            (await FindAsync(app, needle)).ShouldBeEmpty(needle);
        (await CountsAsync(app)).ShouldBe(before);

        var shown = await agent.GetAsync($"/mobile/leads/{lead}");
        shown["name"].GetString().ShouldBe("Pessoa apagada");
        shown["version"].GetInt32().ShouldBeGreaterThan(1);
        (await agent.PostAsync("/mobile/leads", NewLead, ("Idempotency-Key", key))).Header("Idempotency-Replayed").ShouldBe("true");
        (await CountsAsync(app)).ShouldBe(before, "A repeated request does not make her anew.");
        (await admin.PostAsync("/api/privacy/erase", new { phone = Customer, confirm = true })).Expect(HttpStatusCode.NotFound);
        var audit = await app.ScalarAsync<string>("select details::text from accounts.audit_log where action = 'person.erased'");
        audit.ShouldNotBeNull().ShouldContain("phone_sha256");
    }

    [Fact]
    public async Task All_that_is_kept_about_a_person_comes_out_as_a_zip()
    {
        await using var graph = await FakeGraph.StartAsync();
        await using var app = await StartAsync(graph);
        using var admin = await SignInAsync(app, "admin@imoveismais.pt");
        using var agent = await SignInAsync(app, "joao.teste@imoveismais.pt");
        await TalkAsync(app, graph);
        await FillAsync(app, agent, admin, $"{Guid.CreateVersion7(app.Clock.GetUtcNow())}");

        var answer = await admin.PostAsync("/api/privacy/export", new { email = "BENEDITA.FALCAO@example.pt" });
        answer.Status.ShouldBe(HttpStatusCode.OK, string.Join('\n', app.Logs.Lines.TakeLast(5)));

        answer.Header("Content-Type").ShouldBe("application/zip");
        using var zip = new ZipArchive(new MemoryStream(answer.Body));
        zip.Entries.Select(e => e.Name)
            .ShouldBe(
                [
                    "README.txt",
                    "leads.json",
                    "visits.json",
                    "tasks.json",
                    "activities.json",
                    "contacts.json",
                    "conversations.json",
                    "messages.json",
                    "answers.json",
                ],
                ignoreOrder: true
            );
        Read(zip, "README.txt").ShouldContain("Imóveis Mais");
        JsonSerializer.Deserialize<JsonElement[]>(Read(zip, "leads.json"))!.Length.ShouldBe(3);
        Read(zip, "messages.json").ShouldContain("Freiria dos Azulejos");
        Read(zip, "answers.json").ShouldContain("Benedita Falcão");
        Read(zip, "visits.json").ShouldContain("Campainha avariada");
        (await FindAsync(app, "Benedita Falcão")).ShouldNotBeEmpty("Exporting erases nothing.");
        (await app.ScalarAsync<long>("select count(*) from accounts.audit_log where action = 'person.exported'")).ShouldBe(1);
    }

    [Fact]
    public async Task Only_an_administrator_of_the_same_agency_who_confirms_it_erases_somebody()
    {
        await using var graph = await FakeGraph.StartAsync();
        await using var app = await StartAsync(graph);
        using var admin = await SignInAsync(app, "admin@imoveismais.pt");
        using var agent = await SignInAsync(app, "joao.teste@imoveismais.pt");
        var agency = await Agency.FoundAsync(app, "OUT");
        using var stranger = await agency.AdminAsync();
        var lead = (await agent.PostAsync("/mobile/leads", NewLead)).Expect(HttpStatusCode.Created)["id"].GetInt64();
        var person = new { lead_id = lead, confirm = true };

        foreach (var path in new[] { "/api/privacy/erase", "/api/privacy/export" })
        {
            (await agent.PostAsync(path, person)).Expect(HttpStatusCode.Forbidden);
            (await stranger.Http.PostAsync(path, person)).Expect(HttpStatusCode.NotFound).Code.ShouldBe("privacy.person_not_found");
            (await admin.PostAsync(path, new { confirm = true })).Expect(HttpStatusCode.UnprocessableEntity);
            (await admin.PostAsync(path, new { phone = "abc", confirm = true })).Expect(HttpStatusCode.UnprocessableEntity);
        }
        (await admin.PostAsync("/api/privacy/erase", new { lead_id = lead })).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("privacy.not_confirmed");
        (await agent.GetAsync($"/mobile/leads/{lead}"))["name"].GetString().ShouldBe("Benedita Falcão");
    }

    [Fact]
    public async Task A_filler_that_stands_in_many_leads_takes_nobody_along()
    {
        await using var graph = await FakeGraph.StartAsync();
        await using var app = await StartAsync(graph);
        using var admin = await SignInAsync(app, "admin@imoveismais.pt");
        using var agent = await SignInAsync(app, "joao.teste@imoveismais.pt");
        var leads = new List<long>();
        for (var i = 0; i < 60; i++)
            leads.Add((await agent.PostAsync("/mobile/leads", new { name = $"Pessoa {i}", email = "sem@email.pt" }))["id"].GetInt64());

        var refused = await admin.PostAsync("/api/privacy/erase", new { lead_id = leads[0], confirm = true });
        var alone = await admin.PostAsync(
            "/api/privacy/erase",
            new
            {
                lead_id = leads[0],
                linked = false,
                confirm = true,
            }
        );

        refused.Expect(HttpStatusCode.BadRequest).Code.ShouldBe("privacy.too_many");
        Rows(alone.Expect(HttpStatusCode.OK), "leads").ShouldBe(1);
        (await agent.GetAsync($"/mobile/leads/{leads[1]}"))["name"].GetString().ShouldBe("Pessoa 1");
    }

    private static object NewLead =>
        new
        {
            name = "Benedita Falcão",
            email = "benedita.falcao@example.pt",
            phone = "+351 934 567 890",
            notes = "Prefere chamadas à noite",
        };

    private static Task<AldravaApp> StartAsync(FakeGraph graph) =>
        AldravaApp.StartAsync(new() { ["ENVIRONMENT"] = "development", ["WHATSAPP_GRAPH_URL"] = graph.Url }, demo: true);

    private static async Task TalkAsync(AldravaApp app, FakeGraph graph)
    {
        string[] says = ["Boa tarde", "Benedita Falcão", "comprar", "350 mil", "Freiria dos Azulejos"];
        for (var n = 0; n < says.Length; n++)
        {
            var webhook = Meta.Text(SandboxPerson.WithPhone(Customer, "Bené F."), SandboxIds.Wamid(Customer), app.Clock.GetUtcNow(), says[n]);
            using var meta = app.Anonymous();
            (await meta.PostAsync("/api/v1/whatsapp/webhook", webhook.Body, ("X-Hub-Signature-256", webhook.Signature))).Expect(HttpStatusCode.OK);
            var answers = n == 0 ? 2 : n + 2;
            await Eventually.BecomesTrueAsync(() => Task.FromResult(graph.TextsTo(Customer).Count >= answers), $"{answers} answers after «{says[n]}»");
        }
        await Eventually.BecomesTrueAsync(
            async () => await app.ScalarAsync<long>("select count(*) from platform.deliveries where state = 'pending'") == 0,
            "every event delivered"
        );
    }

    /// <summary>Types her in, imports her, books a visit, plans a task, notes things; answers the lead that was typed in.</summary>
    private static async Task<long> FillAsync(AldravaApp app, TestClient agent, TestClient admin, string key)
    {
        using var csv = new StringContent("nome,email\nBenedita F.,Benedita.Falcao@example.pt\n", Encoding.UTF8, "text/csv");
        await admin.SendAsync(HttpMethod.Post, "/mobile/leads/import", csv);
        var lead = (await agent.PostAsync("/mobile/leads", NewLead, ("Idempotency-Key", key))).Expect(HttpStatusCode.Created)["id"].GetInt64();
        await app.ExecuteAsync(
            $"update crm.leads set email = 'benedita.falcao@casa.example.pt' where conversation_id is not null and phone like '%{Customer}%'"
        );
        var property = (await agent.PostAsync("/mobile/properties", new { title = "T3 com varanda" }))["id"].GetInt64();
        var visit = new
        {
            property_id = property,
            lead_id = lead,
            scheduled_at = "2026-03-10T22:00:00",
            notes = "Campainha avariada",
        };
        (await agent.PostAsync("/mobile/visits", visit, ("Idempotency-Key", $"{Guid.CreateVersion7(app.Clock.GetUtcNow())}"))).Expect(HttpStatusCode.Created);
        await agent.PatchAsync($"/mobile/leads/{lead}/status", new { status = "qualified", note = "Disse que volta" });
        await app.ExecuteAsync(
            $"""
            update crm.visits set feedback = 'Adorou a varanda' where lead_id = {lead};
            insert into crm.tasks (id, organization_id, title, priority, status, lead_id, version, created_at, updated_at)
            select 999999, organization_id, 'Ligar à Benedita', 'normal', 'open', id, 1, created_at, created_at from crm.leads where id = {lead}
            """
        );
        return lead;
    }

    /// <summary>Every table and column, whatever its type, in which a text stands.</summary>
    private static async Task<List<string>> FindAsync(AldravaApp app, string text)
    {
        var source = app.Services.GetRequiredService<NpgsqlDataSource>();
        var columns = new List<(string Table, string Column, string Type)>();
        await using (
            var command = source.CreateCommand(
                """
                select c.table_schema || '.' || c.table_name, c.column_name, c.data_type from information_schema.columns c
                join information_schema.tables t using (table_schema, table_name)
                where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
                  and c.data_type not in ('boolean', 'timestamp with time zone', 'date', 'uuid')
                """
            )
        )
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                columns.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }
        columns.Count.ShouldBeGreaterThan(100);
        var found = new List<string>();
        foreach (var (table, column, type) in columns)
        {
            // json is read, so that an escaped letter is the letter.
            var holds = type switch
            {
                "bytea" => $"position(convert_to($1, 'UTF8') in \"{column}\") > 0",
                "json" => $"\"{column}\"::jsonb::text ilike '%' || $1 || '%'",
                _ => $"\"{column}\"::text ilike '%' || $1 || '%'",
            };
            await using var look = source.CreateCommand($"select exists (select from {table} where {holds})");
            look.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
            if (await look.ExecuteScalarAsync() is true)
                found.Add($"{table}.{column}");
        }
        return found;
    }

    private static async Task<string?> CountsAsync(AldravaApp app) =>
        await app.ScalarAsync<string>(
            """
            select concat_ws(' ', (select count(*) from crm.leads), (select count(*) from crm.visits), (select count(*) from crm.tasks),
              (select count(*) from crm.activities), (select count(*) from inbox.contacts), (select count(*) from inbox.conversations),
              (select count(*) from inbox.messages), (select count(*) from flows.runs), (select count(*) from flows.steps))
            """
        );

    private static int Rows(Answer erased, string kind) =>
        erased["erased"].EnumerateArray().Single(e => e.GetProperty("kind").GetString() == kind).GetProperty("count").GetInt32();

    private static string Read(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private static async Task<TestClient> SignInAsync(AldravaApp app, string email)
    {
        using var anonymous = app.Anonymous();
        var pair = (await anonymous.PostAsync("/api/auth/login", new { email, password = "senha123" })).Expect(HttpStatusCode.OK);
        return new TestClient(app, pair["access_token"].GetString());
    }
}
