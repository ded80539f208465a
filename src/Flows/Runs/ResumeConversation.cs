using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Events;

namespace Aldrava.Flows.Runs;

/// <summary>A person gave the word back to the bot: it asks again what it had asked.</summary>
internal sealed class ResumeConversation(FlowsDbContext db, TalkingBot bot, RunTurn turn, LocalTime time) : IEventHandler<ConversationStatusChanged>
{
    public async Task HandleAsync(ConversationStatusChanged domainEvent, CancellationToken ct)
    {
        if (!domainEvent.BotActive)
            return;
        if (await db.LockLastRunAsync(domainEvent.ConversationId, ct) is not { IsLive: true } run)
            return;
        if (await bot.FindAsync(domainEvent.ConversationId, ct) is not { } talk)
            return;
        await turn.TakeAsync(run, talk, new FlowInput.Resumed(), await time.NowAsync(domainEvent.OrganizationId, ct), ct);
        await db.SaveChangesAsync(ct);
    }
}
