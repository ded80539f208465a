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
    public bool IsActive { get; set; } = true;
    public required DateTimeOffset CreatedAt { get; init; }
}
