using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Runs;
using Aldrava.Flows.Secrets;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;

namespace Aldrava.Flows.ApiCalls;

/// <summary>Makes the calls runs wait for, outside of every transaction, writes their outcome down, and lets the runs go on with it.</summary>
internal sealed class CallApis(IServiceScopeFactory scopes, ApiClient client, TimeProvider clock, Wakeups wakeups, ILogger<CallApis> logger)
    : PeriodicWorker(TimeSpan.FromSeconds(1), wakeups, logger, Topic, loops: 4)
{
    public const string Topic = "flows.api_calls";

    // Longer than any attempt: who died with a call leaves it to the others then.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    /// <summary>How soon a result is looked at again while a person has the conversation.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    /// <summary>Makes one attempt, or takes one result to its run; false when nothing is due.</summary>
    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        if (await TakeAsync(ct) is not { } call)
            return false;
        if (call.Outcome is null)
            await AskAsync(call, ct);
        else
            await InScopeAsync(call, (services, now) => GoOnAsync(services, call.Id, now, ct), ct);
        return true;
    }

    private async Task<ApiCall?> TakeAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<DbSession>().BeginAsync(ct);
        var db = scope.ServiceProvider.GetRequiredService<FlowsDbContext>();
        var now = clock.GetUtcNow();
        if (await db.LockDueCallAsync(now, ct) is not { } call)
            return null;
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(call.OrganizationId);
        call.Take(now + Lease);
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        return call;
    }

    private async Task AskAsync(ApiCall call, CancellationToken ct)
    {
        var request = call.ReadRequest();
        ApiAttempt? attempt = null;
        if (await SecretsAsync(call, request, ct) is { } secrets)
            attempt = await client.SendAsync(request, call.Id, name => secrets[name], ct);
        Log.ApiCalled(logger, call.RunId, call.Id, call.Attempts, attempt?.Outcome.Status ?? 0, attempt?.Outcome.Failure);
        await InScopeAsync(
            call,
            async (services, now) =>
            {
                var db = services.GetRequiredService<FlowsDbContext>();
                if (await db.LockCallAsync(call.Id, ct) is not { Outcome: null } taken)
                    return;
                if (attempt is { IsWorthAnother: true } && call.Attempts <= request.Retries)
                    taken.DueAt = now + FirstRetry * Math.Pow(2, call.Attempts - 1);
                else
                    taken.Conclude(attempt?.Outcome ?? new ApiOutcome(0, Failure: "api.secret_missing"), now);
            },
            ct
        );
    }

    private async Task<Dictionary<string, string>?> SecretsAsync(ApiCall call, ApiRequest request, CancellationToken ct)
    {
        var texts = request.Headers.Select(h => h.Value).Append(request.Url).Concat(request.Body is { } body ? [body.Text] : []);
        string[] names = [.. texts.SelectMany(t => t.Secrets).Distinct(StringComparer.Ordinal)];
        if (names.Length == 0)
            return [];
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(call.OrganizationId);
        var known = await scope.ServiceProvider.GetRequiredService<SecretReader>().ReadAsync(names, ct);
        return known.Count == names.Length ? known : null;
    }

    private static async Task GoOnAsync(IServiceProvider services, Guid callId, DateTimeOffset now, CancellationToken ct)
    {
        var db = services.GetRequiredService<FlowsDbContext>();
        // The run before its call, as everybody locks them.
        var conversationId = await db.ConversationOfCallAsync(callId, ct);
        if (conversationId is null || await db.LockLastRunAsync(conversationId.Value, ct) is not { } run || await db.LockCallAsync(callId, ct) is not { } call)
            return;
        if (run.Id == call.RunId && run.IsLive)
        {
            if (await services.GetRequiredService<TalkingBot>().FindAsync(run.ConversationId, ct) is not { } bot)
            {
                call.DueAt = now + Pause;
                return;
            }
            db.Remove(call);
            await db.SaveChangesAsync(ct);
            await services.GetRequiredService<RunTurn>().TakeAsync(run, bot, call.ReadOutcome()!.AsResult(), await LocalAsync(services, run, ct), ct);
            return;
        }
        db.Remove(call);
    }

    private static ValueTask<DateTimeOffset> LocalAsync(IServiceProvider services, Run run, CancellationToken ct) =>
        services.GetRequiredService<LocalTime>().NowAsync(run.OrganizationId, ct);

    private async Task InScopeAsync(ApiCall call, Func<IServiceProvider, DateTimeOffset, Task> change, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(call.OrganizationId);
        await using var work = await scope.ServiceProvider.GetRequiredService<DbSession>().BeginAsync(ct);
        await change(scope.ServiceProvider, clock.GetUtcNow());
        await scope.ServiceProvider.GetRequiredService<FlowsDbContext>().SaveChangesAsync(ct);
        await work.CommitAsync(ct);
    }
}
