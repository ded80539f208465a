using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Story;

/// <summary>A customer with the sandbox phone in hand.</summary>
internal sealed class CustomerPhone(AldravaApp app, string number, string profile) : IDisposable
{
    private static readonly string[] Shown = ["text", "body", "title", "description", "display_text", "button", "caption"];

    private readonly TestClient _client = app.Anonymous();

    private string Messages => $"/_sandbox/phone/{number}/messages";

    /// <summary>Says something; the answer that is waited for is the last of what comes.</summary>
    public async Task<JsonElement> SayAsync(object said, string answer)
    {
        var before = await SendAsync(said);
        var come = await Eventually.GetAsync<JsonElement[]>(
            async () =>
                (await AfterAsync(before)).TakeLast(1).Where(m => SaidBy(m) == "business" && WordsOf(m).Contains(answer)).ToArray() is { Length: 1 } last
                    ? last
                    : null,
            $"«{answer}» after {said}"
        );
        return come[0];
    }

    /// <summary>Says something and waits for nothing. Answers the id of its message.</summary>
    public async Task<long> SendAsync(object said)
    {
        var body = JsonSerializer.SerializeToNode(said)!.AsObject();
        body["profile_name"] = profile;
        return (await _client.PostAsync(Messages, body.ToJsonString())).Expect(HttpStatusCode.Created)["id"].GetInt64();
    }

    /// <summary>Records a voice note and says it.</summary>
    public async Task<JsonElement> SpeakAsync(byte[] sound, string answer)
    {
        using var file = new ByteArrayContent(sound);
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/ogg");
        var kept = await _client.SendAsync(HttpMethod.Post, $"/_sandbox/phone/{number}/files?name=nota.ogg", file);
        return await SayAsync(new { audio_url = kept.Expect(HttpStatusCode.Created)["url"].GetString(), voice = true }, answer);
    }

    public async Task<List<JsonElement>> AllAsync() => [.. (await _client.GetAsync(Messages)).Json.EnumerateArray()];

    public async Task<List<JsonElement>> AfterAsync(long id) => [.. (await _client.GetAsync($"{Messages}?after={id}")).Json.EnumerateArray()];

    public static string? SaidBy(JsonElement message) => message.GetProperty("from").GetString();

    public static (string Id, string Title)[] RowsOf(JsonElement list) =>
        [
            .. list.GetProperty("content")
                .GetProperty("action")
                .GetProperty("sections")[0]
                .GetProperty("rows")
                .EnumerateArray()
                .Select(r => (r.GetProperty("id").GetString()!, r.GetProperty("title").GetString()!)),
        ];

    /// <summary>Everything that can be read of a message: words, buttons, rows.</summary>
    public static string WordsOf(JsonElement message)
    {
        var words = new List<string>();
        if (message.GetProperty("text").GetString() is { } text)
            words.Add(text);
        Collect(message.GetProperty("content"), words);
        return string.Join('\n', words.Distinct());
    }

    /// <summary>Both sides with the times, as one would read it over somebody's shoulder.</summary>
    public async Task<string> TranscriptAsync()
    {
        var lines = new List<string>();
        foreach (var message in await AllAsync())
        {
            var at = message.GetProperty("at").GetDateTimeOffset().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            var kind = message.GetProperty("type").GetString() is var type and not "text" ? $"[{type}] " : "";
            var said = kind + WordsOf(message).Replace("\n", "\n               ", StringComparison.Ordinal);
            lines.Add(SaidBy(message) == "customer" ? $"{at}  ------>  {said}" : $"{at}  <-       {said}");
        }
        return string.Join('\n', lines);
    }

    public void Dispose() => _client.Dispose();

    private static void Collect(JsonElement element, List<string> words)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Collect(item, words);
        }
        if (element.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String && Shown.Contains(member.Name))
                words.Add(member.Value.GetString()!);
            else
                Collect(member.Value, words);
        }
    }
}
