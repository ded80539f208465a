using System.Net;
using System.Security.Cryptography;
using Aldrava.Inbox.MediaFiles;
using Aldrava.Tests.Inbox.Webhooks;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.MediaFiles;

public sealed class FetchMediaTests
{
    private static readonly byte[] s_bytes = [.. Enumerable.Range(0, 60_000).Select(n => (byte)(n * 7))];

    [Fact]
    public async Task What_a_customer_sends_is_fetched_at_once_with_the_numbers_token_and_can_be_read_here()
    {
        await using var inbox = await InboxApp.StartAsync();
        inbox.Graph.Files.Keep("77", s_bytes, "application/pdf");

        await inbox.PostAsync(Document("77", s_bytes, "planta.pdf"));
        var file = await BecomesAsync(inbox, "stored");

        file.ShouldBe($"stored 60000 {Convert.ToHexStringLower(SHA256.HashData(s_bytes))} planta.pdf");
        inbox.Graph.Files.Tokens.ShouldAllBe(t => t == "Bearer the-access-token");
        using var client = inbox.App.Anonymous();
        var name = await inbox.App.ScalarAsync<string>("select name from inbox.media_files");
        (await client.GetAsync($"/media/{name}")).Expect(HttpStatusCode.OK).Body.Length.ShouldBeGreaterThan(0);
        (await inbox.CountAsync("media.files where purpose = 'private'")).ShouldBe(1);
        (await inbox.CountAsync("media.leftovers")).ShouldBe(0);
        (await inbox.CountAsync("platform.events where type = 'inbox.message_changed'")).ShouldBe(1);
    }

