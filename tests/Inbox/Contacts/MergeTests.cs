using System.Net;

namespace Aldrava.Tests.Inbox.Contacts;

public sealed class MergeTests
{
    private const string Everything = """
        select (select string_agg((to_jsonb(c) - 'updated_at')::text, '|' order by c.id) from inbox.contacts c)
          || (select string_agg((to_jsonb(c) - 'updated_at')::text, '|' order by c.id) from inbox.conversations c)
          || (select string_agg(m.id || ' ' || m.conversation_id || ' ' || m.seq, '|' order by m.id) from inbox.messages m)
        """;

    [Fact]
    public async Task Two_contacts_become_one_with_all_that_was_said_in_order()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var admin = await inbox.Agency.AdminAsync();
        await SayAsync(inbox, "351911111111", "um");
        await SayAsync(inbox, "351922222222", "dois");
        await SayAsync(inbox, "351911111111", "três");
        var (keep, other) = (await IdOfAsync(inbox, "351911111111"), await IdOfAsync(inbox, "351922222222"));

        var merged = (await admin.Http.PostAsync($"/api/v1/contacts/{keep}/merge", new { other_id = other })).Expect(HttpStatusCode.OK);
        // From the other number: the same person, in the same conversation, and the answer goes there.
        await SayAsync(inbox, "351922222222", "quatro");

