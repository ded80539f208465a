using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;

namespace Aldrava.Flows.Runs;

/// <summary>Tells runs that nobody answered in time.</summary>
internal sealed class RunTimeouts(IServiceScopeFactory scopes, TimeProvider clock, Wakeups wakeups, ILogger<RunTimeouts> logger)
    : PeriodicWorker(TimeSpan.FromSeconds(2), wakeups, logger)
{
    public const int Attempts = 6;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10);

    /// <summary>Works off one deadline; false when none is due.</summary>
    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<DbSession>().BeginAsync(ct);
        var db = scope.ServiceProvider.GetRequiredService<FlowsDbContext>();
        if (await db.LockDueRunAsync(clock.GetUtcNow(), ct) is not { } run)
            return false;
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(run.OrganizationId);
        try
        {
            await TimeOutAsync(scope.ServiceProvider, run, ct);
            await db.SaveChangesAsync(ct);
            await work.CommitAsync(ct);
            return true;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            Log.TimeoutFailed(logger, failure, run.Id, run.TimeoutFailures + 1);
        }
        await work.DisposeAsync();
        await PostponeAsync(run.OrganizationId, run.ConversationId, ct);
        return true;
    }

    private static async Task TimeOutAsync(IServiceProvider services, Run run, CancellationToken ct)
    {
        var db = services.GetRequiredService<FlowsDbContext>();
        var now = await services.GetRequiredService<LocalTime>().NowAsync(run.OrganizationId, ct);
        var conversation = await services.GetRequiredService<IConversations>().FindAsync(run.ConversationId, ct);
        var mayTalk = conversation is { BotActive: true, ChatbotId: { } chatbotId } && await ActiveChatbot.FindAsync(db, chatbotId, ct) is not null;
        var turn = services.GetRequiredService<RunTurn>();
        if (mayTalk)
            await turn.TakeAsync(run, conversation!, new FlowInput.Timeout(), now, ct);
        else
            await turn.DropAsync(run, Reasons.Timeout, now, ct);
    }

    // In a transaction of its own, so that a run that fails keeps no other waiting.
    private async Task PostponeAsync(long organizationId, Guid conversationId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organizationId);
        await using var work = await scope.ServiceProvider.GetRequiredService<DbSession>().BeginAsync(ct);
        var db = scope.ServiceProvider.GetRequiredService<FlowsDbContext>();
        var now = clock.GetUtcNow();
        if (await db.LockLastRunAsync(conversationId, ct) is { IsLive: true } run && run.Deadline <= now)
            run.PostponeTimeout(FirstRetry, Attempts, now);
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
    }
}
