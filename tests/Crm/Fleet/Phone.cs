using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Aldrava.Tests.Support;
using Owner = Aldrava.Tests.Support.Person;

namespace Aldrava.Tests.Crm.Fleet;

/// <summary>
/// One device of somebody: a copy of what they may see, a queue of writes made offline, and a bad connection. A write leaves the queue only when its
/// answer has arrived.
/// </summary>
internal sealed class Phone : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private const int Patience = 1000;
    private readonly Queue<Deed> _outbox = new();
    private readonly HttpClient _http;

    public Phone(string name, Owner owner, bool isAdmin, Random random)
    {
        (Name, Owner, IsAdmin, Random) = (name, owner, isAdmin, random);
        Store = new LocalStore(owner.Http);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = owner.Http.App.Address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", owner.Token);
    }

    public string Name { get; }

    public Owner Owner { get; }

    public bool IsAdmin { get; }

    public Random Random { get; }

    public LocalStore Store { get; }

    /// <summary>All it ever wrote, in its order.</summary>
    public List<Deed> Journal { get; } = [];

    /// <summary>What it made itself, by its own ids, whether the server knows of it yet or not.</summary>
    public Dictionary<string, List<Guid>> Own { get; } = LocalStore.Kinds.ToDictionary(k => k, _ => new List<Guid>());

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public Guid NewId()
    {
        var bytes = new byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public void Queue(Deed deed)
    {
        Journal.Add(deed);
        _outbox.Enqueue(deed);
        if (deed.Creates is { } clientId)
            Own[deed.Kind].Add(clientId);
    }

    /// <summary>The records of a kind in its copy.</summary>
    public List<JsonObject> Known(string kind) => [.. Store[kind].Values.Select(text => JsonNode.Parse(text)!.AsObject())];

    /// <summary>Sends what is queued, in order, over a connection that fails now and then; stops before some of it when that happens.</summary>
    public async Task SendAsync(bool untilDone = false)
    {
        var attempts = 0;
        while (_outbox.TryPeek(out var deed))
        {
            (++attempts).ShouldBeLessThan(Patience, $"{Name} does not get {deed} settled.");
            if (Chance(0.15))
            {
                // The connection is lost at some time before or after the server has done it. A crash of the phone looks the same.
                await LoseAsync(deed);
                if (!untilDone && Chance(0.5))
                    return;
                continue;
            }
            var answer = await OnceAsync(deed);
            if (!Deed.IsFinal(answer))
            {
                ((int)answer.Status).ShouldBeLessThan(500, $"{deed}: {answer.Text}");
                await PauseAsync();
                continue;
            }
            deed.Outcome = answer;
            _outbox.Dequeue();
            if (Chance(0.2))
                await RepeatAsync(deed);
        }
    }

    /// <summary>A page or all there is, in pages of any size.</summary>
    public async Task PullAsync(bool all = false)
    {
        var pages = all ? int.MaxValue : Random.Next(1, 5);
        for (var i = 0; i < pages; i++)
        {
            var page = await Store.PullAsync(Chance(0.5) ? Random.Next(1, 8) : Random.Next(20, 200));
            page["reset"].GetBoolean().ShouldBeFalse();
            if (!page["has_more"].GetBoolean())
                return;
        }
    }

    public async Task<Answer> OnceAsync(Deed deed, Guid? otherKey = null, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(deed.Method, deed.Path);
        request.Content = new StringContent(deed.Content, Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", (otherKey ?? deed.Key).ToString());
        if (deed.IfMatch is { } version)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        using var response = await _http.SendAsync(request, ct);
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, all, await response.Content.ReadAsByteArrayAsync(ct));
    }

    public void Dispose() => _http.Dispose();

    private async Task LoseAsync(Deed deed)
    {
        using var cut = new CancellationTokenSource(TimeSpan.FromMilliseconds(Random.Next(0, 25)));
        try
        {
            // An answer that arrives all the same is not looked at.
            await OnceAsync(deed, ct: cut.Token);
        }
        catch (OperationCanceledException) { }
    }

    // Twice the same, or from a phone that has forgotten under which key it sent it.
    private async Task RepeatAsync(Deed deed)
    {
        if (deed is { Creates: not null, IsAccepted: true } && Chance(0.3))
        {
            var again = await OnceAsync(deed, otherKey: NewId());
            if (again.Status == HttpStatusCode.OK)
                again["id"].GetInt64().ShouldBe(deed.RecordId, $"Sent under another key: {deed}");
            else
                again.Code.ShouldBe("record.exists", $"Sent under another key: {deed}");
            return;
        }
        var replay = await OnceAsync(deed);
        replay.Header("Idempotency-Replayed").ShouldBe("true", $"Sent twice: {deed} {replay.Text}");
        (replay.Status, replay.Text).ShouldBe((deed.Outcome!.Status, deed.Outcome.Text), $"Sent twice: {deed}");
    }

    private static async Task PauseAsync()
    {
        using var ticks = new PeriodicTimer(Step);
        await ticks.WaitForNextTickAsync();
    }
}