        merged["contact.id"].GetString().ShouldBe(keep);
        (await inbox.App.ScalarAsync<string>("select string_agg(text, ' ' order by seq) from inbox.messages group by conversation_id")).ShouldBe(
            "um dois três quatro"
        );
        (await inbox.App.ScalarAsync<string>($"select wa_id from inbox.contacts where id = '{keep}'")).ShouldBe("351922222222");
        (await admin.Http.GetAsync($"/api/v1/contacts/{other}")).Expect(HttpStatusCode.OK)["id"].GetString().ShouldBe(keep);
        (await admin.Http.GetAsync("/api/v1/contacts")).Json.GetArrayLength().ShouldBe(1);
        (await admin.Http.PutAsync($"/api/v1/contacts/{other}", new { name = "x" })).Expect(HttpStatusCode.Conflict).Code.ShouldBe("contact.merged");
        var undo = await admin.Http.PostAsync($"/api/v1/contacts/merges/{merged["merge_id"].GetString()}/undo");
        undo.Expect(HttpStatusCode.Conflict)["details.reason"].GetString().ShouldBe("new_messages");
        (await inbox.CountAsync("accounts.audit_log where action = 'contact.merged'")).ShouldBe(1);
    }

    [Fact]
    public async Task Merges_and_undos_in_any_order_restore_everything_exactly()
    {
        await using var inbox = await InboxApp.StartAsync();
        await InboxApp.AddNumberAsync(inbox.App, inbox.Agency.Id, "200000000000008");
        using var admin = await inbox.Agency.AdminAsync();
        var random = new Random(20261120);
        string[] phones = ["351911111111", "351922222222", "351933333333", "351944444444", "351955555555"];
        for (var n = 0; n < 25; n++)
            await inbox.PostAsync(inbox.Says(phones[random.Next(phones.Length)], $"m{n}"));
        await inbox.SettleAsync();
        await inbox.App.ExecuteAsync(
            "update inbox.conversations set number_id = (select id from inbox.numbers where phone_number_id = '200000000000008') where get_byte(uuid_send(id), 15) % 2 = 0"
        );
        await inbox.App.ExecuteAsync("update inbox.contacts set notes = phone, email = phone || '@example.pt' where get_byte(uuid_send(id), 15) % 3 = 0");
        var ids = (await admin.Http.GetAsync("/api/v1/contacts")).Json.EnumerateArray().Select(c => c.GetProperty("id").GetString()!).ToList();

        var done = new Stack<(string Merge, string Before)>();
        for (var step = 0; step < 40; step++)
        {
            if (done.Count > 0 && random.Next(2) == 0)
            {
                var (merge, before) = done.Pop();
                (await admin.Http.PostAsync($"/api/v1/contacts/merges/{merge}/undo")).Expect(HttpStatusCode.OK);
                (await inbox.App.ScalarAsync<string>(Everything)).ShouldBe(before);
                (await admin.Http.PostAsync($"/api/v1/contacts/merges/{merge}/undo")).Expect(HttpStatusCode.Conflict).Code.ShouldBe("contact.merge_undone");
                continue;
            }
            var (keep, other) = (ids[random.Next(ids.Count)], ids[random.Next(ids.Count)]);
            var then = await inbox.App.ScalarAsync<string>(Everything);
            var answer = await admin.Http.PostAsync($"/api/v1/contacts/{keep}/merge", new { other_id = other });
            if (answer.Status == HttpStatusCode.OK)
                done.Push((answer["merge_id"].GetString()!, then!));
            else
                answer.Code.ShouldBeOneOf("contact.merged", "contact.merge_with_itself");
        }
    }

    [Fact]
    public async Task A_merge_is_not_undone_after_the_person_was_changed_or_merged_again()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var admin = await inbox.Agency.AdminAsync();
        using var agent = await inbox.Agency.AgentAsync();
        foreach (var phone in new[] { "351911111111", "351922222222", "351933333333" })
            await SayAsync(inbox, phone, "olá");
        var (a, b, c) = (await IdOfAsync(inbox, "351911111111"), await IdOfAsync(inbox, "351922222222"), await IdOfAsync(inbox, "351933333333"));
        (await agent.Http.PostAsync($"/api/v1/contacts/{a}/merge", new { other_id = b })).Expect(HttpStatusCode.Forbidden);
        var first = (await admin.Http.PostAsync($"/api/v1/contacts/{a}/merge", new { other_id = b }))["merge_id"].GetString();
        var second = (await admin.Http.PostAsync($"/api/v1/contacts/{c}/merge", new { other_id = a }))["merge_id"].GetString();

        (await admin.Http.PostAsync($"/api/v1/contacts/merges/{first}/undo"))
            .Expect(HttpStatusCode.Conflict)["details.reason"]
            .GetString()
            .ShouldBe("merged_again");
        await admin.Http.PutAsync($"/api/v1/contacts/{c}", new { name = "Outra" });
        (await admin.Http.PostAsync($"/api/v1/contacts/merges/{second}/undo"))
            .Expect(HttpStatusCode.Conflict)["details.reason"]
            .GetString()
            .ShouldBe("contact_changed");
    }

    [Fact]
    public async Task Likely_duplicates_are_named_with_the_reason()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var admin = await inbox.Agency.AdminAsync();
        var one = (
            await admin.Http.PostAsync(
                "/api/v1/contacts",
                new
                {
                    name = "João Conceição",
                    phone = "912345678",
                    email = "j@example.pt",
                }
            )
        )["id"].GetString();
        await admin.Http.PostAsync(
            "/api/v1/contacts",
            new
            {
                name = "joao conceicao",
                phone = "+5541988887777",
                email = "J@example.pt",
            }
        );
        await admin.Http.PostAsync("/api/v1/contacts", new { name = "Maria Santos", phone = "931111111" });

        var found = (await admin.Http.GetAsync($"/api/v1/contacts/{one}/duplicates")).Expect(HttpStatusCode.OK);

        found.Json.GetArrayLength().ShouldBe(1);
        found.Json[0].GetProperty("reasons").EnumerateArray().Select(r => r.GetString()).ShouldBe(["email", "name"]);
    }

    private static async Task SayAsync(InboxApp inbox, string phone, string text)
    {
        await inbox.PostAsync(inbox.Says(phone, text));
        await inbox.SettleAsync();
    }

    private static async Task<string> IdOfAsync(InboxApp inbox, string phone) =>
        (await inbox.App.ScalarAsync<Guid>($"select id from inbox.contacts where phone_key = '{phone}'")).ToString();
}
