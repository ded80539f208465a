using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm.Bulk;

public sealed class ImportTests(Agencies agencies) : IClassFixture<Agencies>
{
    private const string Path = "/mobile/leads/import";

    [Fact]
    public async Task Every_line_becomes_a_lead_a_duplicate_or_is_told_what_is_wrong_with_it()
    {
        await agencies.EmptyAsync();
        var known = (await agencies.Agent.PostAsync("/mobile/leads", new { name = "Já cá estava", phone = "+351 912 345 678" }))["id"].GetInt64();
        var property = await agencies.Agent.PostAsync("/mobile/properties", new { title = "T2", reference = "IMV-1" });
        const string file = """
            Nome;E-mail;Telemóvel;Orçamento;Referência;Agente;Estado;Notas;Signo
            Maria Costa;maria@example.pt;934 567 890;250 mil;imv-1;agente@imoveismais.pt;Qualificado;"Quer varanda;
            e garagem";Leão
            Repetida;;00351912345678;;;;;;
            Maria outra vez;MARIA@EXAMPLE.PT;;;;;;;

            ;sem.nome@example.pt;;;;;;;
            Muitos erros;isto não é;;barato;IMV-9;ninguem@x.pt;talvez;;
            Referência errada;;;;IMV-9;;;;
            """;

        var report = (await SendAsync(agencies.Admin, file)).Expect(HttpStatusCode.OK);

        report["written"].GetBoolean().ShouldBeTrue();
        report["totals"].ToString().ShouldBe("""{"lines":6,"created":1,"duplicate":2,"invalid":3}""");
        report["ignored_columns"].ToString().ShouldBe("""["Signo"]""");
        var lines = report["lines"].EnumerateArray().ToList();
        lines
            .Select(l => $"{l.GetProperty("line")} {l.GetProperty("result")}")
            .ShouldBe(["2 created", "4 duplicate", "5 duplicate", "7 invalid", "8 invalid", "9 invalid"]);
        var lead = lines[0].GetProperty("lead_id").GetInt64();
        lines[1].GetProperty("duplicate_of").GetInt64().ShouldBe(known);
        lines[2].GetProperty("duplicate_of").GetInt64().ShouldBe(lead);
        lines[2].GetProperty("duplicate_of_line").GetInt32().ShouldBe(2);
        Faults(lines[3]).ShouldBe("name missing");
        Faults(lines[4]).ShouldBe("email email, budget float_type, status enum, agent agent_unknown");
        Faults(lines[5]).ShouldBe("property_reference property_unknown");

        var made = await agencies.Agent.GetAsync($"/mobile/leads/{lead}");
        made["name"].GetString().ShouldBe("Maria Costa");
        made["email"].GetString().ShouldBe("maria@example.pt");
        made["budget"].GetDecimal().ShouldBe(250_000);
        made["status"].GetString().ShouldBe("qualified");
        made["notes"].GetString()!.ReplaceLineEndings("\n").ShouldBe("Quer varanda;\ne garagem");
        made["property_id"].GetInt64().ShouldBe(property["id"].GetInt64());
        made["assigned_agent_id"].GetInt64().ShouldBe(agencies.Agent.AgentId);
        (await agencies.Agent.IdsAsync("/mobile/leads?search=934567890")).ShouldBe([lead]);
        var history = "select count(*) from crm.activities where type = 'lead_created' and actor_name is not null and entity_id = " + lead;
        (await agencies.App.ScalarAsync<long>(history)).ShouldBe(1);
    }

    [Fact]
    public async Task A_dry_run_says_what_the_import_then_does_and_writes_nothing()
    {
        await agencies.EmptyAsync();
        const string file = "name,phone,email\nA,912345678,\nB,+351912345678,b@x.pt\nC,,B@X.PT\nD,,\n,1,\n";

        var dry = (await SendAsync(agencies.Agent, file, "?dry_run=true")).Expect(HttpStatusCode.OK);
        (await agencies.Agent.IdsAsync("/mobile/leads")).ShouldBeEmpty();
        var real = (await SendAsync(agencies.Agent, file)).Expect(HttpStatusCode.OK);

        dry["written"].GetBoolean().ShouldBeFalse();
        Results(dry).ShouldBe(Results(real));
        dry["totals"].ToString().ShouldBe(real["totals"].ToString());
        dry["lines"].EnumerateArray().ShouldAllBe(l => l.GetProperty("lead_id").ValueKind == JsonValueKind.Null);
        // The third shares an address with the second, and the second a phone with the first.
        Results(real).ShouldBe("2 created, 3 duplicate, 4 duplicate, 5 created, 6 invalid");
        (await agencies.Agent.IdsAsync("/mobile/leads")).Length.ShouldBe(2);

        var again = (await SendAsync(agencies.Agent, file)).Expect(HttpStatusCode.OK);
        Results(again).ShouldBe("2 duplicate, 3 duplicate, 4 duplicate, 5 created, 6 invalid");
    }

