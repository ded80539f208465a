using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using Aldrava.Crm;
using Aldrava.Crm.Tasks;
using Aldrava.Crm.Visits;
using Aldrava.Platform.Http;
using Aldrava.Tests.Architecture;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Performance;

/// <summary>Nothing that is read of the CRM and the inbox, by any route or worker, reads a whole table once there are ten to twenty thousand records.</summary>
public sealed class QueryPlanTests(LargeAgency agency) : IClassFixture<LargeAgency>
{
    private const string Advice = "Each of these read all of a table: it needs another query or an index, in a new migration; or a reason in WholeByNature.";

    private const string ExportTakesMuch = "Every page of the table has leads that go into the file: reading it once, in a row, is the least.";
    private const string ExportNamesListings =
        "The references of thousands of listings are asked for at once: reading all listings once is less than looking each up.";

    /// <summary>What does read a whole table, and rightly.</summary>
    private static readonly Dictionary<string, string> WholeByNature = new(StringComparer.Ordinal)
    {
        ["leads: /mobile/leads/export, asked by an admin"] = ExportTakesMuch,
        ["leads: /mobile/leads/export?status=new, asked by an admin"] = ExportTakesMuch,
        ["leads: /mobile/leads/export?source=website, asked by an admin"] = ExportTakesMuch,
        ["properties: /mobile/leads/export, asked by an agent"] = ExportNamesListings,
        ["properties: /mobile/leads/export, asked by an admin"] = ExportNamesListings,
        ["properties: /mobile/leads/export?status=new, asked by an admin"] = ExportNamesListings,
        ["properties: /mobile/leads/export?source=website, asked by an admin"] = ExportNamesListings,
    };

    [Fact]
    public void Every_route_that_reads_the_CRM_is_asked()
    {
        var routes = Route
            .Of(agency.App.Services)
            .Where(r => r.Method == "GET" && r.Metadata.GetMetadata<MethodInfo>()?.DeclaringType?.Assembly == typeof(CrmModule).Assembly)
            .Select(r => r.Pattern)
            .ToList();

        routes.ShouldNotBeEmpty();
        routes.Except(CrmReads.Routes.Keys).ShouldBeEmpty("Say in CrmReads.Routes what is to be asked of these routes.");
        CrmReads.Routes.Keys.Except(routes).ShouldBeEmpty("There are no such routes any more.");
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("admin")]
    public async Task No_route_reads_a_whole_table(string who)
    {
        using var client = agency.As(who == "agent" ? Role.Agent : Role.OrgAdmin);
        var whole = new List<string>();
        string[] paths = [.. CrmReads.Routes.Values.SelectMany(p => p), .. await CrmReads.SyncAsync(client), .. InboxReads.Paths];

        foreach (var path in paths)
        {
            var tables = await agency.WholeTablesAsync(async () => (await client.GetAsync(path)).Expect(HttpStatusCode.OK));
            whole.AddRange(tables.Select(t => $"{t}: {path}, asked by an {who}"));
        }

        whole.Except(WholeByNature.Keys).Where(w => !CountsConversations(w)).ShouldBeEmpty(Advice);
    }

    // A list of conversations comes with the total of all that the caller may see, and which people an agent may see depends on all of these.
    private static bool CountsConversations(string read) =>
        read.StartsWith("conversations: /api/v1/conversations", StringComparison.Ordinal)
        || (read.StartsWith("conversations: /api/v1/contacts", StringComparison.Ordinal) && read.EndsWith("an agent", StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"email": "cliente4711@email.example"}""")]
    [InlineData("""{"phone": "93 000 4711"}""")]
    [InlineData("""{"lead_id": 4711}""")]
    [InlineData("""{"lead_id": 10, "linked": false}""")]
    public async Task Finding_a_person_reads_no_whole_table(string person)
    {
        using var admin = agency.As(Role.OrgAdmin);

        var tables = await agency.WholeTablesAsync(async () => (await admin.PostAsync("/api/privacy/export", person)).Expect(HttpStatusCode.OK));

        tables.ShouldBeEmpty(Advice);
    }

    [Fact]
    public async Task Looking_for_the_leads_of_a_file_reads_no_whole_table()
    {
        using var admin = agency.As(Role.OrgAdmin);
        using var file = new ByteArrayContent(
            Encoding.UTF8.GetBytes(
                """
                name,email,phone,property_reference
                Já cá está,cliente17@email.example,,ENS-2025-00017
                Também,,+351 930 000 018,
                Ainda não,ninguem@email.example,910000000,ENS-2025-00018
                """
            )
        );
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");

        var tables = await agency.WholeTablesAsync(async () =>
        {
            var report = (await admin.SendAsync(HttpMethod.Post, "/mobile/leads/import?dry_run=true", file)).Expect(HttpStatusCode.OK);
            report["totals.duplicate"].GetInt64().ShouldBe(2);
        });

        tables.ShouldBeEmpty(Advice);
    }

    [Fact]
    public async Task The_workers_find_what_is_due_by_an_index()
    {
        var reminders = agency.App.Services.GetRequiredService<VisitReminders>();
        var tasks = agency.App.Services.GetRequiredService<AnnounceDueTasks>();

        (await agency.WholeTablesAsync(async () => (await tasks.RunOnceAsync(CancellationToken.None)).ShouldBeTrue())).ShouldBeEmpty(Advice);
        (await agency.WholeTablesAsync(async () => await reminders.RunOnceAsync(CancellationToken.None))).ShouldBeEmpty(Advice);
        var worked = "select count(*) from crm.visit_reminders where missed_at is not null or reminded_at is not null";
        (await agency.App.ScalarAsync<long>(worked)).ShouldBeGreaterThan(0);
    }
}
