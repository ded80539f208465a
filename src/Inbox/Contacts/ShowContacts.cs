using Aldrava.Inbox.Data;
using Aldrava.Inbox.Listing;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>GET /api/v1/contacts: who writes to the organization, last changed first. <c>search</c> finds names, phones, usernames and e-mail addresses, with or without accents.</summary>
internal static class ListContacts
{
    internal static async Task<IResult> Handle(Slice slice, CurrentUser user, InboxDbContext db, CancellationToken ct, string? search = null)
    {
        var contacts = db.Contacts.AsNoTracking().VisibleTo(user, db);
        foreach (var pattern in FoldedText.Patterns(search))
            contacts = contacts.Where(c => EF.Functions.Like(EF.Property<string>(c, Contact.Search), pattern, "\\"));
        var page = await contacts.OrderByDescending(c => c.UpdatedAt).ThenBy(c => c.Id).Skip(slice.Skip).Take(slice.Limit).ToListAsync(ct);
        return TypedResults.Ok(page.ConvertAll(ContactView.Of));
    }
}

/// <summary>GET /api/v1/contacts/{id}: one person; one that was merged into another answers as that.</summary>
internal static class ShowContact
{
    internal static async Task<IResult> Handle(Guid id, CurrentUser user, InboxDbContext db, CancellationToken ct)
    {
        if (await db.Contacts.SingleOrDefaultAsync(c => c.Id == id, ct) is not { } found)
            return Errors.Contact.NotFound(id);
        var survivor = (await ContactMerge.SurvivorAsync(db, found, ct)).Id;
        return await db.Contacts.AsNoTracking().Where(c => c.Id == survivor).VisibleTo(user, db).SingleOrDefaultAsync(ct) is { } contact
            ? TypedResults.Ok(ContactView.Of(contact))
            : Errors.Contact.NotFound(id);
    }

    /// <summary>Why a contact is not there for the caller: 409 with the survivor when it was merged, else 404.</summary>
    internal static async Task<Error> MissingAsync(Guid id, CurrentUser user, InboxDbContext db, CancellationToken ct)
    {
        if (await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { MergedIntoId: not null } merged)
            return Errors.Contact.NotFound(id);
        var survivor = (await ContactMerge.SurvivorAsync(db, merged, ct)).Id;
        return await db.Contacts.Where(c => c.Id == survivor).VisibleTo(user, db).AnyAsync(ct)
            ? Errors.Contact.Merged(id, survivor)
            : Errors.Contact.NotFound(id);
    }
}
