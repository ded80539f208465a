using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Aldrava.Platform.Security;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Numbers;

/// <summary>PUT /api/v1/whatsapp/{id}: changes a number. A field left out stays as it is, secrets too; null clears what can be empty.</summary>
internal static class UpdateNumber
{
    public sealed record Request(
        [Required, PhoneText] Optional<string> DisplayPhoneNumber = default,
        [Required, MetaId] Optional<string> PhoneNumberId = default,
        [MetaId] Optional<string?> BusinessAccountId = default,
        [SecretText] Optional<string?> AccessToken = default,
        [SecretText] Optional<string?> AppSecret = default,
        [SecretText] Optional<string?> WebhookVerifyToken = default,
        Optional<Guid?> DefaultChatbotId = default,
        [Url, StringLength(500)] Optional<string?> WebhookUrl = default,
        Optional<bool> IsActive = default
    ) : IRequestBody
    {
        public static Request Example => new(AccessToken: "EAAG-new-access-token", IsActive: true);

        // A record prints its members; this one must not print secrets.
        public override string ToString() => nameof(UpdateNumber);

        /// <summary>The names of what was sent, for the audit: never the values.</summary>
        internal string[] Given =>
            [
                .. new (string Name, bool IsGiven)[]
                {
                    ("display_phone_number", DisplayPhoneNumber.IsGiven),
                    ("phone_number_id", PhoneNumberId.IsGiven),
                    ("business_account_id", BusinessAccountId.IsGiven),
                    ("access_token", AccessToken.IsGiven),
                    ("app_secret", AppSecret.IsGiven),
                    ("webhook_verify_token", WebhookVerifyToken.IsGiven),
                    ("default_chatbot_id", DefaultChatbotId.IsGiven),
                    ("webhook_url", WebhookUrl.IsGiven),
                    ("is_active", IsActive.IsGiven),
                }
                    .Where(f => f.IsGiven)
                    .Select(f => f.Name),
            ];
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request request,
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
        await using var work = await session.BeginAsync(ct);
        var number = await db.Numbers.SingleOrDefaultAsync(n => n.Id == id, ct);
        if (number is null)
            return Errors.Number.NotFound(id);
        if (request.DefaultChatbotId.Or(null) is { } chatbot && !await chatbots.ExistsAsync(chatbot, ct))
            return Errors.Number.NoSuchChatbot(chatbot);
        var before = number.PhoneNumberId;
        Apply(request, number, secrets, clock.GetUtcNow());
        if (await db.SaveAsync(ct) is not null)
            return Errors.Number.Taken();
        await audit.WriteAsync("whatsapp_number.changed", $"whatsapp_number:{id}", new { fields = request.Given }, ct);
        session.AfterCommit(() => directory.Forget(before, number.PhoneNumberId));
        await work.CommitAsync(ct);
        return TypedResults.Ok(NumberView.From(number));
    }

    private static void Apply(Request request, WhatsAppNumber number, SecretBox secrets, DateTimeOffset now)
    {
        number.DisplayPhoneNumber = request.DisplayPhoneNumber.Or(number.DisplayPhoneNumber).Trim();
        number.PhoneNumberId = request.PhoneNumberId.Or(number.PhoneNumberId);
        number.BusinessAccountId = request.BusinessAccountId.Or(number.BusinessAccountId);
        if (request.AccessToken.TryGet(out var token))
            number.AccessToken = CreateNumber.Sealed(secrets, token);
        if (request.AppSecret.TryGet(out var secret))
            number.AppSecret = CreateNumber.Sealed(secrets, secret);
        if (request.WebhookVerifyToken.TryGet(out var verify))
            number.VerifyToken = CreateNumber.Sealed(secrets, verify);
        number.DefaultChatbotId = request.DefaultChatbotId.Or(number.DefaultChatbotId);
        number.WebhookUrl = request.WebhookUrl.Or(number.WebhookUrl);
        number.IsActive = request.IsActive.Or(number.IsActive);
        number.UpdatedAt = now;
    }
}
