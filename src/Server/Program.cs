using System.CommandLine;
using Aldrava.Server.Verbs;

namespace Aldrava.Server;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Aldrava: a messaging-first CRM for real-estate agencies. Without a verb it serves.")
        {
            MaintenanceVerbs.Migrate(),
            MaintenanceVerbs.HealthCheck(),
            MaintenanceVerbs.OpenApi(),
            MaintenanceVerbs.Events(),
            AccountVerbs.Sessions(),
            AccountVerbs.Keys(),
            UserVerbs.Users(),
        };
        var serve = new Command("serve", "Runs the server (the default).");
        serve.SetAction((_, ct) => ServeVerb.RunAsync(ct));
        root.Add(serve);
        root.SetAction((_, ct) => ServeVerb.RunAsync(ct));
        return root.Parse(args).InvokeAsync();
    }
}
