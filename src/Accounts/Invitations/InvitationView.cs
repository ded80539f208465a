using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Invitations;

/// <summary>An invitation, as administrators see it; its token is nobody's to see.</summary>
public sealed record InvitationView(
    long Id,
    string Email,
    string? FullName,
    Role Role,
    InvitedAgent? AgentProfile,
    string Status,
    long InvitedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SentAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? AcceptedAt,
    long? UserId
)
{
    /// <summary>For the documentation.</summary>
    public static InvitationView Example =>
        new(
            7,
            "marta@casanova.pt",
            "Marta Reis",
            Role.Agent,
            new InvitedAgent("Marta Reis", "+351912345678"),
            "pending",
            33,
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddDays(7),
            AcceptedAt: null,
            UserId: null
        );

    internal static InvitationView Of(Invitation i, DateTimeOffset now) =>
        new(
            i.Id,
            i.Email,
            i.FullName,
            i.Role,
            i.WithAgent ? new InvitedAgent(i.AgentName, i.AgentPhone) : null,
            System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(i.StatusAt(now).ToString()),
            i.InvitedBy,
            i.CreatedAt,
            i.SentAt,
            i.ExpiresAt,
            i.AcceptedAt,
            i.AcceptedBy
        );
}

/// <summary>What customers will see of an agent; the person's own name when it has none.</summary>
public sealed record InvitedAgent([StringLength(120), NotBlank] string? Name = null, [StringLength(40), Phone] string? Phone = null) : IRequestBody
{
    /// <summary>For the documentation.</summary>
    public static InvitedAgent Example => new("Marta Reis", "+351912345678");
}
