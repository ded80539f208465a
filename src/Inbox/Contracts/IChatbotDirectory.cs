namespace Aldrava.Inbox.Contracts;

/// <summary>What the inbox asks about chatbots; the module that has them answers.</summary>
public interface IChatbotDirectory
{
    /// <summary>Whether the scope's organization has this chatbot.</summary>
    Task<bool> ExistsAsync(Guid chatbotId, CancellationToken ct);
}
