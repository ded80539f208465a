using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Contacts;

/// <summary>PUT /api/v1/contacts/{id}: changes what is known of a person. A field left out stays as it is, null clears it.</summary>
internal static class UpdateContact
{
    public sealed record Request(
        [StringLength(ContactLimits.Name)] Optional<string?> Name = default,
        [StringLength(ContactLimits.Email), EmailAddress] Optional<string?> Email = default,
        [StringLength(ContactLimits.Notes)] Optional<string?> Notes = default,
        [RegularExpression(ContactLimits.Language)] Optional<string?> Language = default,
        [FlatObject] Optional<JsonElement?> CustomFields = default
    ) : IRequestBody
    {
        public static Request Example => new("Marta Figueiredo", Notes: "Procura T3 em Alvalade.");
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request request,
        CurrentUser user,
        InboxDbContext db,
        DbSession session,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await session.BeginAsync(ct);
        if (await db.Contacts.Where(c => c.Id == id).VisibleTo(user, db).SingleOrDefaultAsync(ct) is not { } contact)
            return await ShowContact.MissingAsync(id, user, db, ct);
        contact.Name = CreateContact.Plain(request.Name.Or(contact.Name));
        contact.Email = CreateContact.Plain(request.Email.Or(contact.Email));
        contact.Notes = CreateContact.Plain(request.Notes.Or(contact.Notes));
        contact.Language = request.Language.Or(contact.Language);
        if (request.CustomFields.TryGet(out var fields))
            contact.CustomFields = fields is { ValueKind: JsonValueKind.Object } given ? CustomFields.Store(given) : "{}";
        contact.Touch(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(ContactView.Of(contact));
    }
}
