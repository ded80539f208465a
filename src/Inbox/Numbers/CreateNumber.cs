using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Aldrava.Platform.Security;

namespace Aldrava.Inbox.Numbers;

/// <summary>POST /api/v1/whatsapp: adds a WhatsApp number. Its secrets are stored sealed and never told again.</summary>
internal static class CreateNumber
{
    internal const string PhoneNumberIdTaken = "numbers_phone_number_id";

    public sealed record Request(
        [Required, PhoneText] string DisplayPhoneNumber,
        [Required, MetaId] string PhoneNumberId,
        [MetaId] string? BusinessAccountId = null,
        [SecretText] string? AccessToken = null,
        [SecretText] string? AppSecret = null,
        [SecretText] string? WebhookVerifyToken = null,
        Guid? DefaultChatbotId = null,
        [Url, StringLength(500)] string? WebhookUrl = null,
        bool? IsActive = null
    ) : IRequestBody
    {
        public static Request Example =>
            new("+351 210 000 001", "106540352242922", "102290129340398", "EAAG-access-token", "app-secret", "verify-token", IsActive: true);

        // A record prints its members; this one must not print secrets.
        public override string ToString() => $"{nameof(CreateNumber)} {PhoneNumberId}";
    }

    internal static async Task<IResult> Handle(
        Request request,
        CurrentUser user,
        InboxDbContext db,
        DbSession session,
        NumberDirectory directory,
        SecretBox secrets,
        IChatbotDirectory chatbots,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (request.DefaultChatbotId is { } chatbot && !await chatbots.ExistsAsync(chatbot, ct))
            return Errors.Number.NoSuchChatbot(chatbot);
        await using var work = await session.BeginAsync(ct);
        var now = clock.GetUtcNow();
        var number = new WhatsAppNumber
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = user.OrganizationId,
            DisplayPhoneNumber = request.DisplayPhoneNumber.Trim(),
            PhoneNumberId = request.PhoneNumberId,
            BusinessAccountId = request.BusinessAccountId,
            AccessToken = Sealed(secrets, request.AccessToken),
            AppSecret = Sealed(secrets, request.AppSecret),
            VerifyToken = Sealed(secrets, request.WebhookVerifyToken),
            DefaultChatbotId = request.DefaultChatbotId,
            WebhookUrl = request.WebhookUrl,
            IsActive = request.IsActive ?? true,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(number);
        if (await db.SaveAsync(ct) is not null)
            return Errors.Number.Taken();
        await audit.WriteAsync("whatsapp_number.added", $"whatsapp_number:{number.Id}", new { number.PhoneNumberId }, ct);
        session.AfterCommit(() => directory.Forget(number.PhoneNumberId));
        await work.CommitAsync(ct);
        return TypedResults.Created($"/api/v1/whatsapp/{number.Id}", NumberView.From(number));
    }

    internal static string? Sealed(SecretBox secrets, string? secret) => secret is null ? null : secrets.Seal(secret);
}
