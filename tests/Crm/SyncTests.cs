using System.Net;
using System.Text;
using System.Text.Json;
using Aldrava.Tests.Crm.Fleet;
using Microsoft.AspNetCore.WebUtilities;

namespace Aldrava.Tests.Crm;

public sealed class SyncTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task Without_a_cursor_everything_visible_comes_and_nothing_is_called_deleted()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        await agencies.Agent.BooksAsync(property, "2026-05-01T10:00:00Z", leadId: lead);
        await agencies.Colleague.NotesLeadAsync("Outra pessoa");
        await agencies.Colleague.ListsPropertyAsync("Loja no Chiado");
        await AddTaskAsync(1, agencies.Agent);

        foreach (var person in new[] { agencies.Agent, agencies.Colleague, agencies.Admin, agencies.Viewer, agencies.WithoutAgent, agencies.Rival })
        {
            var store = new LocalStore(person.Client);
            var page = (await store.SyncAsync()).ShouldHaveSingleItem();

            page["reset"].GetBoolean().ShouldBeFalse();
            foreach (var kind in LocalStore.Kinds)
            {
                page[$"deleted.{kind}"].GetArrayLength().ShouldBe(0);
                store[kind].Keys.ShouldBe((await IdsAsync(person, kind)).Order());
            }
        }
        (await agencies.Agent.GetAsync("/mobile/sync"))["changes.tasks"]
            [0]
            .ShouldHaveFields("id title due_at priority status lead_id property_id visit_id version");
    }

    [Fact]
    public async Task Later_only_what_changed_comes()
    {
        await agencies.EmptyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        await agencies.Agent.NotesLeadAsync("Parada");
        var store = await SyncedAsync(agencies.Agent);

        (await agencies.Agent.PatchAsync($"/mobile/leads/{lead}/status", new { status = "contacted" })).Expect(HttpStatusCode.OK);
        var page = await store.PullAsync();

        page["changes.leads"].EnumerateArray().ShouldHaveSingleItem().GetProperty("status").GetString().ShouldBe("contacted");
        page["has_more"].GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_lead_that_is_given_away_is_deleted_for_one_and_new_for_the_other_and_comes_back()
    {
        await agencies.EmptyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        var (agent, colleague, admin) = (await SyncedAsync(agencies.Agent), await SyncedAsync(agencies.Colleague), await SyncedAsync(agencies.Admin));

        await GiveAsync(lead, agencies.Colleague);
        var (left, came, stayed) = (await agent.PullAsync(), await colleague.PullAsync(), await admin.PullAsync());
        await GiveAsync(lead, agencies.Agent);
        var back = await agent.PullAsync();
        await GiveAsync(lead, agencies.Colleague);
        await GiveAsync(lead, agencies.Agent);
        var awayAndBack = await agent.PullAsync();

        Ids(left["deleted.leads"]).ShouldBe([lead]);
        Ids(came["changes.leads"]).ShouldBe([lead]);
        (Ids(stayed["changes.leads"]).Single(), Ids(stayed["deleted.leads"]).Length).ShouldBe((lead, 0));
        Ids(back["changes.leads"]).ShouldBe([lead]);
        (Ids(awayAndBack["changes.leads"]).Single(), Ids(awayAndBack["deleted.leads"]).Length).ShouldBe((lead, 0));
    }

    [Fact]
    public async Task What_is_removed_is_deleted_for_those_who_saw_it_and_nobody_else_hears_of_it()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        var visit = await agencies.Agent.BooksAsync(property, "2026-05-01T10:00:00Z", leadId: lead);
        await AddTaskAsync(2, agencies.Agent);
        var stores = new Dictionary<Person, LocalStore>();
        foreach (var person in new[] { agencies.Agent, agencies.Colleague, agencies.Admin, agencies.Rival })
            stores[person] = await SyncedAsync(person);

        await agencies.App.ExecuteAsync(
            $"delete from crm.tasks where id = 2; delete from crm.leads where id = {lead}; delete from crm.properties where id = {property}"
        );
        var agents = await stores[agencies.Agent].PullAsync();
        var colleagues = await stores[agencies.Colleague].PullAsync();
        var admins = await stores[agencies.Admin].PullAsync();
        var rivals = await stores[agencies.Rival].PullAsync();

        foreach (var page in new[] { agents, admins })
        {
            (Ids(page["deleted.leads"]).Single(), Ids(page["deleted.properties"]).Single(), Ids(page["deleted.tasks"]).Single()).ShouldBe((lead, property, 2));
            // The visit outlives both, and shows it.
            var changed = page["changes.visits"].EnumerateArray().ShouldHaveSingleItem();
            (changed.GetProperty("id").GetInt64(), changed.GetProperty("property_title").GetString()).ShouldBe((visit, "Propriedade desconhecida"));
        }
        Ids(colleagues["deleted.properties"]).ShouldBe([property]);
        (Ids(colleagues["deleted.leads"]).Length, Ids(colleagues["deleted.tasks"]).Length, Ids(rivals["deleted.properties"]).Length).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task A_new_name_of_a_listing_or_lead_changes_the_visits_that_show_it_and_a_photo_changes_its_listing()
    {
        await agencies.EmptyAsync();
        var property = await agencies.Agent.ListsPropertyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        await agencies.Agent.BooksAsync(property, "2026-05-01T10:00:00Z", leadId: lead);
        var store = await SyncedAsync(agencies.Agent);

        await agencies.App.ExecuteAsync($"update crm.properties set title = 'Outro título' where id = {property}");
        (await store.PullAsync())["changes.visits"][0].GetProperty("property_title").GetString().ShouldBe("Outro título");
        await agencies.App.ExecuteAsync($"update crm.leads set name = 'Outro nome' where id = {lead}");
        (await store.PullAsync())["changes.visits"][0].GetProperty("lead_name").GetString().ShouldBe("Outro nome");
        // The visit stays with its agent when the lead is a colleague's.
        await GiveAsync(lead, agencies.Colleague);
        await store.PullAsync();
        await agencies.App.ExecuteAsync($"update crm.leads set name = 'Ainda outro' where id = {lead}");
        var others = await store.PullAsync();
        (others["changes.visits"][0].GetProperty("lead_name").GetString(), Ids(others["changes.leads"]).Length).ShouldBe(("Ainda outro", 0));
        await agencies.App.ExecuteAsync(
            $"insert into crm.property_photos (id, organization_id, property_id, url, position) values (1, {agencies.Agent.OrganizationId}, {property}, 'https://x.pt/1', 0)"
        );
        (await store.PullAsync())["changes.properties"][0].GetProperty("photos").GetArrayLength().ShouldBe(1);
        await agencies.App.ExecuteAsync("update crm.property_photos set caption = 'Sala'");
        (await store.PullAsync())["changes.properties"][0].GetProperty("photos")[0].GetProperty("caption").GetString().ShouldBe("Sala");
        await agencies.App.ExecuteAsync("delete from crm.property_photos");
        (await store.PullAsync())["changes.properties"][0].GetProperty("photos").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_page_after_the_other_brings_each_record_once_however_they_were_written()
    {
        await agencies.EmptyAsync();
        await AddLeadsAsync(30);
        await agencies.App.ExecuteAsync("update crm.leads set notes = 'lote' where id % 2 = 0");
        for (var i = 0; i < 5; i++)
            await agencies.Agent.ListsPropertyAsync($"Casa {i}");
        var store = new LocalStore(agencies.Agent.Client);

        var pages = await store.SyncAsync(limit: 7);

        pages.Count.ShouldBe(5);
        pages.SelectMany(p => Ids(p["changes.leads"])).ShouldBeUnique();
        (store["leads"].Count, store["properties"].Count).ShouldBe((30, 5));
        (await LocalStore.ListedAsync(agencies.Agent.Client)).ShouldNotBeEmpty();
        // All of it in one transaction again, in pages as full as can be.
        await agencies.App.ExecuteAsync("update crm.leads set notes = 'outra vez'");
        (await store.SyncAsync(limit: 10)).Sum(p => Ids(p["changes.leads"]).Length).ShouldBe(30);
    }

    [Fact]
    public async Task A_cursor_of_another_scope_or_of_another_database_begins_anew()
    {
        await agencies.EmptyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        await agencies.Colleague.NotesLeadAsync();
        var agents = await SyncedAsync(agencies.Agent);

        var colleague = new LocalStore(agencies.Colleague.Client) { Cursor = agents.Cursor };
        var taken = (await colleague.SyncAsync(limit: 1)).ToList();
        var admin = new LocalStore(agencies.Admin.Client) { Cursor = agents.Cursor };
        var all = await admin.PullAsync();
        var rival = await new LocalStore(agencies.Rival.Client) { Cursor = agents.Cursor }.PullAsync();
        var restored = await new LocalStore(agencies.Agent.Client) { Cursor = Altered(agents.Cursor!, part: 2, "12345") }.PullAsync();
        var future = await new LocalStore(agencies.Agent.Client) { Cursor = Altered(agents.Cursor!, part: 3, "99999999999") }.PullAsync();

        taken[0]["reset"].GetBoolean().ShouldBeTrue();
        taken.Skip(1).ShouldAllBe(p => !p["reset"].GetBoolean());
        colleague["leads"].ShouldHaveSingleItem().Key.ShouldNotBe(lead);
        (all["reset"].GetBoolean(), Ids(all["changes.leads"]).Length).ShouldBe((true, 2));
        (rival["reset"].GetBoolean(), Ids(rival["changes.leads"]).Length).ShouldBe((true, 0));
        (restored["reset"].GetBoolean(), Ids(restored["changes.leads"]).Single()).ShouldBe((true, lead));
        (future["reset"].GetBoolean(), Ids(future["changes.leads"]).Single()).ShouldBe((true, lead));
    }

    [Fact]
    public async Task Rows_of_a_restored_backup_come_once_though_their_transactions_have_yet_to_come()
    {
        await agencies.EmptyAsync();
        var lead = await agencies.Agent.NotesLeadAsync();
        await agencies.App.ExecuteAsync(
            $"alter table crm.leads disable trigger leads_change; update crm.leads set changed_in = '9000000000'; alter table crm.leads enable trigger leads_change"
        );

        var store = new LocalStore(agencies.Agent.Client);
        var first = await store.PullAsync();
        var second = await store.PullAsync();
        (await agencies.Agent.PatchAsync($"/mobile/leads/{lead}/status", new { status = "won" })).Expect(HttpStatusCode.OK);
        var third = await store.PullAsync();

        Ids(first["changes.leads"]).ShouldBe([lead]);
        Ids(second["changes.leads"]).ShouldBeEmpty();
        Ids(third["changes.leads"]).ShouldBe([lead]);
    }

    [Theory]
    [InlineData("since=isto-nao-e-nada", "query.since", "value_error")]
    [InlineData("since=%C3%A9!", "query.since", "value_error")]
    [InlineData("since=MS8x", "query.since", "value_error")]
    [InlineData("limit=0", "query.limit", "greater_than_equal")]
    [InlineData("limit=1001", "query.limit", "less_than_equal")]
    [InlineData("limit=muitos", "query.limit", "int_parsing")]
    public async Task A_bad_question_is_told_by_its_field(string query, string field, string type)
    {
        var answer = (await agencies.Agent.GetAsync($"/mobile/sync?{query}")).Expect(HttpStatusCode.UnprocessableEntity);

        answer["details"][0].GetProperty("field").GetString().ShouldBe(field);
        answer["details"][0].GetProperty("type").GetString().ShouldBe(type);
    }

    [Theory]
    [InlineData(0, "2")]
    [InlineData(2, "x")]
    [InlineData(3, "-1")]
    [InlineData(4, "99999999999999999999999")]
    [InlineData(6, "")]
    public async Task A_damaged_cursor_is_refused(int part, string value)
    {
        var store = await SyncedAsync(agencies.Agent);

        (await agencies.Agent.GetAsync($"/mobile/sync?since={Altered(store.Cursor!, part, value)}")).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_stranger_is_asked_to_sign_in()
    {
        using var stranger = agencies.App.Anonymous();

        (await stranger.GetAsync("/mobile/sync")).Expect(HttpStatusCode.Unauthorized);
    }

    private async Task<long[]> IdsAsync(Person person, string kind)
    {
        if (kind != "tasks")
            return await person.IdsAsync($"/mobile/{kind}");
        var seesAll = person == agencies.Admin || person == agencies.Viewer;
        return person == agencies.Agent || seesAll ? [1] : [];
    }

    private static async Task<LocalStore> SyncedAsync(Person person)
    {
        var store = new LocalStore(person.Client);
        await store.SettleAsync();
        return store;
    }

    private Task GiveAsync(long lead, Person to) => agencies.App.ExecuteAsync($"update crm.leads set assigned_agent_id = {to.AgentId} where id = {lead}");

    private Task AddTaskAsync(long id, Person agent) =>
        agencies.App.ExecuteAsync(
            $"""
            insert into crm.tasks (id, organization_id, agent_id, title, priority, status, version, created_at, updated_at)
            values ({id}, {agent.OrganizationId}, {agent.AgentId}, 'Ligar', 'normal', 'open', 1, '2026-03-10', '2026-03-10')
            """
        );

    private Task AddLeadsAsync(int count) =>
        agencies.App.ExecuteAsync(
            $"""
            insert into crm.leads (id, organization_id, assigned_agent_id, name, status, search_text, version, created_at, updated_at)
            select n, {agencies.Agent.OrganizationId}, {agencies.Agent.AgentId}, 'Lead ' || n, 'new', '', 1, '2026-03-10', '2026-03-10' from generate_series(1, {count}) n
            """
        );

    private static long[] Ids(JsonElement records) =>
        [.. records.EnumerateArray().Select(r => r.ValueKind == JsonValueKind.Number ? r.GetInt64() : r.GetProperty("id").GetInt64())];

    private static string Altered(string cursor, int part, string value)
    {
        var parts = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor)).Split('/');
        parts[part] = value;
        return WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(string.Join('/', parts)));
    }
}
