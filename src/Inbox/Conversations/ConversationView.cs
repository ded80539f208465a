using Aldrava.Inbox.Messages;

namespace Aldrava.Inbox.Conversations;

/// <summary>The customer of a conversation.</summary>
internal sealed record ContactSummary(Guid Id, string? Name, string? Phone, string? WaId, string? Username)
{
    public static ContactSummary Example => new(Guid.Parse("01954c2e-0000-7000-8000-0000000000c1"), "Maria Santos", "351912345678", "351912345678", null);
}

/// <summary>Who has the word: exactly one of the bot, a person, or nobody.</summary>
internal sealed record OwnerView(string Kind, long? UserId = null, string? Name = null)
{
    public static OwnerView Example => new("user", 7, "Marta Pinto");
}

/// <summary>A conversation as the inbox shows it. <c>unread_count</c> is the caller's own; <c>suggested_templates</c> is filled when one is asked for.</summary>
internal sealed record ConversationView(
    Guid Id,
    Guid? ChatbotId,
    Guid? FlowId,
    Guid WhatsappNumberId,
    ContactSummary Contact,
    ConversationStatus Status,
    long? AssignedTo,
    Guid? DepartmentId,
    Guid? QueueId,
    OwnerView Owner,
    int UnreadCount,
    string? LastMessage,
    DateTimeOffset LastMessageAt,
    bool BotActive,
    DateTimeOffset? WindowExpiresAt,
    bool CanSendFreeText,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<SuggestedTemplate>? SuggestedTemplates = null
)
{
    private static readonly DateTimeOffset At = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    public static ConversationView Example =>
        new(
            Guid.Parse("01954c2e-0000-7000-8000-0000000000a1"),
            null,
            null,
            Guid.Parse("01954c2e-0000-7000-8000-0000000000b1"),
            ContactSummary.Example,
            ConversationStatus.Open,
            7,
            null,
            null,
            OwnerView.Example,
            2,
            "Ainda está disponível?",
            At,
            false,
            At.AddHours(24),
            true,
            At,
            At,
            [SuggestedTemplate.Example]
        );
}
