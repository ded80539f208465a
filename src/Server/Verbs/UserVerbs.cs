using System.CommandLine;
using Aldrava.Accounts.Contracts;

namespace Aldrava.Server.Verbs;

/// <summary>What an operator does about users when nobody can sign in to do it: a new server that is closed to registration, an administrator without mail.</summary>
internal static class UserVerbs
{
    public static Command Users()
    {
        var verb = new Command("users", "People who sign in.") { CreateAdmin(), ResetPassword() };
        return verb;
    }

    private static Command CreateAdmin()
    {
        var email = new Argument<string>("email") { Description = "Their e-mail address." };
        var name = new Option<string>("--name") { Required = true, Description = "Their name." };
        var organization = new Option<string>("--organization")
        {
            Required = true,
            Description = "The reference prefix of an organization that is there (IMV), or the name of a new one.",
        };
        var super = new Option<bool>("--super") { Description = "They administer every organization." };
        var verb = new Command("create-admin", "Opens an account for an administrator and prints its password, once.") { email, name, organization, super };
        verb.SetAction(
            (args, ct) =>
            {
                var admin = new NewAdmin(args.GetRequiredValue(email), args.GetRequiredValue(name), args.GetRequiredValue(organization), args.GetValue(super));
                return RunAsync(users => users.CreateAdminAsync(admin, ct), ct);
            }
        );
        return verb;
    }

    private static Command ResetPassword()
    {
        var email = new Argument<string>("email") { Description = "The user's e-mail address." };
        var verb = new Command("reset-password", "Gives a user a new password, prints it, once, and ends all their sessions.") { email };
        verb.SetAction((args, ct) => RunAsync(users => users.ResetPasswordAsync(args.GetRequiredValue(email), ct), ct));
        return verb;
    }

    private static async Task<int> RunAsync(Func<IUserMaintenance, Task<OperatorOutcome>> work, CancellationToken ct)
    {
        OperatorOutcome? outcome = null;
        var code = await MaintenanceVerbs.WithAppAsync(
            async app =>
            {
                await using var scope = app.Services.CreateAsyncScope();
                outcome = await work(scope.ServiceProvider.GetRequiredService<IUserMaintenance>());
            },
            ct
        );
        if (outcome is null)
            return code;
        if (outcome.Problem is { } problem)
            await Console.Error.WriteLineAsync(problem);
        if (outcome.Password is not { } password)
            return 1;
        Console.WriteLine($"Password (not shown again): {password}");
        return 0;
    }
}
