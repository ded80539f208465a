using System.Text.Json;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Team;
using Aldrava.Platform.Http;
using Aldrava.Platform.Text;

namespace Aldrava.Inbox.Contacts;

/// <summary>A contact as clients see it.</summary>
/// <param name="Name">What they are called: by people here, else by their profile, else their username.</param>
internal sealed record ContactView(
    Guid Id,
    string? Name,
    string? ProfileName,
    string? Username,
    string? Phone,
    string? WaId,
    string? WaUserId,
    string? Email,
    string? Notes,
    string? Language,
    JsonElement CustomFields,
    bool MarketingOptOut,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    public static ContactView Example =>
        new(
            new Guid("0199a000-0000-7000-8000-0000000000c1"),
            "Marta Figueiredo",
            "Marta F.",
            null,
            "351912345678",
            "351912345678",
            "PT.13491208655302741",
            "marta@example.pt",
            "Procura T3 em Alvalade.",
            "pt-PT",
            JsonSerializer.Deserialize<JsonElement>("""{"origem":"feira"}"""),
            false,
            new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero)
        );

    public static ContactView Of(Contact c) =>
        new(
            c.Id,
            c.DisplayName,
            c.ProfileName,
            c.Username,
            c.Phone,
            c.WaId,
            c.WaUserId,
            c.Email,
            c.Notes,
            c.Language,
            JsonSerializer.Deserialize<JsonElement>(c.CustomFields),
            c.MarketingOptOut,
            c.CreatedAt,
            c.UpdatedAt
        );
}

internal static class ContactAccess
{
    /// <summary>An agent sees who has no conversation yet or one that the agent sees; the others see all. Merged ones are seen as what they were merged into.</summary>
    internal static IQueryable<Contact> VisibleTo(this IQueryable<Contact> contacts, CurrentUser user, InboxDbContext db)
    {
        var live = contacts.Where(c => c.MergedIntoId == null);
        var visible = db.Conversations.VisibleTo(user, db);
        return user.SeesAll ? live : live.Where(c => !db.Conversations.Any(t => t.ContactId == c.Id) || visible.Any(t => t.ContactId == c.Id));
    }

    /// <summary>Digits with the country code, as WhatsApp writes them, however it was typed in.</summary>
    internal static string? DialledAs(string written)
    {
        if (PhoneNumbers.Key(written) is not { } key || PhoneNumbers.Normalise(written) is not { } digits)
            return null;
        if (key.EndsWith(digits, StringComparison.Ordinal))
            return key;
        return digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits;
    }
}
