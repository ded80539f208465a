using System.Net;
using Aldrava.Inbox.Numbers;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.Numbers;

public sealed class NumbersTests
{
    private const string Token = "EAAG-very-secret-token";
    private const string AppSecret = "very-secret-app-secret";
    private const string Verify = "very-secret-verify-token";

    [Fact]
    public async Task Secrets_are_written_and_never_read_anywhere()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var admin = await inbox.Agency.AdminAsync();

        var created = (await admin.Http.PostAsync("/api/v1/whatsapp", Body("106540352242922"))).Expect(HttpStatusCode.Created);
        var path = $"/api/v1/whatsapp/{created["id"].GetString()}";
        var shown = (await admin.Http.GetAsync(path)).Expect(HttpStatusCode.OK);
        var kept = (await admin.Http.PutAsync(path, new { is_active = false })).Expect(HttpStatusCode.OK);
        var cleared = (await admin.Http.PutAsync(path, new { app_secret = (string?)null })).Expect(HttpStatusCode.OK);
        var bad = (await admin.Http.PutAsync(path, new { access_token = Token + "\n" })).Expect(HttpStatusCode.UnprocessableEntity);
        var list = (await admin.Http.GetAsync("/api/v1/whatsapp")).Expect(HttpStatusCode.OK);
        var audit = await admin.Http.GetAsync("/api/audit");

        shown["has_access_token"].GetBoolean().ShouldBeTrue();
        kept["has_access_token"].GetBoolean().ShouldBeTrue();
        kept["is_active"].GetBoolean().ShouldBeFalse();
        (cleared["has_app_secret"].GetBoolean(), cleared["has_access_token"].GetBoolean()).ShouldBe((false, true));
        var rows = await inbox.App.ScalarAsync<string>("select string_agg(to_jsonb(n)::text, '') from inbox.numbers n");
        var events = await inbox.App.ScalarAsync<string>("select coalesce(string_agg(to_jsonb(i)::text, ''), '') from platform.idempotency i");
        foreach (var secret in new[] { Token, AppSecret, Verify })
        {
            foreach (var place in new[] { created.Text, shown.Text, kept.Text, cleared.Text, bad.Text, list.Text, audit.Text, rows, events })
                place!.ShouldNotContain(secret);
            inbox.App.Logs.Lines.ShouldNotContain(line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_number_belongs_to_one_organization_and_the_other_is_not_told_whose_it_is()
    {
        await using var inbox = await InboxApp.StartAsync();
        var others = await Agency.FoundAsync(inbox.App, "OUT");
        using var theirAdmin = await others.AdminAsync();

        var answer = (await theirAdmin.Http.PostAsync("/api/v1/whatsapp", Body(InboxApp.NumberId))).Expect(HttpStatusCode.Conflict);

        (answer.Error, answer.Code).ShouldBe(("Integrity Error", "whatsapp_number.taken"));
        answer.Text.ShouldNotContain($"\"{inbox.Agency.Id}\"");
        (await theirAdmin.Http.GetAsync("/api/v1/whatsapp")).Json.GetArrayLength().ShouldBe(0);
        var ours = await inbox.App.ScalarAsync<Guid>("select id from inbox.numbers");
        (await theirAdmin.Http.GetAsync($"/api/v1/whatsapp/{ours}")).Expect(HttpStatusCode.NotFound);
        (await theirAdmin.Http.DeleteAsync($"/api/v1/whatsapp/{ours}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Members_read_numbers_and_administrators_write_them()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var agent = await inbox.Agency.AgentAsync();

        (await agent.Http.GetAsync("/api/v1/whatsapp")).Expect(HttpStatusCode.OK).Json.GetArrayLength().ShouldBe(1);
        (await agent.Http.PostAsync("/api/v1/whatsapp", Body("106540352242922"))).Expect(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_number_with_conversations_is_not_deleted()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var admin = await inbox.Agency.AdminAsync();
        var used = await inbox.App.ScalarAsync<Guid>("select id from inbox.numbers");
        var unused = (await admin.Http.PostAsync("/api/v1/whatsapp", Body("106540352242922")))["id"].GetString();
        await inbox.PostAsync(inbox.Says("351912345678", "Olá"));
        await inbox.SettleAsync();

        var refused = (await admin.Http.DeleteAsync($"/api/v1/whatsapp/{used}")).Expect(HttpStatusCode.Conflict);

        (refused.Code, refused["details.conversations"].GetInt32()).ShouldBe(("whatsapp_number.has_conversations", 1));
        (await admin.Http.DeleteAsync($"/api/v1/whatsapp/{unused}")).Expect(HttpStatusCode.NoContent);
        (await admin.Http.GetAsync($"/api/v1/whatsapp/{unused}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_changed_secret_counts_at_once()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var admin = await inbox.Agency.AdminAsync();
        var directory = inbox.App.Services.GetRequiredService<NumberDirectory>();
        (await directory.FindAsync(InboxApp.NumberId, TestContext.Current.CancellationToken))!.AccessToken.ShouldBe("the-access-token");

        var id = await inbox.App.ScalarAsync<Guid>("select id from inbox.numbers");
        (await admin.Http.PutAsync($"/api/v1/whatsapp/{id}", new { access_token = Token })).Expect(HttpStatusCode.OK);

        (await directory.FindAsync(InboxApp.NumberId, TestContext.Current.CancellationToken))!.AccessToken.ShouldBe(Token);
    }

    [Fact]
    public async Task The_check_says_whether_the_token_works_and_what_to_do_when_it_does_not()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var admin = await inbox.Agency.AdminAsync();
        var path = $"/api/v1/whatsapp/{await inbox.App.ScalarAsync<Guid>("select id from inbox.numbers")}/check";

        var works = (await admin.Http.PostAsync(path)).Expect(HttpStatusCode.OK);
        inbox.Graph.ExpiredToken = "the-access-token";
        var expired = (await admin.Http.PostAsync(path)).Expect(HttpStatusCode.OK);

        (works["works"].GetBoolean(), works["number.quality_rating"].GetString(), works["number.verified_name"].GetString()).ShouldBe(
            (true, "GREEN", "Jasper's Market")
        );
        (expired["works"].GetBoolean(), expired["error.code"].GetInt32()).ShouldBe((false, 190));
        expired["error.next_step"].GetString().ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task A_chatbot_that_is_not_there_is_refused()
    {
        await using var inbox = await InboxApp.StartAsync();
        using var admin = await inbox.Agency.AdminAsync();
        var id = await inbox.App.ScalarAsync<Guid>("select id from inbox.numbers");

        var answer = await admin.Http.PutAsync($"/api/v1/whatsapp/{id}", new { default_chatbot_id = Guid.CreateVersion7(TestClock.Start) });

        answer.Expect(HttpStatusCode.Conflict).Code.ShouldBe("whatsapp_number.no_such_chatbot");
    }

    private static object Body(string phoneNumberId) =>
        new
        {
            display_phone_number = "+351 210 000 009",
            phone_number_id = phoneNumberId,
            business_account_id = "102290129340398",
            access_token = Token,
            app_secret = AppSecret,
            webhook_verify_token = Verify,
        };
}
