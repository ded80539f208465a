using System.CommandLine;
using Aldrava.Accounts.Contracts;

namespace Aldrava.Server.Verbs;

/// <summary>What an operator does about sessions and signing keys.</summary>
internal static class AccountVerbs
{
    public static Command Sessions()
    {
        var verb = new Command("sessions", "Devices that are signed in.");
        var purge = new Command("purge", "Forgets expired and revoked refresh tokens, as happens every night.");
        purge.SetAction((_, ct) => InScopeAsync<ISessionMaintenance>(async m => Console.WriteLine($"{await m.PurgeAsync(ct)} forgotten"), ct));
        var revoke = new Command("revoke", "Ends every session of one user.");
        var email = new Argument<string>("email") { Description = "The user's e-mail address." };
        revoke.Add(email);
        revoke.SetAction((args, ct) => RevokeAsync(args.GetRequiredValue(email), ct));
        verb.Add(purge);
        verb.Add(revoke);
        return verb;
    }

    public static Command Keys()
    {
        var verb = new Command("keys", "Keys that sign access tokens.");
        var rotate = new Command("rotate", "Signs with a new key from now on; nobody is signed out.");
        rotate.SetAction((_, ct) => InScopeAsync<IKeyRotation>(async k => Console.WriteLine($"Signing with {await k.RotateAsync(ct)} in half a minute"), ct));
        verb.Add(rotate);
        return verb;
    }

    private static async Task<int> RevokeAsync(string email, CancellationToken ct)
    {
        int? ended = null;
        var code = await InScopeAsync<ISessionMaintenance>(async m => ended = await m.RevokeAllOfUserAsync(email, ct), ct);
        if (code != 0)
            return code;
        if (ended is null)
        {
            await Console.Error.WriteLineAsync("No user has this e-mail address.");
            return 1;
        }
        Console.WriteLine($"{ended} sessions ended");
        return 0;
    }

    private static Task<int> InScopeAsync<TService>(Func<TService, Task> work, CancellationToken ct)
        where TService : notnull =>
        MaintenanceVerbs.WithAppAsync(
            async app =>
            {
                await using var scope = app.Services.CreateAsyncScope();
                await work(scope.ServiceProvider.GetRequiredService<TService>());
            },
            ct
        );
}
