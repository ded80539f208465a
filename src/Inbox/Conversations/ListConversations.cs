using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aldrava.Inbox.Conversations;

/// <summary>
/// GET /api/v1/conversations: what the caller may see, newest activity first. <c>search</c> looks for each of its words in the contact's name, phone and
/// username and in what was said.
/// </summary>
internal static class ListConversations
{
    private const int MostWords = 8;

    // A shorter one is in nearly every message, and no index knows it.
    private const int ShortestInMessages = 3;

    private const string InContact = """
        c.contact_id in (
          select case when k.merged_into_id is null then k.id else inbox.survivor(k.organization_id, k.id) end from inbox.contacts k where k.organization_id = $1
          and inbox.contact_words(k.name, k.profile_name, k.username, k.phone) like inbox.fold(?))
        """;

    private const string InMessages = """
        c.id in (select m.conversation_id from inbox.messages m where m.organization_id = $1 and m.text is not null and inbox.fold(m.text) like inbox.fold(?))
        """;

    internal sealed record Filter(
        [FromQuery(Name = "chatbot_id")] Guid? ChatbotId,
        [FromQuery(Name = "status")] string? Status,
        [FromQuery(Name = "assigned_to_me")] bool? AssignedToMe,
        [FromQuery(Name = "department_id")] Guid? DepartmentId,
        [FromQuery(Name = "queue_id")] Guid? QueueId,
        [FromQuery(Name = "search")] string? Search
    );

    internal static async Task<IResult> Handle(
        [AsParameters] Filter filter,
        Slice slice,
        CurrentUser user,
        ConversationReader reader,
        HttpContext http,
        CancellationToken ct
    )
    {
        var list = ConversationReader.ListFor(user);
        if (!string.IsNullOrEmpty(filter.Status))
        {
            if (filter.Status is not ("open" or "pending" or "closed"))
                return FieldErrors.One(http, "query.status", "enum");
            list.Where("c.status = ?", filter.Status);
        }
        if (filter.ChatbotId is { } chatbot)
            list.Where("c.chatbot_id = ?", chatbot);
        if (filter.DepartmentId is { } department)
            list.Where("c.department_id = ?", department);
        if (filter.QueueId is { } queue)
            list.Where("c.queue_id = ?", queue);
        if (filter.AssignedToMe is true)
            list.Where("c.assigned_to = ?", user.UserId);
        foreach (var word in Words(filter.Search))
            list.Where(word.Length < ShortestInMessages ? InContact : $"({InContact} or {InMessages})", $"%{Literally(word)}%");
        var (total, rows) = await reader.ReadAsync(list, slice, ct);
        return ConversationDesk.List(rows, total, http);
    }

    private static IEnumerable<string> Words(string? search) =>
        (search ?? "")
            .Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Where(w => !w.Contains('\0', StringComparison.Ordinal))
            // Numbers are stored as digits, however they are typed.
            .Select(w => w.TrimStart('+', '@'))
            .Where(w => w.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(MostWords);

    private static string Literally(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
