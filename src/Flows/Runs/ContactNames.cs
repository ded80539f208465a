using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Runs;

/// <summary>Notes what customers say they are called.</summary>
internal sealed class ContactNames(IConversations conversations)
{
    /// <summary>The contact is called what the customer said, unless that is nothing new.</summary>
    public Task NoteAsync(ConversationInfo known, string? name, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(name) || name == known.ContactName || name == known.ContactUsername || name == known.ContactPhone
            ? Task.CompletedTask
            : conversations.NameContactAsync(known.Id, name, ct);
}
