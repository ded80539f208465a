using System.CommandLine;
using System.Globalization;
using Aldrava.Platform.Events;
using Aldrava.Server.OpenApi;

namespace Aldrava.Server.Verbs;

/// <summary>What an operator does from the command line. They work on the database, beside a running server or without one.</summary>
internal static class MaintenanceVerbs
{
    public static Command Migrate()
    {
        var verb = new Command("migrate", "Brings the database up to date and ends.");
        verb.SetAction((_, ct) => WithAppAsync(_ => Task.CompletedTask, ct));
        return verb;
    }

    public static Command HealthCheck()
    {
        var verb = new Command("healthcheck", "Asks the server on this machine for its health; exit code 0 when it is well.");
        verb.SetAction(
            async (_, ct) =>
            {
                using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
                try
                {
                    using var answer = await http.GetAsync($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT") ?? "8000"}/health", ct);
                    Console.WriteLine(await answer.Content.ReadAsStringAsync(ct));
                    return answer.IsSuccessStatusCode ? 0 : 1;
                }
                catch (HttpRequestException failure)
                {
                    await Console.Error.WriteLineAsync(failure.Message);
                    return 1;
                }
            }
        );
        return verb;
    }

    public static Command OpenApi()
    {
        var verb = new Command("openapi", "Prints the OpenAPI document.");
        verb.SetAction(
            async (_, _) =>
            {
                await using var app = AldravaHost.Build(new HostSetup { Database = "Host=unused" });
                Console.Write(await app.Services.GetRequiredService<ApiDocument>().TextAsync());
                return 0;
            }
        );
        return verb;
    }

    public static Command Events()
    {
        var verb = new Command("events", "Events that could not be delivered.");
        var dead = new Command("dead", "Lists the dead letters, oldest first.");
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 100, Description = "How many at the most." };
        dead.Add(limit);
        dead.SetAction((args, ct) => WithAppAsync(app => ListDeadAsync(app, args.GetValue(limit), ct), ct));
        var retry = new Command("retry", "Delivers dead letters again.");
        var id = new Argument<Guid?>("event") { Arity = ArgumentArity.ZeroOrOne, Description = "One event's id; all when left out." };
        retry.Add(id);
        retry.SetAction((args, ct) => WithAppAsync(app => RetryAsync(app, args.GetValue(id), ct), ct));
        verb.Add(dead);
        verb.Add(retry);
        return verb;
    }

    private static async Task ListDeadAsync(WebApplication app, int limit, CancellationToken ct)
    {
        foreach (var letter in await app.Services.GetRequiredService<DeadLetters>().ListAsync(limit, ct))
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{letter.EventId}  {letter.OccurredAt:u}  {letter.Type} → {letter.Subscriber}  {letter.Key}  {letter.Attempts} attempts  {letter.LastError}"
                )
            );
        }
    }

    private static async Task RetryAsync(WebApplication app, Guid? id, CancellationToken ct) =>
        Console.WriteLine($"{await app.Services.GetRequiredService<DeadLetters>().RetryAsync(id, ct)} set to be delivered again");

    /// <summary>Runs something with the modules' services over a migrated database; no worker and no listener runs.</summary>
    internal static async Task<int> WithAppAsync(Func<WebApplication, Task> work, CancellationToken ct)
    {
        await using var database = await Database.OpenAsync(ct, shared: true);
        if (database is null)
            return 1;
        await using var app = AldravaHost.Build(new HostSetup { Database = database.ConnectionString });
        await app.Services.GetRequiredService<Platform.Data.Migrator>().MigrateAsync(ct);
        await work(app);
        return 0;
    }
}
