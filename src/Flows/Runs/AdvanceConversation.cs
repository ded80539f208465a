using Aldrava.Flows.Data;
using Aldrava.Flows.Engine;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Events;

namespace Aldrava.Flows.Runs;

/// <summary>A customer wrote: their flow goes on, or begins, in the transaction that marks the message as heard.</summary>
internal sealed class AdvanceConversation(FlowsDbContext db, IConversations conversations, TalkingBot bot, RunTurn turn, LocalTime time)
    : IEventHandler<MessageReceived>
{
    /// <summary>How long after a flow's end what the customer writes is for people, and no reason to greet them again.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(24);

    public async Task HandleAsync(MessageReceived domainEvent, CancellationToken ct)
    {
        if (HeardMessage.Of(domainEvent) is not { } heard)
            return;
        // Before anything else is read: a timeout of the same run may be under way.
        var last = await db.LockLastRunAsync(domainEvent.ConversationId, ct);
        if (last is not null && domainEvent.Type == HeardMessage.Opened)
            return;
        if (await bot.FindAsync(domainEvent.ConversationId, ct) is not { } talk)
            return;

        var now = await time.NowAsync(domainEvent.OrganizationId, ct);
        if (last is { Status: RunStatus.Ended } && now < last.EndedAt + Rest)
            await turn.GiveAwayAsync(last, RunReasons.AfterEnd, now, ct);
        else if ((last is { IsLive: true } ? last : await BeginAsync(talk, now, ct)) is { } run)
            await turn.TakeAsync(run, talk, heard, now, ct);
        await db.SaveChangesAsync(ct);
    }

    private async Task<Run?> BeginAsync(Talk talk, DateTimeOffset now, CancellationToken ct)
    {
        var conversation = talk.Conversation;
        if (talk.Chatbot.Main is not { } main)
            return null;
        var contact = new FlowContact(conversation.ContactName, conversation.ContactPhone, Username: conversation.ContactUsername);
        var run = Run.Begin(db.TenantId, conversation.Id, main, FlowState.Begin(contact), now);
        db.Add(run);
        await conversations.SetFlowAsync(conversation.Id, main.FlowId, ct);
        return run;
    }
}
