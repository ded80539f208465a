using System.Linq.Expressions;

namespace Aldrava.Flows.Chatbots;

/// <summary>A chatbot as clients see it.</summary>
internal sealed record ChatbotView(
    Guid Id,
    string Name,
    string? Description,
    bool IsActive,
    RawJson Settings,
    int Revision,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
) : IRevised
{
    public static ChatbotView Example =>
        new(
            new Guid("0199a000-0000-7000-8000-000000000001"),
            "Recepção",
            "Recebe quem escreve pelo WhatsApp.",
            IsActive: true,
            CreateChatbot.ExampleSettings,
            Revision: 1,
            new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero)
        );

    public static Expression<Func<Chatbot, ChatbotView>> Of { get; } =
        c => new ChatbotView(c.Id, c.Name, c.Description, c.IsActive, new RawJson(c.Settings), c.Revision, c.CreatedAt, c.UpdatedAt);

    public static ChatbotView From(Chatbot chatbot) => Make(chatbot);

    private static readonly Func<Chatbot, ChatbotView> Make = Of.Compile();
}
