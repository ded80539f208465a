using System.Net;
using System.Text;
using Aldrava.Inbox.Sandbox;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Webhooks;

public sealed class ForeignNumbersTests
{
    private const string Own = "200000000000009";

    [Fact]
    public async Task Whoever_has_one_number_s_secret_says_nothing_for_the_numbers_of_others()
    {
        await using var inbox = await InboxApp.StartAsync();
        var others = await Agency.FoundAsync(inbox.App, "OUT");
        await InboxApp.AddNumberAsync(inbox.App, others.Id, Own, appSecret: "own-secret");
        await inbox.App.ExecuteAsync($"update inbox.numbers set business_account_id = case when phone_number_id = '{Own}' then '9' else '3' end");

        (await inbox.PostAsync(Signed("own-secret"))).Expect(HttpStatusCode.OK);
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select string_agg(text, ',') from inbox.messages")).ShouldBe("para o próprio");
        (await inbox.App.ScalarAsync<long>("select count(*) from inbox.numbers where account_status is not null")).ShouldBe(0);
        inbox.App.Logs.Lines.ShouldContain(l =>
            l.Contains("names 1 numbers that the secret is not for", StringComparison.Ordinal) && l.Contains(InboxApp.NumberId, StringComparison.Ordinal)
        );

        // The deployment's secret is for all.
        (await inbox.PostAsync(Signed(InboxApp.Secret))).Expect(HttpStatusCode.OK);
        await inbox.SettleAsync();
        (await inbox.CountAsync("inbox.messages")).ShouldBe(2);
        (await inbox.App.ScalarAsync<string>("select account_status from inbox.numbers where account_status is not null")).ShouldBe("ACCOUNT_VIOLATION");
    }

    private static SignedWebhook Signed(string secret)
    {
        var body = Encoding.UTF8.GetBytes(
            """
            {"object":"whatsapp_business_account","entry":[
              {"id":"3","changes":[CHANGE1,{"field":"account_update","value":{"event":"ACCOUNT_VIOLATION"}}]},
              {"id":"9","changes":[CHANGE2]}]}
            """.Replace("CHANGE1", Change(InboxApp.NumberId, "para o alheio"), StringComparison.Ordinal).Replace(
                "CHANGE2",
                Change(Own, "para o próprio"),
                StringComparison.Ordinal
            )
        );
        return new SignedWebhook(body, WebhookSignature.Sign(body, secret));
    }

    private static string Change(string number, string text) =>
        $$$"""{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"{{{number}}}"},"messages":[{"from":"351912345678","id":"wamid.{{{number}}}","timestamp":"1773130000","type":"text","text":{"body":"{{{text}}}"}}]}}""";
}
