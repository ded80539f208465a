using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Numbers;

/// <summary>A WhatsApp number of an organization.</summary>
internal sealed class WhatsAppNumber : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required string DisplayPhoneNumber { get; set; }

    /// <summary>Meta's id of the number; webhooks name it.</summary>
    public required string PhoneNumberId { get; set; }
    public string? BusinessAccountId { get; set; }

    /// <summary>Sealed with <see cref="Platform.Security.SecretBox"/>.</summary>
    public string? AccessToken { get; set; }

    /// <summary>Sealed.</summary>
    public string? AppSecret { get; set; }

    /// <summary>Sealed.</summary>
    public string? VerifyToken { get; set; }
    public Guid? DefaultChatbotId { get; set; }
    public string? WebhookUrl { get; set; }
    public bool IsActive { get; set; } = true;

    /// <summary>This and the next: what Meta last said, in its own words.</summary>
    public string? VerifiedName { get; set; }
    public string? NameStatus { get; set; }
    public string? QualityRating { get; set; }

    /// <summary>How many people may be written to in a day outside the 24 hours.</summary>
    public string? MessagingLimit { get; set; }

    /// <summary>The same for all numbers of the account together.</summary>
    public string? BusinessLimit { get; set; }
    public string? AccountStatus { get; set; }
    public string? AccountAlert { get; set; }

    /// <summary>The number's own username.</summary>
    public string? Username { get; set; }
    public string? UsernameStatus { get; set; }

    /// <summary>When Meta said the last of it.</summary>
    public DateTimeOffset? HeardAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; set; }
}
