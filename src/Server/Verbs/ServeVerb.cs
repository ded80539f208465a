namespace Aldrava.Server.Verbs;

/// <summary>Runs the server, with a PostgreSQL of its own when none is configured.</summary>
internal static class ServeVerb
{
    public static async Task<int> RunAsync(CancellationToken ct)
    {
        await using var database = await Database.OpenAsync(ct);
        if (database is null)
            return 1;
        await using var app = AldravaHost.Build(new HostSetup { Database = database.ConnectionString });
        await AldravaHost.PrepareAsync(app, ct);
        await app.StartAsync(ct);
        var stopped = app.WaitForShutdownAsync(ct);
        // A server without its database can do nothing; whoever supervises it starts both again.
        var lost = await Task.WhenAny(stopped, database.Lost) != stopped;
        if (lost)
            await app.StopAsync(CancellationToken.None);
        return lost ? 1 : 0;
    }
}
