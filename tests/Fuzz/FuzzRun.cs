using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Fuzz;

/// <summary>Sends a number of generated requests to a server and remembers what was wrong with the answers.</summary>
internal sealed class FuzzRun(AldravaApp app, int seed, IReadOnlyList<FuzzedRoute> routes)
{
    private const int Senders = 8;
    private const int RequestsPerCast = 1500;
    private const int ExamplesShown = 25;
    private const int MostAttempts = 120;
    private const int AttemptsPerCast = 15;
    private readonly RequestGenerator _generator = new(seed, routes);
    private readonly ConcurrentDictionary<string, string> _faults = new();
    private readonly ConcurrentDictionary<(string Route, int Status), int> _answers = new();
    private readonly ConcurrentBag<string> _secrets = [];
    private int _sent;

    /// <summary>What the people that took part sign in with.</summary>
    public IEnumerable<string> Secrets => _secrets.Distinct();

    public Task SendAsync(int count) => Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendSomeAsync(count)));

    /// <summary>Asks every route well until it takes a request, so that none is left to chance.</summary>
    public async Task AskEachWellAsync()
    {
        using var connection = new RawConnection(app.Address);
        foreach (var route in routes.Where(r => !r.Route.IsAnonymous && !r.AsksForPassword))
        {
            Cast? cast = null;
            for (var attempt = 0; attempt < MostAttempts && !IsEntered(route.Route.Name); attempt++)
            {
                // What an earlier request took away or changed is there again with new people.
                if (attempt % AttemptsPerCast == 0)
                {
                    cast?.Dispose();
                    cast = await HireAsync();
                }
                // A check-out wants a check-in before it: now and then somebody does something else with the same records first.
                var number = -1 - attempt;
                if (attempt % 2 == 1)
                    await SendOneAsync(connection, _generator.MakeGoodNear(number, route, cast!), number);
                await SendOneAsync(connection, _generator.MakeGood(number, route, cast!), number);
            }
            cast?.Dispose();
        }
    }

    /// <summary>How often each status was answered.</summary>
    public string Summary() => string.Join(", ", _answers.GroupBy(a => a.Key.Status).OrderBy(g => g.Key).Select(g => $"{g.Key}: {g.Sum(a => a.Value)}"));

    /// <summary>Routes that never let anything in: the generator does not know how to ask them.</summary>
    public IEnumerable<string> NeverEntered() =>
        routes
            .Where(r => !r.Route.IsAnonymous && !r.AsksForPassword)
            .Select(r => r.Route.Name)
            .Where(name => !IsEntered(name))
            .Select(name => $"{name}: {string.Join(", ", _answers.Where(a => a.Key.Route == name).Select(a => $"{a.Value} × {a.Key.Status}"))}");

    private bool IsEntered(string name) => _answers.Keys.Any(a => a.Route == name && a.Status is >= 200 and < 400);

    /// <summary>One example of each kind of fault, to send again.</summary>
    public string Report()
    {
        var report = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{_faults.Count} kinds of faults, seed {seed}. {Summary()}");
        foreach (var (_, example) in _faults.OrderBy(f => f.Key, StringComparer.Ordinal).Take(ExamplesShown))
            report.AppendLine().AppendLine(example);
        return report.ToString();
    }

    public int Faults => _faults.Count;

    private async Task SendSomeAsync(int count)
    {
        using var connection = new RawConnection(app.Address);
        Cast? cast = null;
        var left = 0;
        while (Interlocked.Increment(ref _sent) is var number && number <= count)
        {
            if (cast is null || left-- == 0)
            {
                cast?.Dispose();
                cast = await HireAsync();
                left = RequestsPerCast;
            }
            var request = _generator.Make(number, cast);
            if (await SendOneAsync(connection, request, number) && request.IsSignedIn)
                left = 0;
        }
        cast?.Dispose();
    }

    private async Task<Cast> HireAsync()
    {
        var cast = await Cast.HireAsync(app);
        foreach (var secret in cast.Secrets())
            _secrets.Add(secret);
        return cast;
    }

    /// <summary>Whether the sender's session turned out to be ended, by one of the requests before.</summary>
    private async Task<bool> SendOneAsync(RawConnection connection, FuzzRequest request, int number)
    {
        try
        {
            var answer = await connection.SendAsync(request.ToBytes(), isHead: request.Method == "HEAD", request.IsLast);
            _answers.AddOrUpdate((request.Route, answer.Status), 1, (_, n) => n + 1);
            foreach (var fault in AnswerCheck.Faults(request, answer))
                Note(request, number, answer, fault);
            return answer.Status == 401 && answer.Text.Contains("session.revoked", StringComparison.Ordinal);
        }
        catch (TimeoutException silence)
        {
            Note(request, number, RawAnswer.None, silence.Message);
            return false;
        }
    }

    private void Note(FuzzRequest request, int number, RawAnswer answer, string fault)
    {
        var id = answer.Header("X-Request-Id");
        var told = id is null
            ? null
            : app.Logs.Lines.FirstOrDefault(l => l.Contains(id, StringComparison.Ordinal) && l.Contains("\"exception\"", StringComparison.Ordinal));
        var kind = told is null ? fault.Split(';')[0] : told[told.IndexOf("\"exception\"", StringComparison.Ordinal)..];
        _faults.TryAdd($"{1000 - answer.Status} {request.Route} {kind[..Math.Min(120, kind.Length)]}", $"{fault}\nnumber {number}: {request}\n  {told}");
    }
}
