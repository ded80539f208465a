using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Events;

namespace Aldrava.Flows.Runs;

/// <summary>A person gave the word back to the bot: it asks again what it had asked. After the flow's end, and after a close, the customer's next words begin anew.</summary>
internal sealed class ResumeConversation(FlowsDbContext db, TalkingBot bot, RunTurn turn, LocalTime time) : IEventHandler<ConversationStatusChanged>
{
    private const string Closed = "closed";

    public async Task HandleAsync(ConversationStatusChanged domainEvent, CancellationToken ct)
    {
        if (!domainEvent.BotActive && domainEvent.Status != Closed)
            return;
        if (await db.LockLastRunAsync(domainEvent.ConversationId, ct) is not { } run)
            return;
        if (run.Status == RunStatus.Ended)
            run.GiveAway(RunReasons.AfterEnd, await time.NowAsync(domainEvent.OrganizationId, ct));
        else if (run.IsLive && domainEvent.BotActive && await bot.FindAsync(domainEvent.ConversationId, ct) is { } talk)
            await turn.TakeAsync(run, talk, new FlowInput.Resumed(), await time.NowAsync(domainEvent.OrganizationId, ct), ct);
        await db.SaveChangesAsync(ct);
    }
}
