namespace Aldrava.Inbox.Messages;

/// <summary>A template that may be sent now.</summary>
internal sealed record SuggestedTemplate(string Name, string Language, string? Category = null, string? Body = null)
{
    public static SuggestedTemplate Example => new("retomar_conversa", "pt_PT", "utility", "Olá {{1}}, podemos continuar a nossa conversa?");
}

/// <summary>What may be said to somebody who has been silent for a day.</summary>
internal interface ITemplateCatalog
{
    /// <summary>The approved templates of a number's account, at most as many as a person looks through.</summary>
    Task<IReadOnlyList<SuggestedTemplate>> ApprovedAsync(Guid numberId, CancellationToken ct);
}
