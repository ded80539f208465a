using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Conversations;

internal enum ConversationStatus
{
    Open,

    /// <summary>Waits for a person.</summary>
    Pending,
    Closed,
}

/// <summary>What a contact and a number say to each other. There is one for each pair; it is closed and opened again.</summary>
internal sealed class Conversation : ITenantOwned
{
    /// <summary>Free text is allowed for so long after the customer's last word (facts.md, WhatsApp sending).</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required Guid NumberId { get; init; }
    public Guid ContactId { get; private set; }
    public Guid? ChatbotId { get; set; }
    public Guid? FlowId { get; set; }
    public ConversationStatus Status { get; private set; }
    public bool BotActive { get; private set; }
    public long? AssignedTo { get; private set; }
    public Guid? DepartmentId { get; private set; }
    public Guid? QueueId { get; private set; }

    /// <summary>Since when nobody has it although somebody should.</summary>
    public DateTimeOffset? WaitingSince { get; private set; }
    public int UnreadCount { get; private set; }

    /// <summary>How often the customer wrote: what somebody has not read is the difference to how often when they last looked.</summary>
    public int InboundCount { get; private set; }
    public string? LastMessage { get; private set; }
    public DateTimeOffset LastMessageAt { get; private set; }
    public DateTimeOffset? LastInboundAt { get; private set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Its messages are in that one now: the two contacts were one person.</summary>
    public Guid? MergedIntoId { get; private set; }

    public DateTimeOffset? WindowExpiresAt => LastInboundAt + Window;

    public static Conversation Begin(long organizationId, Guid numberId, Guid contactId, Guid? chatbotId, DateTimeOffset now) =>
        new()
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = organizationId,
            NumberId = numberId,
            ContactId = contactId,
            ChatbotId = chatbotId,
            BotActive = chatbotId is not null,
            CreatedAt = now,
            UpdatedAt = now,
            LastMessageAt = now,
        };

    public bool CanSendFreeText(DateTimeOffset now) => WindowExpiresAt > now;

    /// <summary>The customer wrote. A closed conversation opens again, and its bot answers again.</summary>
    public void Hear(string? text, DateTimeOffset occurred, DateTimeOffset now)
    {
        if (Status == ConversationStatus.Closed)
            (Status, AssignedTo, WaitingSince, BotActive) = (ConversationStatus.Open, null, null, ChatbotId is not null);
        UnreadCount++;
        InboundCount++;
        // Meta's clock may run ahead of ours, and old messages may come late: the window is never longer than it is.
        var at = occurred < now ? occurred : now;
        LastInboundAt = LastInboundAt > at ? LastInboundAt : at;
        Note(text, now);
    }

    /// <summary>We wrote.</summary>
    public void Say(string? text, DateTimeOffset now) => Note(text, now);

    /// <summary>The bot falls silent and a person takes over.</summary>
    public void HandOver(DateTimeOffset now)
    {
        if (Status == ConversationStatus.Open)
            (Status, WaitingSince) = (ConversationStatus.Pending, AssignedTo is null ? now : null);
        (BotActive, UpdatedAt) = (false, now);
    }

    /// <summary>Somebody has it now; the bot is silent.</summary>
    public void AssignTo(long userId, DateTimeOffset now) =>
        (Status, AssignedTo, WaitingSince, BotActive, UpdatedAt) = (ConversationStatus.Open, userId, null, false, now);

    /// <summary>Waits for somebody; the bot is silent. Where it waits already it keeps its turn.</summary>
    public void Wait(DateTimeOffset now)
    {
        WaitingSince = Status == ConversationStatus.Pending && AssignedTo is null ? WaitingSince ?? now : now;
        (Status, AssignedTo, BotActive, UpdatedAt) = (ConversationStatus.Pending, null, false, now);
    }

    /// <summary>Belongs to a department and, there, to a queue.</summary>
    public void MoveTo(Guid? departmentId, Guid? queueId, DateTimeOffset now)
    {
        if (queueId != QueueId && WaitingSince is not null)
            WaitingSince = now;
        (DepartmentId, QueueId, UpdatedAt) = (departmentId, queueId, now);
    }

    /// <summary>It is done. Who had it stays named.</summary>
    public void Close(DateTimeOffset now) => (Status, WaitingSince, BotActive, UpdatedAt) = (ConversationStatus.Closed, null, false, now);

    /// <summary>It is not done after all: who had it has it again, or it waits for somebody.</summary>
    public void Reopen(DateTimeOffset now)
    {
        if (AssignedTo is { } userId)
            AssignTo(userId, now);
        else
            Wait(now);
    }

    /// <summary>The bot has the word again, and nobody else.</summary>
    public void Resume(DateTimeOffset now) => (Status, AssignedTo, WaitingSince, BotActive, UpdatedAt) = (ConversationStatus.Open, null, null, true, now);

    /// <summary>Somebody of the organization has seen it.</summary>
    public void Read(DateTimeOffset now) => (UnreadCount, UpdatedAt) = (0, now);

    /// <summary>Somebody answered in the business app: the bot falls silent, and nobody waits any more. True when the bot was speaking until now.</summary>
    public bool AnswerFromPhone(string? text, DateTimeOffset now)
    {
        var botSpoke = BotActive;
        (BotActive, Status, UnreadCount) = (false, ConversationStatus.Open, 0);
        Note(text, now);
        return botSpoke;
    }

    /// <summary>Something was said before this conversation was known here.</summary>
    public void Recall(string? text, DateTimeOffset at, bool byCustomer)
    {
        if (byCustomer && (LastInboundAt is null || at > LastInboundAt))
            LastInboundAt = at;
        if (LastMessage is null || at >= LastMessageAt)
            (LastMessage, LastMessageAt) = (Preview(text), at);
    }

    /// <summary>The bot stays silent: people were talking.</summary>
    public void LeaveToPeople() => BotActive = false;

    /// <summary>The customer called: that opens the window as a message does.</summary>
    public void HearCall(DateTimeOffset occurred, DateTimeOffset now) => Hear(LastMessage, occurred, now);

    /// <summary>Words that the list shows were changed or taken back.</summary>
    public void Reword(string? before, string? after)
    {
        if (before is not null && LastMessage == Preview(before))
            LastMessage = Preview(after);
    }

    /// <summary>Goes over to another contact.</summary>
    public void BelongTo(Guid contactId) => ContactId = contactId;

    /// <summary>Takes in what the same person said and was told under another contact. What a person has to do is not lost: the busier of both states stays.</summary>
    public void Absorb(Conversation other)
    {
        if (Status == ConversationStatus.Closed || (Status == ConversationStatus.Open && other.Status == ConversationStatus.Pending))
            Status = other.Status;
        // A person had one of them: the bot does not start again.
        BotActive = BotActive && other.BotActive;
        AssignedTo ??= other.AssignedTo;
        UnreadCount += other.UnreadCount;
        LastInboundAt = LastInboundAt > other.LastInboundAt ? LastInboundAt : other.LastInboundAt ?? LastInboundAt;
        if (other.LastMessageAt > LastMessageAt)
            (LastMessage, LastMessageAt) = (other.LastMessage, other.LastMessageAt);
        other.Status = ConversationStatus.Closed;
        other.BotActive = false;
        other.UnreadCount = 0;
        other.MergedIntoId = Id;
    }

    private static string? Preview(string? text) => text is { Length: > 200 } ? text[..200] : text;

    private void Note(string? text, DateTimeOffset now) => (LastMessage, LastMessageAt, UpdatedAt) = (Preview(text), now, now);
}
