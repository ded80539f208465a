using System.Globalization;
using Aldrava.Accounts.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aldrava.Tests.Fuzz;

/// <summary>Generated bad requests over every route: nothing of ours fails, and every refusal is in the one shape (errors.md).</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Usual = 20_000;
    private const int Logged = 3_000;
    private const int UsualSeed = 20_260_310;

    private static int Count { get; } = Setting("ALDRAVA_FUZZ", Usual);

    private static int Seed { get; } = Setting("ALDRAVA_FUZZ_SEED", UsualSeed);

    [Fact]
    public async Task No_request_makes_the_server_fail_or_answer_in_another_shape()
    {
        await using var graph = await FakeGraph.StartAsync();
        await using var app = await StartAsync("Warning", graph);
        var run = new FuzzRun(app, Seed, await FuzzedRoute.AllAsync(app.Services));

        await run.AskEachWellAsync();
        await run.SendAsync(Count);

        output.WriteLine($"{Count} requests, seed {Seed}. {run.Summary()}");
        run.Faults.ShouldBe(0, run.Report());
        app.Logs.Lines.Where(l => l.Contains("\"level\":\"error\"", StringComparison.Ordinal) || l.Contains("\"level\":\"critical\"", StringComparison.Ordinal))
            .ShouldBeEmpty();
        (await app.ScalarAsync<long>("select count(*) from platform.deliveries where state = 'dead'")).ShouldBe(0);
        run.NeverEntered().ShouldBeEmpty("The generator never made a request that these take.");
    }

    [Fact]
    public async Task No_log_line_holds_a_token_a_password_or_a_body_that_was_sent()
    {
        await using var graph = await FakeGraph.StartAsync();
        await using var app = await StartAsync("Trace", graph);
        var run = new FuzzRun(app, Seed + 1, await FuzzedRoute.AllAsync(app.Services));

        await run.SendAsync(Logged);

        var lines = app.Logs.Lines;
        lines.Count.ShouldBeGreaterThan(Logged);
        lines.Where(l => l.Contains(OddValues.Secret, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        var signatures = run.Secrets.Select(s => s.Split('.')[^1]).ToList();
        lines.Where(l => signatures.Exists(s => l.Contains(s, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static Task<AldravaApp> StartAsync(string logLevel, FakeGraph graph) =>
        AldravaApp.StartAsync(
            new()
            {
                ["LOG_LEVEL"] = logLevel,
                ["WHATSAPP_GRAPH_URL"] = graph.Url,
                ["WHATSAPP_APP_SECRET"] = RequestGenerator.AppSecret,
                ["WHATSAPP_VERIFY_TOKEN"] = "fuzz-verify-token",
                ["CLOUDINARY_CLOUD_NAME"] = "demo",
                ["CLOUDINARY_UPLOAD_PRESET_MOBILE"] = "mobile",
                ["ACCESS_TOKEN_EXPIRE_MINUTES"] = "1440",
                ["PUBLIC_URL"] = "https://crm.example.pt",
            },
            services => services.Replace(ServiceDescriptor.Singleton<IMailSender, NoPostOffice>())
        );

    /// <summary>Takes every mail and delivers none.</summary>
    private sealed class NoPostOffice : IMailSender
    {
        public bool IsConfigured => true;

        public Task SendAsync(OutgoingMail mail, CancellationToken ct) => Task.CompletedTask;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
