using System.Text.RegularExpressions;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>
/// A canned reply filled in for a conversation: <c>contact.name</c>, <c>contact.first_name</c>, <c>contact.phone</c>, <c>agent.name</c>,
/// <c>agent.first_name</c> (the caller), <c>organization.name</c>. What has no value becomes empty and is listed.
/// </summary>
internal static partial class PreviewCannedReply
{
    /// <summary>What would be said.</summary>
    /// <param name="Text">The text, filled in.</param>
    /// <param name="Missing">Variables without a value.</param>
    public sealed record Answer(string Text, IReadOnlyList<string> Missing)
    {
        /// <summary>For the documentation.</summary>
        public static Answer Example => new("Olá Maria, fala João Teste da Imóveis Mais. Em que posso ajudar?", []);
    }

    internal static async Task<IResult> Handle(
        Guid id,
        [FromQuery(Name = "conversation_id")] Guid? conversationId,
        CurrentUser user,
        InboxDbContext db,
        IOrganizations organizations,
        CancellationToken ct
    )
    {
        if (await db.CannedReplies.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } reply)
            return Errors.CannedReply.NotFound(id);
        var contact = conversationId is null
            ? null
            : await (
                from conversation in db.Conversations.VisibleTo(user, db)
                join person in db.Contacts on conversation.ContactId equals person.Id
                where conversation.Id == conversationId
                select person
            )
                .AsNoTracking()
                .SingleOrDefaultAsync(ct);
        if (conversationId is { } asked && contact is null)
            return Errors.Conversation.NotFound(asked);
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["contact.name"] = contact?.DisplayName,
            ["contact.first_name"] = First(contact?.DisplayName),
            ["contact.phone"] = contact?.Phone is { } phone ? $"+{phone}" : null,
            ["agent.name"] = user.FullName,
            ["agent.first_name"] = First(user.FullName),
            ["organization.name"] = (await organizations.FindAsync(user.OrganizationId, ct))?.Name,
        };
        return TypedResults.Ok(Fill(reply.Text, values));
    }

    internal static Answer Fill(string text, IReadOnlyDictionary<string, string?> values)
    {
        var missing = new List<string>();
        var filled = Variable()
            .Replace(
                text,
                match =>
                {
                    var name = match.Groups["name"].Value;
                    if (values.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value))
                        return value;
                    if (!missing.Contains(name))
                        missing.Add(name);
                    return "";
                }
            );
        return new Answer(filled, missing);
    }

    private static string? First(string? name) => name?.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z0-9_.]+)\s*\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
