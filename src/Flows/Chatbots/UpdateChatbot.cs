using System.ComponentModel.DataAnnotations;
using Aldrava.Flows.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Flows.Chatbots;

/// <summary>PUT /api/v1/chatbots/{id}: changes a chatbot; what is not sent stays as it is, null clears it.</summary>
internal static class UpdateChatbot
{
    public sealed record Request(
        [StringLength(100, MinimumLength = 1)] Optional<string?> Name = default,
        [StringLength(1000)] Optional<string?> Description = default,
        Optional<bool> IsActive = default,
        Optional<RawJson?> Settings = default
    ) : IRequestBody
    {
        public static Request Example => new(Description: "Fora de horas diz quando abrimos.", Settings: CreateChatbot.ExampleSettings);

        IEnumerable<(string Field, string Type)> IRequestBody.Faults()
        {
            if (Name.TryGet(out var name) && string.IsNullOrWhiteSpace(name))
                yield return ("name", "missing");
            if (!Settings.TryGet(out var settings) || settings is null or { IsNull: true })
                yield break;
            foreach (var fault in ChatbotSettings.Faults(settings))
                yield return fault;
        }
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        FlowsDbContext db,
        DbSession session,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.LockChatbotAsync(id, ct) is not { } chatbot)
            return Errors.Chatbot.NotFound(id);
        if (ifMatch.Refuses(chatbot.Revision, chatbot.Id) is { } stale)
            return stale;
        chatbot.Name = request.Name.Or(chatbot.Name)!.Trim();
        chatbot.Description = request.Description.Or(chatbot.Description);
        chatbot.IsActive = request.IsActive.Or(chatbot.IsActive);
        if (request.Settings.TryGet(out var settings))
            chatbot.Settings = settings is { IsNull: false } ? settings.Text : RawJson.EmptyObject.Text;
        chatbot.Touch(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        return Revised.Ok(ChatbotView.From(chatbot));
    }
}
