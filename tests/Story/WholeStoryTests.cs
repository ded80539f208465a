using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aldrava.Tests.Support;
using Device = Aldrava.Tests.Realtime.Device;

namespace Aldrava.Tests.Story;

/// <summary>
/// From the first hello to a visit in the agent's diary and back to the bot, in each language: over the sandbox phone and the public interface only. A wrong
/// answer, a voice note, a time that somebody else takes, a person who steps in.
/// </summary>
public sealed class WholeStoryTests(ITestOutputHelper output)
{
    private const string ListingPage = "https://www.example.pt/imoveis/{reference}";
    private const string Photo = "https://res.cloudinary.com/imoveis-mais/image/upload/v1/crm-plus/mobile-uploads/fachada.jpg";
    private static readonly byte[] VoiceNote = [.. "OggS"u8, .. new byte[400]];

    [Theory]
    [InlineData("pt-PT")]
    [InlineData("pt-BR")]
    [InlineData("en")]
    public async Task A_customer_writes_books_talks_to_a_person_and_comes_back_to_the_bot(string language)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ENVIRONMENT"] = "development",
            ["CLOUDINARY_CLOUD_NAME"] = "imoveis-mais",
            ["Listings:PublicUrl"] = ListingPage,
        };
        await using var app = await AldravaApp.StartAsync(settings, demo: true);
        using var story = new Story(app, StoryScript.All[language]);
        try
        {
            await story.PhotographAsync("Cascais");
            await story.QualifyAsync();
            await story.HearVoiceNoteAsync();
            await story.ChooseListingAsync();
            await story.RingAsync();
            await story.BookAsync();
            await story.StepInAsync();
            await story.HandBackAsync();
            await story.SpokeOnlyItsLanguageAsync();
        }
        finally
        {
            output.WriteLine(await story.Customer.TranscriptAsync());
        }
        app.Logs.Lines.ShouldNotContain(line => line.Contains("\"level\":\"error\"", StringComparison.Ordinal));
    }

    private sealed class Story(AldravaApp app, StoryScript script) : IDisposable
    {
        private readonly List<Colleague> _team = [];
        private readonly List<string> _names = ["Imóveis Mais", script.Name];
        private JsonElement _listings;
        private JsonElement _listing;
        private Guid _conversation;
        private long _lead;

        public CustomerPhone Customer { get; } = new(app, script.Phone, script.Name.Split(' ')[0]);

        private Colleague Agent => _team.Single(c => c.AgentId == _listing.GetProperty("agent_id").GetInt64());

        /// <summary>The agency's people sign in, their devices listen, and their listings get a picture.</summary>
        public async Task PhotographAsync(string town)
        {
            foreach (var email in new[] { "agente@imoveismais.pt", "joao.teste@imoveismais.pt" })
                _team.Add(await Colleague.SignInAsync(app, email));
            foreach (var colleague in _team)
            {
                _names.Add(colleague.Name);
                var listings = (await colleague.Client.GetAsync($"/mobile/properties?agent_id={colleague.AgentId}&per_page=100")).Json;
                foreach (var listing in listings.EnumerateArray())
                {
                    _names.Add(listing.GetProperty("title").GetString()!);
                    if (listing.GetProperty("municipality").GetString() == town)
                    {
                        var photos = new { photos = new[] { new { url = Photo } } };
                        (await colleague.Client.PostAsync($"/mobile/properties/{listing.GetProperty("id")}/photos", photos)).Expect(HttpStatusCode.OK);
                    }
                }
            }
        }

        public async Task QualifyAsync()
        {
            await Customer.SayAsync(new { text = script.Hello }, script.AsksName);
            await Customer.SayAsync(new { text = script.Name }, script.AsksInterest);
            await Customer.SayAsync(new { text = script.Buy }, script.AsksBudget);
            await Customer.SayAsync(new { text = script.WrongBudget }, script.AsksBudgetAgain);
            await Customer.SayAsync(new { text = script.Budget }, script.AsksArea);
        }

        /// <summary>The bot asks for words; the note is kept and can be heard.</summary>
        public async Task HearVoiceNoteAsync()
        {
            await Customer.SpeakAsync(VoiceNote, script.AsksToWrite);

            var colleague = _team[0].Client;
            var found = (await colleague.GetAsync($"/api/v1/conversations?search={script.Phone}")).Expect(HttpStatusCode.OK).Json;
            _conversation = found.EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetGuid();
            var url = await Eventually.GetAsync(
                async () =>
                    (await colleague.GetAsync($"/api/v1/conversations/{_conversation}/messages"))
                        .Json.EnumerateArray()
                        .Where(m => m.GetProperty("type").GetString() == "audio" && m.GetProperty("media").GetProperty("state").GetString() == "stored")
                        .Select(m => m.GetProperty("media").GetProperty("url").GetString())
                        .SingleOrDefault(),
                "the voice note in the store"
            );
            var heard = (await colleague.GetAsync(new Uri(app.Address, url).PathAndQuery)).Expect(HttpStatusCode.OK);
            heard.Body.ShouldBe(VoiceNote);
            heard.Header("Content-Type").ShouldBe("audio/ogg");
        }

        public async Task ChooseListingAsync()
        {
            _listings = await Customer.SayAsync(new { text = "Cascais" }, script.AsksWhich);
            var (_, reference) = CustomerPhone.RowsOf(_listings)[0];
            foreach (var colleague in _team)
            {
                var theirs = (await colleague.Client.GetAsync($"/mobile/properties?agent_id={colleague.AgentId}&per_page=100")).Json;
                if (theirs.EnumerateArray().FirstOrDefault(p => p.GetProperty("reference").GetString() == reference) is { ValueKind: JsonValueKind.Object } it)
                    _listing = it;
            }
            var card = (await Customer.AllAsync()).Single(m => CustomerPhone.WordsOf(m).Contains($"Ref. {reference}")).GetProperty("content");
            card.GetProperty("type").GetString().ShouldBe("cta_url");
            card.GetProperty("header").GetProperty("image").GetProperty("link").GetString().ShouldNotBeNull().ShouldContain("fachada.jpg");
            Regex
                .IsMatch(card.GetProperty("body").GetProperty("text").GetString()!, @"€\d{3},000|\d{3}\D000 €", RegexOptions.None, TimeSpan.FromSeconds(1))
                .ShouldBeTrue("a price");
            var button = card.GetProperty("action").GetProperty("parameters");
            button.GetProperty("display_text").GetString().ShouldBe(script.SeeListing);
            button.GetProperty("url").GetString().ShouldBe(ListingPage.Replace("{reference}", reference, StringComparison.Ordinal));
        }

        /// <summary>The lead is there and has rung on the device of the agent who got it.</summary>
        public async Task RingAsync()
        {
            var leads = (await _team[0].Client.GetAsync($"/mobile/leads?search={Uri.EscapeDataString(script.Name)}&per_page=100")).Json;
            var lead = leads.EnumerateArray().Single(l => l.GetProperty("conversation_id").ValueKind == JsonValueKind.String);
            lead.GetProperty("conversation_id").GetGuid().ShouldBe(_conversation);
            lead.GetProperty("name").GetString().ShouldBe(script.Name);
            _lead = lead.GetProperty("id").GetInt64();
            var owner = _team.Single(c => c.AgentId == lead.GetProperty("assigned_agent_id").GetInt64());
            (await owner.HearsAsync("new_lead")).GetProperty("lead_id").GetInt64().ShouldBe(_lead);
        }

        /// <summary>The chosen time is taken in the agent's diary before the customer's answer comes; another one is booked.</summary>
        public async Task BookAsync()
        {
            var times = CustomerPhone.RowsOf(await Customer.SayAsync(new { list_id = CustomerPhone.RowsOf(_listings)[0].Id }, script.AsksWhen));
            var faster = new { property_id = _listing.GetProperty("id").GetInt64(), scheduled_at = TimeOf(times[0].Id) };
            (await Agent.Client.PostAsync("/mobile/visits", faster)).Expect(HttpStatusCode.Created);

            var others = CustomerPhone.RowsOf(await Customer.SayAsync(new { list_id = times[0].Id }, script.AsksWhen));
            (await Customer.AllAsync()).ShouldContain(m => CustomerPhone.WordsOf(m).StartsWith(script.Taken, StringComparison.Ordinal));
            others.Select(r => r.Title).ShouldNotContain(times[0].Title);
            var booked = CustomerPhone.WordsOf(await Customer.SayAsync(new { list_id = others[0].Id }, script.Booked));
            booked.ShouldContain(_listing.GetProperty("title").GetString()!);
            booked.ShouldContain(others[0].Title[^5..]);
            booked.ShouldContain(Agent.Name);

            var at = TimeOf(others[0].Id);
            var diary = (await Agent.Client.GetAsync($"/mobile/visits?date={at:yyyy-MM-dd}&per_page=100")).Json;
            var visit = diary.EnumerateArray().Single(v => v.GetProperty("scheduled_at").GetDateTimeOffset() == at);
            visit.GetProperty("lead_id").GetInt64().ShouldBe(_lead);
            visit.GetProperty("property_id").GetInt64().ShouldBe(faster.property_id);
            visit.GetProperty("agent_id").GetInt64().ShouldBe(Agent.AgentId);
            visit.GetProperty("status").GetString().ShouldBe("scheduled");
        }

        /// <summary>Somebody of the agency answers: from then on they alone have the word.</summary>
        public async Task StepInAsync()
        {
            var before = (await Customer.AllAsync())[^1].GetProperty("id").GetInt64();
            var path = $"/api/v1/conversations/{_conversation}";
            (await Agent.Client.PostAsync($"{path}/messages", new { type = "text", text = script.Colleague })).Expect(HttpStatusCode.Created);
            await Eventually.BecomesTrueAsync(
                async () => (await Customer.AfterAsync(before)).Any(m => CustomerPhone.WordsOf(m) == script.Colleague),
                "the colleague's words on the phone"
            );
            await IsOwnedAsync(path);

            var said = await Customer.SendAsync(new { text = script.ToColleague });
            await Eventually.BecomesTrueAsync(
                async () =>
                    (await Agent.Client.GetAsync(path))["last_message"].GetString() == script.ToColleague
                    && await app.ScalarAsync<long>("select count(*) from platform.deliveries") == 0
                    && await app.ScalarAsync<long>("select count(*) from inbox.messages where status in ('queued', 'sending')") == 0,
                "the customer's words worked off"
            );
            (await Customer.AfterAsync(said)).ShouldBeEmpty("the bot keeps silent");
            await IsOwnedAsync(path);
        }

        public async Task HandBackAsync()
        {
            var path = $"/api/v1/conversations/{_conversation}";
            var resumed = (await Agent.Client.PostAsync($"{path}/resume")).Expect(HttpStatusCode.OK);
            (resumed["bot_active"].GetBoolean(), resumed["owner.kind"].GetString()).ShouldBe((true, "bot"));
            await Customer.SayAsync(new { text = script.Hello }, script.AsksName);
        }

        /// <summary>No word of another language in what the bot said; names and the agency's own titles are what they are.</summary>
        public async Task SpokeOnlyItsLanguageAsync()
        {
            foreach (var message in (await Customer.AllAsync()).Where(m => CustomerPhone.SaidBy(m) == "business"))
            {
                var said = _names.Aggregate(CustomerPhone.WordsOf(message), (text, name) => text.Replace(name, "", StringComparison.OrdinalIgnoreCase));
                if (said == script.Colleague)
                    continue;
                var words = Regex.Matches(said, @"\p{L}+", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(w => w.Value.ToLowerInvariant());
                words.Intersect(script.Foreign).ShouldBeEmpty(said);
            }
        }

        public void Dispose()
        {
            Customer.Dispose();
            foreach (var colleague in _team)
                colleague.Dispose();
        }

        private async Task IsOwnedAsync(string path)
        {
            var conversation = (await Agent.Client.GetAsync(path)).Expect(HttpStatusCode.OK);
            conversation["bot_active"].GetBoolean().ShouldBeFalse();
            conversation["owner.kind"].GetString().ShouldBe("user");
            conversation["owner.user_id"].GetInt64().ShouldBe(Agent.UserId);
            conversation["owner.name"].GetString().ShouldBe(Agent.Name);
        }

        private static DateTimeOffset TimeOf(string row) => DateTimeOffset.ParseExact(row[^22..], "yyyy-MM-ddTHH:mmzzz", CultureInfo.InvariantCulture);
    }

    /// <summary>Somebody of the agency, with a device that listens.</summary>
    private sealed record Colleague(TestClient Client, Device Phone, long UserId, long AgentId, string Name) : IDisposable
    {
        public static async Task<Colleague> SignInAsync(AldravaApp app, string email)
        {
            using var anonymous = app.Anonymous();
            var pair = await anonymous.PostAsync(
                "/auth/mobile/login",
                new
                {
                    email,
                    password = "senha123",
                    device_name = "telemóvel",
                }
            );
            var client = new TestClient(app, pair.Expect(HttpStatusCode.Created)["access_token"].GetString());
            var me = await client.GetAsync("/mobile/auth/me");
            var phone = await Device.ConnectAsync(app, $"?token={client.Token}");
            return new Colleague(client, phone, me["id"].GetInt64(), me["agent_id"].GetInt64(), me["agent.name"].GetString()!);
        }

        /// <summary>The data of the first signal of this type.</summary>
        public async Task<JsonElement> HearsAsync(string type)
        {
            while (true)
            {
                var signal = await Phone.NextAsync();
                if (signal.GetProperty("type").GetString() == type)
                    return signal.GetProperty("data");
            }
        }

        public void Dispose()
        {
            Phone.Dispose();
            Client.Dispose();
        }
    }
}