    [Theory]
    [InlineData("text/html", "bin", "application/octet-stream", "attachment")]
    [InlineData("image/svg+xml", "bin", "application/octet-stream", "attachment")]
    [InlineData("image/jpeg", "jpg", "image/jpeg", "inline")]
    [InlineData("audio/ogg; codecs=opus", "ogg", "audio/ogg", "inline")]
    [InlineData("text/plain", "txt", "text/plain", "attachment")]
    public async Task Nothing_that_a_browser_would_run_is_served_as_such(string said, string ending, string served, string disposition)
    {
        await using var inbox = await InboxApp.StartAsync();
        inbox.Graph.Files.Keep("77", s_bytes, said);

        await inbox.PostAsync(Document("77", s_bytes, "x", said));
        await BecomesAsync(inbox, "stored");

        var name = (await inbox.App.ScalarAsync<string>("select name from inbox.media_files"))!;
        name.ShouldEndWith("." + ending);
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(inbox.App.Address, $"/media/{name}"));
        response.Content.Headers.ContentType!.MediaType.ShouldBe(served);
        response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe(disposition);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Fact]
    public async Task An_address_that_is_no_longer_good_is_asked_for_anew()
    {
        await using var inbox = await InboxApp.StartAsync();
        inbox.Graph.Files.Keep("77", s_bytes, "application/pdf");
        inbox.Graph.Files.Next.Enqueue(FileMood.NotFound);

        await inbox.PostAsync(Document("77", s_bytes));
        await BecomesAsync(inbox, "stored");

        inbox.Graph.Files.Located.ShouldBe(2);
        (await inbox.App.ScalarAsync<int>("select attempts from inbox.media_files")).ShouldBe(1);
    }

    [Theory]
    [InlineData(FileMood.Truncate)]
    [InlineData(FileMood.Other)]
    [InlineData(FileMood.Redirect)]
    public async Task What_goes_wrong_once_is_tried_again_later_and_nothing_of_it_stays(FileMood mood)
    {
        await using var inbox = await InboxApp.StartAsync();
        inbox.Graph.Files.Keep("77", s_bytes, "application/pdf");
        inbox.Graph.Files.Next.Enqueue(mood);

        await inbox.PostAsync(Document("77", s_bytes));
        await TriedAsync(inbox, 1);
        inbox.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await BecomesAsync(inbox, "stored");
        await Eventually.BecomesTrueAsync(async () => await inbox.CountAsync("media.leftovers") == 0, "nothing is left over");

        (await inbox.CountAsync("media.files")).ShouldBe(1);
    }

    [Fact]
    public async Task A_Meta_that_never_ends_does_not_hold_a_server_for_ever()
    {
        await using var inbox = await InboxApp.StartAsync();
        inbox.Graph.Files.Keep("77", s_bytes, "application/pdf");
        inbox.Graph.Files.Next.Enqueue(FileMood.Stall);

        await inbox.PostAsync(Document("77", s_bytes));
        await Eventually.BecomesTrueAsync(() => Task.FromResult(inbox.Graph.Files.Asked == 1), "the file is asked for");
        inbox.App.Clock.Advance(TimeSpan.FromMinutes(6));
        await TriedAsync(inbox, 1);
        inbox.App.Clock.Advance(TimeSpan.FromMinutes(1));

        await BecomesAsync(inbox, "stored");
    }

    [Fact]
    public async Task What_is_wrong_every_time_is_given_up()
    {
        await using var inbox = await InboxApp.StartAsync();
        inbox.Graph.Files.Keep("77", s_bytes, "application/pdf");

        await inbox.PostAsync(Document("77", [1, 2, 3]));
        for (var attempt = 1; attempt < 3; attempt++)
        {
            await TriedAsync(inbox, attempt);
            inbox.App.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        await BecomesAsync(inbox, "damaged");
        (await inbox.CountAsync("media.files")).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_longer_than_its_kind_may_be_is_not_taken_whether_Meta_says_so_or_not()
    {
        await using var inbox = await InboxApp.StartAsync();
        var big = new byte[600 * 1024];
        inbox.Graph.Files.Keep("77", big, "image/webp");
        inbox.Graph.Files.Keep("78", big, "image/webp", size: 10);

        await inbox.PostAsync(RawWebhook.Said(RawWebhook.From("wamid.1", Sticker("77")), RawWebhook.From("wamid.2", Sticker("78"))));
        await Eventually.BecomesTrueAsync(async () => await inbox.CountAsync("inbox.media_files where state = 'too_large'") == 2, "both are too large");

        inbox.Graph.Files.Asked.ShouldBe(1);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/files/77")]
    [InlineData("https://lookaside.fbsbx.com.evil.example/77")]
    [InlineData("https://user@lookaside.fbsbx.com/77")]
    [InlineData("https://lookaside.fbsbx.com:8443/77")]
    [InlineData("file:///etc/passwd")]
    public async Task The_token_goes_to_no_address_but_Metas(string url)
    {
        await using var inbox = await InboxApp.StartAsync();
        inbox.Graph.Files.Keep("77", s_bytes, "application/pdf", url);

        await inbox.PostAsync(Document("77", s_bytes));
        await TriedAsync(inbox, 1);

        inbox.Graph.Files.Asked.ShouldBe(0);
        (await inbox.App.ScalarAsync<string>("select state from inbox.media_files")).ShouldBe("waiting");
    }

    [Fact]
    public async Task After_seven_days_nobody_asks_any_more()
    {
        await using var inbox = await InboxApp.StartAsync();
        inbox.Graph.Files.Keep("77", s_bytes, "application/pdf");
        inbox.Graph.Files.Next.Enqueue(FileMood.Redirect);
        inbox.Graph.Files.Next.Enqueue(FileMood.Redirect);

        await inbox.PostAsync(Document("77", s_bytes));
        await TriedAsync(inbox, 1);
        inbox.App.Clock.Advance(TimeSpan.FromDays(7.1));

        await BecomesAsync(inbox, "expired");
    }

    [Fact]
    public async Task A_file_that_Meta_itself_could_not_take_says_so_and_keeps_the_reason()
    {
        await using var inbox = await InboxApp.StartAsync();

        await inbox.PostAsync(
            RawWebhook.Said(RawWebhook.From("wamid.1", "\"type\":\"document\",\"errors\":[{\"code\":131052,\"title\":\"Media file size too big\"}]"))
        );
        await inbox.SettleAsync();

        (await inbox.App.ScalarAsync<string>("select state from inbox.media_files")).ShouldBe("unavailable");
        (await inbox.App.ScalarAsync<int>("select (error -> 0 ->> 'code')::int from inbox.messages")).ShouldBe(131052);
    }

    [Fact]
    public async Task A_voice_note_is_there_as_every_phone_plays_it_when_there_is_a_converter()
    {
        var program = Converter("cp \"$9\" \"${@: -1}\"");
        await using var inbox = await InboxApp.StartAsync(new() { ["FFMPEG_PATH"] = program });
        inbox.Graph.Files.Keep("77", s_bytes, "audio/ogg");

        await inbox.PostAsync(Voice("77"));
        await BecomesAsync(inbox, "stored");

        var name = (await inbox.App.ScalarAsync<string>("select playable_name from inbox.media_files"))!;
        name.ShouldEndWith(".m4a");
        using var client = inbox.App.Anonymous();
        (await client.GetAsync($"/media/{name}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_converter_that_fails_leaves_the_original()
    {
        var program = Converter("exit 3");
        await using var inbox = await InboxApp.StartAsync(new() { ["FFMPEG_PATH"] = program });
        inbox.Graph.Files.Keep("77", s_bytes, "audio/ogg");

        await inbox.PostAsync(Voice("77"));
        await BecomesAsync(inbox, "stored");

        (await inbox.CountAsync("inbox.media_files where playable_name is null and name is not null and voice")).ShouldBe(1);
    }

    [Fact]
    public async Task What_the_customer_takes_back_leaves_the_store()
    {
        await using var inbox = await InboxApp.StartAsync();
        inbox.Graph.Files.Keep("77", s_bytes, "application/pdf");
        await inbox.PostAsync(Document("77", s_bytes));
        await BecomesAsync(inbox, "stored");
        var name = await inbox.App.ScalarAsync<string>("select name from inbox.media_files");

        await inbox.PostAsync(RawWebhook.Said(RawWebhook.From("wamid.back", "\"type\":\"revoke\",\"revoke\":{\"original_message_id\":\"wamid.doc\"}")));
        await inbox.SettleAsync();

        (await inbox.CountAsync("inbox.media_files")).ShouldBe(0);
        using var client = inbox.App.Anonymous();
        await Eventually.BecomesTrueAsync(async () => (await client.GetAsync($"/media/{name}")).Status == HttpStatusCode.NotFound, "the file is gone");
    }

    [Fact]
    public async Task A_page_of_messages_knows_its_files_and_reactions()
    {
        await using var inbox = await InboxApp.StartAsync();
        inbox.Graph.Files.Keep("77", s_bytes, "application/pdf");
        await inbox.PostAsync(Document("77", s_bytes, "planta.pdf"));
        await inbox.PostAsync(
            RawWebhook.Said(RawWebhook.From("wamid.r", "\"type\":\"reaction\",\"reaction\":{\"message_id\":\"wamid.doc\",\"emoji\":\"\U0001F44D\"}"))
        );
        await inbox.SettleAsync();
        await BecomesAsync(inbox, "stored");

        var shown = await inbox.App.InScopeAsync(
            inbox.Agency.Id,
            async services =>
            {
                var db = services.GetRequiredService<Aldrava.Inbox.Data.InboxDbContext>();
                return (
                    await services.GetRequiredService<MessageAttachments>().OfAsync([.. db.Messages], CancellationToken.None)
                ).Values.ShouldHaveSingleItem();
            }
        );

        shown.Media!.Filename.ShouldBe("planta.pdf");
        shown.Media.Caption.ShouldBe("A planta");
        shown.Media.Url!.ShouldStartWith("/media/");
        shown.Reactions.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Emoji.ShouldBe("\U0001F44D"), r => r.By.ShouldBe("contact"));
    }

    private static Aldrava.Inbox.Sandbox.SignedWebhook Document(string id, byte[] bytes, string filename = "a.pdf", string mimeType = "application/pdf") =>
        RawWebhook.Said(
            RawWebhook.From(
                "wamid.doc",
                $$"""
                "type":"document","document":{"id":"{{id}}","mime_type":"{{mimeType}}","sha256":"{{FakeGraphFiles.Base64Hash(
                    bytes
                )}}","filename":"{{filename}}","caption":"A planta"}
                """
            )
        );

    private static Aldrava.Inbox.Sandbox.SignedWebhook Voice(string id) =>
        RawWebhook.Said(
            RawWebhook.From(
                "wamid.voice",
                $$"""
                "type":"audio","audio":{"id":"{{id}}","mime_type":"audio/ogg; codecs=opus","sha256":"{{FakeGraphFiles.Base64Hash(s_bytes)}}","voice":true}
                """
            )
        );

    private static string Sticker(string id) =>
        $$"""
            "type":"sticker","sticker":{"id":"{{id}}","mime_type":"image/webp"}
            """;

    private static async Task<string> BecomesAsync(InboxApp inbox, string state)
    {
        await Eventually.BecomesTrueAsync(async () => await inbox.CountAsync($"inbox.media_files where state = '{state}'") == 1, $"the file is {state}");
        return (await inbox.App.ScalarAsync<string>("select concat_ws(' ', state, size, sha256, filename) from inbox.media_files"))!;
    }

    // The claim moves the next try ten minutes away; what is noted afterwards brings it nearer.
    private static Task TriedAsync(InboxApp inbox, int attempts) =>
        Eventually.BecomesTrueAsync(
            async () =>
                await inbox.CountAsync(
                    $"inbox.media_files where attempts = {attempts} and due_at < '{inbox.App.Clock.GetUtcNow() + TimeSpan.FromMinutes(2):O}'"
                ) == 1,
            $"attempt {attempts} is over"
        );

    private static string Converter(string command)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("aldrava-test-").FullName, "ffmpeg");
        File.WriteAllText(path, $"#!/bin/bash\n{command}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
