namespace Aldrava.Inbox.Contracts;

/// <summary>What the inbox knows of chatbots: which number and which conversation one answers.</summary>
public interface IChatbotLinks
{
    /// <summary>The chatbot is gone: numbers that pointed to it have none, and its conversations belong to people. In the open transaction.</summary>
    Task RemoveAsync(Guid chatbotId, CancellationToken ct);
}
