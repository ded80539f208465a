using System.Linq.Expressions;

namespace Aldrava.Inbox.Numbers;

/// <summary>A number as clients see it. Secrets are written, never read: only whether they are there.</summary>
internal sealed record NumberView(
    Guid Id,
    string DisplayPhoneNumber,
    string PhoneNumberId,
    string? BusinessAccountId,
    bool HasAccessToken,
    bool HasAppSecret,
    bool HasWebhookVerifyToken,
    Guid? DefaultChatbotId,
    string? WebhookUrl,
    bool IsActive,
    string? VerifiedName,
    string? NameStatus,
    string? QualityRating,
    string? MessagingLimit,
    string? BusinessLimit,
    string? AccountStatus,
    string? AccountAlert,
    string? Username,
    string? UsernameStatus,
    DateTimeOffset? HeardAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? UpdatedAt
)
{
    public static readonly Expression<Func<WhatsAppNumber, NumberView>> Of = n => new NumberView(
        n.Id,
        n.DisplayPhoneNumber,
        n.PhoneNumberId,
        n.BusinessAccountId,
        n.AccessToken != null,
        n.AppSecret != null,
        n.VerifyToken != null,
        n.DefaultChatbotId,
        n.WebhookUrl,
        n.IsActive,
        n.VerifiedName,
        n.NameStatus,
        n.QualityRating,
        n.MessagingLimit,
        n.BusinessLimit,
        n.AccountStatus,
        n.AccountAlert,
        n.Username,
        n.UsernameStatus,
        n.HeardAt,
        n.CreatedAt,
        n.UpdatedAt
    );

    private static readonly Func<WhatsAppNumber, NumberView> OfOne = Of.Compile();

    public static NumberView Example =>
        OfOne(
            new WhatsAppNumber
            {
                Id = new Guid("0199a000-0000-7000-8000-0000000000a1"),
                OrganizationId = 1,
                DisplayPhoneNumber = "+351 210 000 001",
                PhoneNumberId = "106540352242922",
                BusinessAccountId = "102290129340398",
                AccessToken = "sealed",
                AppSecret = "sealed",
                VerifyToken = "sealed",
                VerifiedName = "Imobiliária Horizonte",
                NameStatus = "APPROVED",
                QualityRating = "GREEN",
                MessagingLimit = "TIER_1K",
                HeardAt = new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero),
                CreatedAt = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero),
            }
        );

    public static NumberView From(WhatsAppNumber number) => OfOne(number);
}