    [Fact]
    public async Task A_strict_import_writes_all_or_nothing()
    {
        await agencies.EmptyAsync();

        var refused = (await SendAsync(agencies.Agent, "nome\nA\n \"\"\nB,mail\n", "?strict=true")).Expect(HttpStatusCode.OK);
        var faulty = (await SendAsync(agencies.Agent, "nome,email\nA,\nB,mail\n", "?strict=true")).Expect(HttpStatusCode.OK);

        refused["written"].GetBoolean().ShouldBeTrue();
        faulty["written"].GetBoolean().ShouldBeFalse();
        faulty["totals.invalid"].GetInt32().ShouldBe(1);
        (await agencies.Agent.IdsAsync("/mobile/leads?search=A")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task An_agents_import_is_theirs_and_a_colleagues_lead_is_not_named()
    {
        await agencies.EmptyAsync();
        await agencies.Colleague.PostAsync("/mobile/leads", new { name = "Do colega", email = "cliente@x.pt" });

        var report = (await SendAsync(agencies.Agent, "nome\temail\tagente\nA\ta@x.pt\tjoao.teste@imoveismais.pt\nB\tcliente@x.pt\t\n")).Expect(
            HttpStatusCode.OK
        );

        Results(report).ShouldBe("2 created, 3 duplicate");
        report["lines"][1].GetProperty("duplicate_of").ValueKind.ShouldBe(JsonValueKind.Null);
        (await agencies.Agent.GetAsync("/mobile/leads")).Json[0].GetProperty("assigned_agent_id").GetInt64().ShouldBe(agencies.Agent.AgentId);
        var signal = (await agencies.SignalsAsync("leads_imported")).ShouldHaveSingleItem();
        signal.GetProperty("audience").ToString().ShouldBe($"[\"agent:{agencies.Agent.AgentId}\"]".Replace("\"]", "\"]", StringComparison.Ordinal));
        signal.GetProperty("data").GetProperty("count").GetInt32().ShouldBe(1);
        (await agencies.SignalsAsync("new_lead")).Length.ShouldBe(1, "Only the lead that was typed in rings.");
    }

    [Theory]
    [InlineData("windows-1252", "João Conceição")]
    [InlineData("utf-8", "João Conceição 🏠")]
    [InlineData("utf-16", "João Conceição 🏠")]
    public async Task Files_of_all_spreadsheets_are_read(string encoding, string name)
    {
        await agencies.EmptyAsync();
        var coding = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        byte[] bytes = [.. coding.GetPreamble(), .. coding.GetBytes($"nome;telefone\r\n{name};912 345 678\r\n")];
        using var form = new MultipartFormDataContent { { new StringContent("x"), "comment" }, { new ByteArrayContent(bytes), "file", "contactos.csv" } };

        (await agencies.Agent.Client.SendAsync(HttpMethod.Post, Path, form)).Expect(HttpStatusCode.OK)["totals.created"].GetInt32().ShouldBe(1);

        (await agencies.Agent.GetAsync("/mobile/leads")).Json[0].GetProperty("name").GetString().ShouldBe(name);
    }

    [Theory]
    [InlineData("application/json", "{}", HttpStatusCode.UnsupportedMediaType, "import.not_csv")]
    [InlineData("text/csv", "", HttpStatusCode.BadRequest, "import.empty")]
    [InlineData("text/csv", "nome,email\n\n , \n", HttpStatusCode.BadRequest, "import.empty")]
    [InlineData("text/csv", "email,phone\na@x.pt,1\n", HttpStatusCode.BadRequest, "import.no_name")]
    [InlineData("multipart/form-data", "nome\nA", HttpStatusCode.BadRequest, "import.no_file")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\n", HttpStatusCode.BadRequest, "import.no_file")]
    public async Task What_is_no_file_of_leads_is_refused(string type, string body, HttpStatusCode status, string code)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        (await agencies.Agent.Client.SendAsync(HttpMethod.Post, Path, content)).Expect(status).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Who_has_no_agent_and_no_say_may_not_import()
    {
        (await SendAsync(agencies.WithoutAgent, "nome\nA\n")).Status.ShouldBe(
            agencies.WithoutAgent.AgentId == 0 ? HttpStatusCode.Forbidden : HttpStatusCode.OK
        );
        (await SendAsync(agencies.Viewer, "nome\nA\n")).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.read_only");
    }

    [Fact]
    public async Task An_import_is_audited_without_naming_anybody()
    {
        await SendAsync(agencies.Admin, "nome\nPessoa Auditada\n");

        var entry = await agencies.App.ScalarAsync<string>(
            "select subject || details::text from accounts.audit_log where action = 'leads.imported' order by id desc limit 1"
        );

        entry.ShouldNotBeNull().ShouldContain("\"created\": 1");
        entry.ShouldNotContain("Auditada");
    }

    [Fact]
    public async Task Leads_that_are_made_after_an_import_have_ids_of_their_own()
    {
        await agencies.EmptyAsync();
        var file = "nome\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"P{i}\n"));

        for (var round = 0; round < 3; round++)
        {
            (await SendAsync(agencies.Agent, file)).Expect(HttpStatusCode.OK)["totals.created"].GetInt32().ShouldBe(100);
            for (var i = 0; i < 40; i++)
                await agencies.Agent.NotesLeadAsync();
        }
    }

    private static Task<Answer> SendAsync(Person caller, string csv, string query = "")
    {
        var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        return caller.Client.SendAsync(HttpMethod.Post, Path + query, content);
    }

    private static string Results(Answer report) =>
        string.Join(", ", report["lines"].EnumerateArray().Select(l => $"{l.GetProperty("line")} {l.GetProperty("result")}"));

    private static string Faults(JsonElement line) =>
        string.Join(", ", line.GetProperty("errors").EnumerateArray().Select(e => $"{e.GetProperty("field")} {e.GetProperty("type")}"));
}
