using System.Net;
using Aldrava.Inbox.Contracts;
using Aldrava.Tests.Inbox.Conversations;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.Contacts;

/// <summary>Who told WhatsApp that they want no marketing.</summary>
public sealed class MarketingTests
{
    [Fact]
    public async Task Gets_no_marketing_template_from_a_person_and_everything_else()
    {
        await using var desk = await OpenAsync();
        var number = await desk.NumberAsync();
        var start = await desk.Marta.Http.PostAsync("/api/v1/conversations", new { whatsapp_number_id = number, phone = Desk.Customer });

        var refused = await SendAsync(desk, $"{Desk.Path}/{start.Expect(HttpStatusCode.OK)["id"].GetString()}", "promocao");
        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.Conflict, "whatsapp.marketing_opt_out"));
        refused.Message.ShouldBe("O cliente pediu ao WhatsApp para não receber marketing. Só se lhe podem enviar modelos de outras categorias.");
        (await desk.Inbox.CountAsync("inbox.messages where direction = 'outbound'")).ShouldBe(0);

        (await SendAsync(desk, desk.One, "lembrete")).Expect(HttpStatusCode.Created);
        (await desk.SayAsync(desk.Marta, "Bom dia")).Expect(HttpStatusCode.Created);
        await desk.App.ExecuteAsync("update inbox.contacts set marketing_opt_out = false");
        (await SendAsync(desk, desk.One, "promocao")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Gets_none_from_a_bot_which_calls_a_person_and_none_when_it_is_sent_again()
    {
        await using var desk = await OpenAsync(Guid.CreateVersion7(TestClock.Start));

        await desk.App.InScopeAsync(
            desk.Inbox.Agency.Id,
            async services =>
            {
                var content = new OutgoingContent.Template("promocao", "pt_PT", null);
                await services.GetRequiredService<IConversations>().SayAsync(Guid.Parse(desk.Id), content, "key", CancellationToken.None);
                return 0;
            }
        );

        (await desk.App.ScalarAsync<string>("select concat_ws(' ', status, error ->> 'code') from inbox.messages where direction = 'outbound'")).ShouldBe(
            "failed marketing_opt_out"
        );
        (await desk.App.ScalarAsync<string>("select concat_ws(' ', status, bot_active) from inbox.conversations")).ShouldBe("pending f");
        var message = await desk.App.ScalarAsync<Guid>("select id from inbox.messages where direction = 'outbound'");
        (await desk.Marta.Http.PostAsync($"{desk.One}/messages/{message}/retry")).Code.ShouldBe("whatsapp.marketing_opt_out");
    }

    private static async Task<Desk> OpenAsync(Guid? chatbotId = null)
    {
        var desk = await Desk.OpenAsync(chatbotId);
        await desk.App.ExecuteAsync(
            $$"""
            update inbox.numbers set business_account_id = '300';
            update inbox.contacts set marketing_opt_out = true;
            insert into inbox.templates (id, organization_id, business_account_id, name, language, category, status, parameter_format, components, created_at, updated_at)
            select gen_random_uuid(), {{desk.Inbox.Agency.Id}}, '300', name, 'pt_PT', category, 'APPROVED', 'POSITIONAL', '[{"type":"BODY","text":"Olá"}]', '2026-01-01', '2026-01-01'
            from (values ('promocao', 'MARKETING'), ('lembrete', 'UTILITY')) as t (name, category)
            """
        );
        return desk;
    }

    private static Task<Answer> SendAsync(Desk desk, string conversation, string name) =>
        desk.Marta.Http.PostAsync($"{conversation}/messages", new { type = "template", template = new { name, language = "pt_PT" } });
}
