using System.Diagnostics;
using Aldrava.Tests.Architecture;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Owner = Aldrava.Tests.Support.Person;

namespace Aldrava.Tests.Crm.Fleet;

/// <summary>
/// Phones of a whole agency that are offline for a while, send twice, lose answers and crash, all at once; and a back office that works meanwhile.
/// Whatever order it all happens in: nothing is lost, nothing is doubled, and every phone ends up with what the lists show its owner.
/// </summary>
public sealed class FleetTests(FleetServer server, ITestOutputHelper output) : IClassFixture<FleetServer>
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task Phones_converge(int seed) => RunAsync(seed);

    [Fact]
    public async Task Phones_converge_whatever_happens()
    {
        var started = Stopwatch.GetTimestamp();
        do await RunAsync(Random.Shared.Next());
        while (Stopwatch.GetElapsedTime(started) < Budget);
    }

    private async Task RunAsync(int seed)
    {
        using var fleet = await PhoneFleet.OfAsync(server.App, seed);
        try
        {
            await fleet.LiveAsync();
            await fleet.SettleAsync();
            output.WriteLine($"Seed {seed}: {fleet}");
        }
        catch (Exception e)
        {
            var faults = server.App.Logs.Lines.Where(line => line.Contains("Exception", StringComparison.Ordinal));
            throw new InvalidOperationException($"With seed {seed}: {e.Message}\n{string.Join('\n', faults)}", e);
        }
    }
}

/// <summary>One server for all runs; each has an agency of its own.</summary>
public sealed class FleetServer : IAsyncLifetime
{
    public AldravaApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await AldravaApp.StartAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>An agency's devices.</summary>
internal sealed class PhoneFleet : IDisposable
{
    private const int Days = 10;
    private static int _agencies;
    private readonly AldravaApp _app;
    private readonly Agency _agency;
    private readonly Random _random;
    private readonly HashSet<string> _routes;
    private readonly List<Phone> _phones = [];
    private readonly List<Owner> _people = [];
    private readonly List<Import> _imports = [];
    private Phone _console = null!;

    private PhoneFleet(AldravaApp app, Agency agency, Random random) =>
        (_app, _agency, _random, _routes) = (app, agency, random, [.. Route.Of(app.Services).Select(r => $"{r.Method} {r.Pattern}")]);

    public static async Task<PhoneFleet> OfAsync(AldravaApp app, int seed)
    {
        var random = new Random(seed);
        var fleet = new PhoneFleet(app, await Agency.FoundAsync(app, $"FRO{Interlocked.Increment(ref _agencies)}"), random);
        var agents = random.Next(2, 5);
        for (var i = 0; i < agents; i++)
        {
            var agent = await fleet._agency.AgentAsync($"Agente {i}");
            fleet._people.Add(agent);
            for (var phone = 0; phone < (random.Next(3) == 0 ? 2 : 1); phone++)
                fleet._phones.Add(new Phone($"{i}.{phone}", agent, isAdmin: false, new Random(random.Next())));
        }
        var admin = await fleet._agency.AdminAsync();
        fleet._people.Add(admin);
        fleet._console = new Phone("consola", admin, isAdmin: true, new Random(random.Next()));
        fleet._phones.Add(fleet._console);
        return fleet;
    }

    /// <summary>Everybody works at once.</summary>
    public Task LiveAsync() => Task.WhenAll([.. _phones.Select(UseAsync), ImportAsync(new Random(_random.Next()))]);

    /// <summary>Everybody comes online, and what there is, is compared with what they were told.</summary>
    public async Task SettleAsync()
    {
        await Task.WhenAll(_phones.Select(p => p.SendAsync(untilDone: true)));
        foreach (var phone in _phones)
        {
            // Ends the round it may be in the middle of, which tells what was there when it began; then one that begins now.
            await phone.PullAsync(all: true);
            await phone.PullAsync(all: true);
            phone.Store.Text().ShouldBe(await LocalStore.ListedAsync(phone.Owner.Http), $"The store of {phone.Name}");
        }
        await new Reckoning(_app, _agency, _phones, _imports).HoldsAsync(_console.Store);
    }

    /// <summary>What was done, and how often the server would not.</summary>
    public override string ToString() =>
        $"{_phones.Count} phones, {_imports.Count} imported; "
        + string.Join(
            "; ",
            _phones.SelectMany(p => p.Journal).GroupBy(d => d.Name).OrderBy(g => g.Key).Select(g => $"{g.Key} {g.Count(d => d.IsAccepted)}/{g.Count()}")
        );

    public void Dispose()
    {
        _phones.ForEach(p => p.Dispose());
        _people.ForEach(p => p.Dispose());
    }

    private async Task UseAsync(Phone phone)
    {
        for (var day = 0; day < Days; day++)
        {
            for (var i = phone.Random.Next(2, 8); i > 0; i--)
            {
                if (Plan(phone) is { } deed && Exists(deed))
                    phone.Queue(deed);
            }
            if (!phone.IsAdmin && phone.Chance(0.3))
                continue;
            await phone.SendAsync();
            if (phone.Chance(0.7))
                await phone.PullAsync();
        }
    }

    private Deed? Plan(Phone phone)
    {
        if (phone.IsAdmin && phone.Chance(0.5))
            return Operations.AssignLead(phone, [.. _people.Where(p => p.AgentId != 0).Select(p => p.AgentId)]);
        var operations = phone.IsAdmin ? Operations.OfAdministrators : Operations.OfAgents;
        return operations[phone.Random.Next(operations.Length)](phone);
    }

    private bool Exists(Deed deed)
    {
        var segments = deed.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length > 2)
            segments[2] = "{id:record}";
        return _routes.Contains($"{deed.Method} /{string.Join('/', segments)}");
    }

    // Leads that somebody brings in by the dozen: one transaction that begins early and commits late.
    private async Task ImportAsync(Random random)
    {
        var source = _app.Services.GetRequiredService<NpgsqlDataSource>();
        for (var i = 0; i < 4; i++)
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            for (var row = random.Next(1, 12); row > 0; row--)
            {
                var agents = _people.Where(p => p.AgentId != 0).ToList();
                var clientId = new Guid(Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256)).ToArray());
                await using var insert = new NpgsqlCommand(
                    $"""
                    insert into crm.leads (id, organization_id, assigned_agent_id, name, status, client_id, search_text, version, created_at, updated_at)
                    values (nextval('crm.leads_id_seq'), {_agency.Id}, {agents[
                        random.Next(agents.Count)
                    ].AgentId}, 'Importado', 'new', '{clientId}', '', 1, '2026-03-01', '2026-03-01')
                    """,
                    connection,
                    transaction
                );
                await insert.ExecuteNonQueryAsync();
                _imports.Add(new Import(clientId));
                for (var wait = random.Next(4); wait > 0; wait--)
                    await _console.Owner.Http.GetAsync("/mobile/leads?limit=1");
            }
            await transaction.CommitAsync();
        }
    }
}
