using System.ComponentModel.DataAnnotations;
using Aldrava.Flows.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Chatbots;

/// <summary>POST /api/v1/chatbots: a new chatbot; it answers once a number points to it and its main flow is published.</summary>
internal static class CreateChatbot
{
    internal static RawJson ExampleSettings { get; } =
        new(
            """
            {"language":"pt-PT","fallback":{"pt-PT":"Não percebi, desculpe.","en":"Sorry, I did not get that."},"business_hours":{"time_zone":"Europe/Lisbon","days":{"mon":[["09:00","13:00"],["14:00","18:00"]],"sat":[]}},"handoff":{"user_id":7}}
            """.Trim()
        );

    public sealed record Request(
        [Required, StringLength(100, MinimumLength = 1)] string? Name,
        [StringLength(1000)] string? Description = null,
        bool IsActive = true,
        RawJson? Settings = null
    ) : IRequestBody
    {
        public static Request Example => new("Recepção", "Recebe quem escreve pelo WhatsApp.", IsActive: true, ExampleSettings);

        IEnumerable<(string Field, string Type)> IRequestBody.Faults() => Settings is { IsNull: false } given ? ChatbotSettings.Faults(given) : [];
    }

    internal static async Task<IResult> Handle(Request request, CurrentUser user, FlowsDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var chatbot = new Chatbot
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = user.OrganizationId,
            Name = request.Name!.Trim(),
            Description = request.Description,
            IsActive = request.IsActive,
            Settings = request.Settings is { IsNull: false } settings ? settings.Text : RawJson.EmptyObject.Text,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(chatbot);
        await db.SaveChangesAsync(ct);
        return Revised.Created("/api/v1/chatbots", ChatbotView.From(chatbot));
    }
}
