using System.Net;
using System.Text;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm.Bulk;

public sealed class ExportTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Theory]
    [InlineData("pt-PT", "")]
    [InlineData("pt-BR", "?separator=;")]
    [InlineData("en", "?separator=tab")]
    public async Task What_was_exported_is_all_there_when_it_is_imported_again(string language, string query)
    {
        await agencies.EmptyAsync();
        await agencies.Agent.PostAsync("/mobile/properties", new { title = "T2", reference = "IMV-1" });
        await NotesAsync(
            new
            {
                name = "Ana, a \"primeira\"",
                phone = "+351 912 345 678",
                notes = "=HYPERLINK(\"http://x\")\nduas linhas; e mais",
                budget = 1234.5,
            }
        );
        await NotesAsync(
            new
            {
                name = "@Bruno",
                email = "bruno@x.pt",
                source = "website",
            }
        );

        const string wishes = """{"business":"rent","typologies":["T2","T3"],"types":["apartment"],"area_min":90.5,"places":["Cascais","Vila Nova de Gaia"]}""";
        await agencies.App.ExecuteAsync($"update crm.leads set wishes = '{wishes}' where email is not null");

        var file = await agencies.Admin.Client.GetAsync($"/mobile/leads/export{query}", ("Accept-Language", language));

        file.Expect(HttpStatusCode.OK).Header("Content-Type").ShouldBe("text/csv; charset=utf-8");
        file.Header("Content-Disposition")!.ShouldContain(".csv");
        file.Body[..3].ShouldBe(Encoding.UTF8.GetPreamble());
        file.Text.ShouldContain("'+351 912 345 678");
        file.Text.ShouldContain("'=HYPERLINK");
        file.Text.ShouldContain("'@Bruno");
        var again = await ImportAsync(agencies.Admin, file.Body, "?dry_run=true");
        again["totals"].ToString().ShouldBe("""{"lines":2,"created":0,"duplicate":2,"invalid":0}""");

        var before = await LeadsAsync();
        await agencies.App.ExecuteAsync("delete from crm.leads");
        (await ImportAsync(agencies.Admin, file.Body))["totals.created"].GetInt32().ShouldBe(2);
        (await LeadsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task An_agent_exports_their_own_and_who_sees_all_everything_filtered_like_the_list()
    {
        await agencies.EmptyAsync();
        await NotesAsync(new { name = "Meu", source = "website" });
        await agencies.Colleague.PostAsync("/mobile/leads", new { name = "Do colega", source = "portal" });

        (await NamesAsync(agencies.Agent)).ShouldBe(["Meu"]);
        (await NamesAsync(agencies.Admin)).ShouldBe(["Do colega", "Meu"]);
        (await NamesAsync(agencies.Admin, "?source=portal")).ShouldBe(["Do colega"]);
        (await NamesAsync(agencies.Admin, "?search=MEU&status=new")).ShouldBe(["Meu"]);
        (await NamesAsync(agencies.Rival)).ShouldBeEmpty();
        (await agencies.Admin.GetAsync("/mobile/leads/export?separator=x")).Expect(HttpStatusCode.UnprocessableEntity);
        (await agencies.App.ScalarAsync<long>("select count(*) from accounts.audit_log where action = 'leads.exported'")).ShouldBeGreaterThanOrEqualTo(5);
    }

    private Task<Answer> NotesAsync(object lead) => agencies.Agent.PostAsync("/mobile/leads", lead);

    private static async Task<string[]> NamesAsync(Person caller, string query = "") =>
        [
            .. (await caller.GetAsync($"/mobile/leads/export{query}"))
                .Expect(HttpStatusCode.OK)
                .Text.Split("\r\n")
                .Skip(1)
                .SkipLast(1)
                .Select(l => l.Split(',')[0]),
        ];

    private async Task<string?> LeadsAsync() =>
        await agencies.App.ScalarAsync<string>(
            "select string_agg(concat_ws('|', name, email, phone, source, notes, budget, status, assigned_agent_id, phone_key, search_text, wishes), E'\\n' order by name) from crm.leads"
        );

    private static async Task<Answer> ImportAsync(Person caller, byte[] csv, string query = "")
    {
        using var content = new ByteArrayContent(csv);
        content.Headers.ContentType = new("text/csv");
        return (await caller.Client.SendAsync(HttpMethod.Post, "/mobile/leads/import" + query, content)).Expect(HttpStatusCode.OK);
    }
}
