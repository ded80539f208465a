using System.Globalization;
using Aldrava.Platform.Events;

namespace Aldrava.Inbox.Contracts;

/// <summary>Reminds customers of what they agreed to, in the scope's organization.</summary>
public interface ICustomerReminders
{
    /// <summary>
    /// Says it in the customer's conversation, whoever has it: in our own words while WhatsApp allows them, else by an approved template that is made for it
    /// and that can be filled. Where neither goes, nothing is sent and <see cref="CustomerReminderSkipped"/> says why. The same <paramref name="key"/> again
    /// says nothing.
    /// </summary>
    Task RemindAsync(Guid conversationId, VisitReminder reminder, string key, CancellationToken ct);
}

/// <summary>A visit that a customer is reminded of.</summary>
/// <param name="Text">All of it in our own words.</param>
/// <param name="Language">What the customer reads.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Listing">What they come to see.</param>
/// <param name="Date">The day, as it is written in their language.</param>
/// <param name="Time">The time on the organization's wall.</param>
public sealed record VisitReminder(string Text, CultureInfo Language, string Name, string Listing, string Date, string Time);

/// <summary>A customer was not reminded: WhatsApp would not have carried it.</summary>
/// <param name="OrganizationId">Whose customer.</param>
/// <param name="ConversationId">Where it would have been said.</param>
/// <param name="ReminderKey">Which reminder.</param>
/// <param name="Reason"><c>no_template</c>, <c>no_address</c> or <c>number_off</c>.</param>
public sealed record CustomerReminderSkipped(long OrganizationId, Guid ConversationId, string ReminderKey, string Reason) : DomainEvent
{
    /// <inheritdoc />
    public override long OrganizationId { get; init; } = OrganizationId;

    /// <inheritdoc />
    public override string Key => $"conversation:{ConversationId}";
}
