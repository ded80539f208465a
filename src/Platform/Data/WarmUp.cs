using Microsoft.EntityFrameworkCore;

namespace Aldrava.Platform.Data;

/// <summary>A context that a module added.</summary>
internal sealed record ModuleContext(Type Type);

/// <summary>Builds the contexts' models before the first request comes: otherwise a burst after a restart waits for them.</summary>
internal sealed class WarmUp(IServiceScopeFactory scopes, IEnumerable<ModuleContext> contexts) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        foreach (var context in contexts)
            _ = ((DbContext)scope.ServiceProvider.GetRequiredService(context.Type)).Model;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
