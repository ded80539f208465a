using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Inbox.Sandbox;

/// <summary>Everything but words that the customer's phone can say, through the real webhook into the inbox; files from the phone to our store.</summary>
public sealed class SandboxFilesTests
{
    private const string Phone = "/_sandbox/phone/351911000001";

    [Fact]
    public async Task A_file_on_the_phone_goes_to_Meta_and_from_there_into_the_store()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["ENVIRONMENT"] = "development" }, demo: true);
        using var anybody = app.Anonymous();
        await app.ExecuteAsync("insert into inbox.sandbox_media (id, phone, mime_type, content) values (900, '351911000001', 'audio/ogg', '\\x4f676753')");

        var said = await anybody.PostAsync($"{Phone}/messages", new { audio_url = new Uri(app.Address, "/_sandbox/phone/files/900"), voice = true });
        said.Expect(HttpStatusCode.Created);
        await Eventually.BecomesTrueAsync(
            async () =>
                await app.ScalarAsync<long>("select count(*) from inbox.media_files where state = 'stored' and voice and size = 4 and meta_id = '900'") == 1,
            "the file in the store"
        );

        (await anybody.GetAsync("/_sandbox/graph/900")).Expect(HttpStatusCode.Unauthorized);
        (await anybody.GetAsync("/_sandbox/phone/files/900")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Places_cards_reactions_and_answers_in_context_arrive_as_what_they_are()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["ENVIRONMENT"] = "development" }, demo: true);
        using var anybody = app.Anonymous();
        var first = (await anybody.PostAsync($"{Phone}/messages", new { text = "Olá" })).Expect(HttpStatusCode.Created)["wamid"].GetString();

        foreach (
            var body in new object[]
            {
                new
                {
                    location = new
                    {
                        latitude = 38.7,
                        longitude = -9.1,
                        name = "Rossio",
                    },
                },
                new { contact = new { name = "Ana", phone = "+351911" } },
                new { reaction = new { wamid = first, emoji = "❤" } },
                new { text = "Isto", reply_to = first },
            }
        )
            (await anybody.PostAsync($"{Phone}/messages", body)).Expect(HttpStatusCode.Created);
        await Eventually.BecomesTrueAsync(
            async () => await app.ScalarAsync<long>("select count(*) from inbox.messages where direction = 'inbound'") == 4,
            "four messages"
        );

        (await app.ScalarAsync<long>($"select count(*) from inbox.messages where type in ('location', 'contacts') or context_wamid = '{first}'")).ShouldBe(3);
        (await app.ScalarAsync<string>($"select emoji from inbox.reactions where target_wamid = '{first}'")).ShouldBe("❤");
    }
}
