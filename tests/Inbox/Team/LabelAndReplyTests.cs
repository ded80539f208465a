using System.Net;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Privacy;
using Aldrava.Inbox.Team;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.Team;

public sealed class LabelAndReplyTests
{
    private const string Labels = "/api/v1/labels";
    private const string Replies = "/api/v1/canned-replies";

    [Fact]
    public async Task A_label_goes_on_and_off_conversations_as_often_as_it_is_said()
    {
        await using var team = await TeamApp.StartAsync();
        var agent = (await team.HireAsync(1))[0];
        var made = await agent.Http.PostAsync(Labels, new { name = "Urgente", color = "#c0392b" });
        made.Expect(HttpStatusCode.Created)["color"].GetString().ShouldBe("#C0392B");
        var label = made["id"].GetGuid();
        var talk = await team.TalkAsync("Rita Nunes");
        var path = $"/api/v1/conversations/{talk}/labels";

        (await agent.Http.PutAsync($"{path}/{label}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await agent.Http.PutAsync($"{path}/{label}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await agent.Http.GetAsync(path)).Json[0].GetProperty("name").GetString().ShouldBe("Urgente");
        var found = (await agent.Http.GetAsync($"{Labels}/{label}/conversations")).Expect(HttpStatusCode.OK).Json;
        found.GetArrayLength().ShouldBe(1);
        found[0].GetProperty("contact").GetProperty("name").GetString().ShouldBe("Rita Nunes");

        (await agent.Http.DeleteAsync($"{path}/{label}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await agent.Http.DeleteAsync($"{path}/{label}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await agent.Http.GetAsync(path)).Json.GetArrayLength().ShouldBe(0);
        (await agent.Http.PutAsync($"{path}/{Guid.CreateVersion7()}")).Code.ShouldBe("label.not_found");
        (await agent.Http.PutAsync($"/api/v1/conversations/{Guid.CreateVersion7()}/labels/{label}")).Code.ShouldBe("conversation.not_found");
    }

    [Fact]
    public async Task A_deleted_label_is_off_everything_and_only_administrators_delete()
    {
        await using var team = await TeamApp.StartAsync();
        var agent = (await team.HireAsync(1))[0];
        var label = (await agent.Http.PostAsync(Labels, new { name = "Urgente", color = "#C0392B" }))["id"].GetGuid();
        var talk = await team.TalkAsync();
        await agent.Http.PutAsync($"/api/v1/conversations/{talk}/labels/{label}");

        var taken = await agent.Http.PostAsync(Labels, new { name = "urgente", color = "#000000" });
        (taken.Status, taken.Code).ShouldBe((HttpStatusCode.Conflict, "label.name_taken"));
        (await agent.Http.PostAsync(Labels, new { name = "Outra", color = "vermelho" })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var changed = await agent.Http.PutAsync($"{Labels}/{label}", new { name = "Muito urgente", color = "#ff0000" });
        (changed["name"].GetString(), changed["color"].GetString()).ShouldBe(("Muito urgente", "#FF0000"));
        (await agent.Http.DeleteAsync($"{Labels}/{label}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await team.Admin.Http.DeleteAsync($"{Labels}/{label}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await agent.Http.GetAsync($"/api/v1/conversations/{talk}/labels")).Json.GetArrayLength().ShouldBe(0);
        (await agent.Http.GetAsync(Labels)).Json.GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task An_agent_reaches_what_nobody_has_their_own_and_their_departments()
    {
        await using var team = await TeamApp.StartAsync();
        var people = await team.HireAsync(3);
        var department = await team.DepartmentAsync(people[0], people[1]);
        var queue = await team.QueueAsync(department, "manual");
        using var viewer = await team.Agency.ViewerAsync();
        var talk = await team.TalkAsync();
        var path = $"/api/v1/conversations/{talk}/notes";
        (await people[2].Http.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK, "nobody has it yet");

        await team.HandOverAsync(talk, new HandOverTarget(people[0].UserId, QueueId: queue));

        foreach (var person in new[] { people[0], people[1], team.Admin, viewer })
            (await person.Http.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK);
        (await people[2].Http.GetAsync(path)).Code.ShouldBe("conversation.not_found");
        (await people[2].Http.PostAsync(path, new { text = "x" })).Code.ShouldBe("conversation.not_found");
        (await viewer.Http.PostAsync(path, new { text = "x" })).Code.ShouldBe("permission.read_only");
    }

    [Fact]
    public async Task Notes_are_the_teams_and_tell_who_wrote_them()
    {
        await using var team = await TeamApp.StartAsync();
        var agent = (await team.HireAsync(1))[0];
        var talk = await team.TalkAsync();
        var path = $"/api/v1/conversations/{talk}/notes";

        (await agent.Http.PostAsync(path, new { text = " Só depois das 18h. " }))
            .Expect(HttpStatusCode.Created)["text"]
            .GetString()
            .ShouldBe("Só depois das 18h.");
        (await team.Admin.Http.PostAsync(path, new { text = "Está bem." })).Expect(HttpStatusCode.Created);

        var notes = (await agent.Http.GetAsync(path)).Json.EnumerateArray().ToList();
        notes.Select(n => n.GetProperty("user_name").GetString()).ShouldBe([agent.Name, team.Admin.Name]);
        (await agent.Http.PostAsync(path, new { text = "" })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await team.App.ScalarAsync<long>("select count(*) from inbox.messages")).ShouldBe(0);
    }

    [Fact]
    public async Task Who_is_forgotten_is_forgotten_in_notes_too()
    {
        await using var team = await TeamApp.StartAsync();
        var talk = await team.TalkAsync();
        var other = await team.TalkAsync();
        foreach (var id in new[] { talk, other })
            (await team.Admin.Http.PostAsync($"/api/v1/conversations/{id}/notes", new { text = "A Maria mora na Graça." })).Expect(HttpStatusCode.Created);

        var rows = await team.App.InScopeAsync(
            team.Agency.Id,
            services =>
            {
                var person = new PersonKeys();
                person.ConversationIds.Add(talk);
                var erasure = new Erasure("Pessoa", "(apagado)", TestClock.Start);
                return services.GetServices<IPersonalData>().OfType<InboxPersonalData>().Single().EraseAsync(person, erasure, CancellationToken.None);
            }
        );

        rows["conversation_notes"].ShouldBe(1);
        (await team.App.ScalarAsync<string>("select string_agg(text, '|' order by text collate \"C\") from inbox.notes")).ShouldBe(
            "(apagado)|A Maria mora na Graça."
        );
    }

    [Fact]
    public async Task A_canned_reply_is_found_by_its_shortcut_and_filled_in()
    {
        await using var team = await TeamApp.StartAsync();
        var agent = await team.Agency.AgentAsync("João Teste");
        const string text = "Olá {{contact.first_name}}, fala {{ agent.first_name }} da {{organization.name}}. {{contact.shoe_size}}";
        var made = await agent.Http.PostAsync(
            Replies,
            new
            {
                shortcut = "/Ola",
                text,
                title = "Primeira",
            }
        );
        made.Expect(HttpStatusCode.Created)["shortcut"].GetString().ShouldBe("ola");
        var path = $"{Replies}/{made["id"].GetGuid()}";
        var talk = await team.TalkAsync("Rita Nunes");

        var filled = (await agent.Http.GetAsync($"{path}/preview?conversation_id={talk}")).Expect(HttpStatusCode.OK);
        filled["text"].GetString().ShouldBe("Olá Rita, fala João da Imobiliária TST. ");
        filled["missing"].EnumerateArray().Select(m => m.GetString()).ShouldBe(["contact.shoe_size"]);
        (await agent.Http.GetAsync($"{path}/preview"))["missing"].GetArrayLength().ShouldBe(2);
        (await agent.Http.GetAsync($"{path}/preview?conversation_id={Guid.CreateVersion7()}")).Code.ShouldBe("conversation.not_found");

        (await agent.Http.GetAsync($"{Replies}?search=PRIM")).Json.GetArrayLength().ShouldBe(1);
        (await agent.Http.GetAsync($"{Replies}?search=%25")).Json.GetArrayLength().ShouldBe(0);
        var taken = await agent.Http.PostAsync(Replies, new { shortcut = "OLA", text });
        (taken.Status, taken.Code, taken.Message).ShouldBe(
            (HttpStatusCode.Conflict, "canned_reply.shortcut_taken", "Já existe uma resposta rápida com este atalho.")
        );
        (await agent.Http.PostAsync(Replies, new { shortcut = "olá mundo", text })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await agent.Http.PutAsync(path, new { shortcut = "bom-dia", text = "Bom dia!" }))
            .Expect(HttpStatusCode.OK)["title"]
            .ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await agent.Http.DeleteAsync(path)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await team.Admin.Http.DeleteAsync(path)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await agent.Http.GetAsync(path)).Code.ShouldBe("canned_reply.not_found");
    }

    [Fact]
    public void What_looks_like_a_variable_in_a_name_is_not_filled_in_again()
    {
        var values = new Dictionary<string, string?> { ["contact.name"] = "{{agent.name}}", ["agent.name"] = "João" };

        PreviewCannedReply.Fill("Olá {{contact.name}}", values).Text.ShouldBe("Olá {{agent.name}}");
    }
}
