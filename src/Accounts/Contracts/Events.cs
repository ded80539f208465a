using Aldrava.Platform.Events;

namespace Aldrava.Accounts.Contracts;

/// <summary>A session ended before its time: its tokens, sockets and push subscriptions end with it.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="UserId">Whose.</param>
/// <param name="SessionId">Which device.</param>
/// <param name="Why">As in the column <c>revoked_why</c>.</param>
public sealed record SessionRevoked(long OrganizationId, long UserId, long SessionId, string Why) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"user:{UserId}";
}

/// <summary>Something happened that the owner of an account should look at; told to all their devices.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="UserId">Whose account.</param>
/// <param name="Kind">What: <c>refresh_token_reused</c>.</param>
/// <param name="SessionId">The device it happened to.</param>
/// <param name="DeviceName">Its name, if it has one.</param>
/// <param name="IpAddress">Where the attempt came from.</param>
/// <param name="OccurredAt">When.</param>
public sealed record SecurityAlert(
    long OrganizationId,
    long UserId,
    string Kind,
    long SessionId,
    string? DeviceName,
    string? IpAddress,
    DateTimeOffset OccurredAt
) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"user:{UserId}";

    /// <inheritdoc />
    public override Signal? Signal =>
        new(
            "security_alert",
            new
            {
                Kind,
                SessionId,
                DeviceName,
                IpAddress,
                OccurredAt,
            },
            Audience.User(UserId)
        );
}

/// <summary>Somebody opened an account, and with it perhaps an organization.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="UserId">Who.</param>
/// <param name="NewOrganization">Whether the organization was made with it.</param>
public sealed record UserRegistered(long OrganizationId, long UserId, bool NewOrganization) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"user:{UserId}";
}

/// <summary>Somebody may not answer customers any more: they were shut out, or only read from now on.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="UserId">Who.</param>
public sealed record UserStoppedWorking(long OrganizationId, long UserId) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"user:{UserId}";
}

/// <summary>An invitation is to be sent. Names it only: the token is made by whoever sends the mail.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="InvitationId">Which.</param>
/// <param name="Language">In which language.</param>
public sealed record InvitationWritten(long OrganizationId, long InvitationId, string Language) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"invitation:{InvitationId}";
}

/// <summary>Somebody is to be sent a way to a new password. Names the user only: the token is made by whoever sends the mail.</summary>
/// <param name="OrganizationId">Where.</param>
/// <param name="UserId">Whose password.</param>
/// <param name="Language">In which language.</param>
public sealed record PasswordResetAsked(long OrganizationId, long UserId, string Language) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"user:{UserId}";
}
