using Aldrava.Inbox.Data;
using Aldrava.Inbox.Listing;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>GET /api/v1/contacts/{id}/duplicates: who may be the same person, and why it looks so.</summary>
internal static class ListDuplicates
{
    private const int Most = 20;
    private const int ShortestName = 5;
    private const int LocalDigits = 8;

    /// <param name="Contact">Who.</param>
    /// <param name="Reasons">Why: <c>email</c>, <c>phone</c> (the same but for the country), <c>name</c>.</param>
    public sealed record Suggestion(ContactView Contact, IReadOnlyList<string> Reasons)
    {
        public static Suggestion Example => new(ContactView.Example, ["name"]);
    }

    internal static async Task<IResult> Handle(Guid id, CurrentUser user, InboxDbContext db, CancellationToken ct)
    {
        if (await db.Contacts.AsNoTracking().Where(c => c.Id == id).VisibleTo(user, db).SingleOrDefaultAsync(ct) is not { } contact)
            return await ShowContact.MissingAsync(id, user, db, ct);
        var email = contact.Email is null ? null : FoldedText.Of(contact.Email);
        var local = Local(contact.Phone);
        var name = NameOf(contact);
        var (byEmail, byPhone, byName) = ($"%{FoldedText.Escape(email ?? "")}%", $"%{local}%", $"%{FoldedText.Escape(name ?? "")}%");
        var candidates = await db
            .Contacts.AsNoTracking()
            .VisibleTo(user, db)
            .Where(c =>
                c.Id != id
                && (
                    (email != null && EF.Functions.Like(EF.Property<string>(c, Contact.Search), byEmail, "\\"))
                    || (local != null && EF.Functions.Like(EF.Property<string>(c, Contact.Search), byPhone))
                    || (name != null && EF.Functions.Like(EF.Property<string>(c, Contact.Search), byName, "\\"))
                )
            )
            .OrderBy(c => c.CreatedAt)
            .ThenBy(c => c.Id)
            .Take(Most * 5)
            .ToListAsync(ct);
        return TypedResults.Ok(
            candidates
                .Select(c => new Suggestion(ContactView.Of(c), [.. Reasons(c, email, local, name)]))
                .Where(s => s.Reasons.Count > 0)
                .OrderByDescending(s => s.Reasons.Count)
                .Take(Most)
                .ToList()
        );
    }

    private static IEnumerable<string> Reasons(Contact other, string? email, string? local, string? name)
    {
        if (email is not null && other.Email is not null && FoldedText.Of(other.Email) == email)
            yield return "email";
        if (local is not null && Local(other.Phone) == local)
            yield return "phone";
        if (name is not null && NameOf(other) == name)
            yield return "name";
    }

    private static string? Local(string? phone) => phone is { Length: > LocalDigits } ? phone[^LocalDigits..] : null;

    private static string? NameOf(Contact contact) =>
        (contact.Name ?? contact.ProfileName) is { } name && FoldedText.Of(name) is { Length: >= ShortestName } folded ? folded : null;
}
