using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Contacts;

/// <summary>POST /api/v1/contacts/{id}/merge: the other contact is the same person. Their conversations are joined; what this one lacks it takes from the other. Can be undone.</summary>
internal static class MergeContacts
{
    public sealed record Request([Required] Guid? OtherId) : IRequestBody
    {
        public static Request Example => new(new Guid("0199a000-0000-7000-8000-0000000000c2"));
    }

    /// <param name="MergeId">For undoing it.</param>
    /// <param name="Contact">The person.</param>
    public sealed record Answer(Guid MergeId, ContactView Contact)
    {
        public static Answer Example => new(new Guid("0199a000-0000-7000-8000-0000000000d1"), ContactView.Example);
    }

    internal static async Task<IResult> Handle(
        Guid id,
        Request request,
        CurrentUser user,
        InboxDbContext db,
        DbSession session,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var otherId = request.OtherId!.Value;
        await using var work = await session.BeginAsync(ct);
        var contacts = await LockContact.WithConversationsAsync(db, [id, otherId], ct);
        foreach (var wanted in new[] { id, otherId })
        {
            if (contacts.Find(c => c.Id == wanted) is not { MergedIntoId: null })
                return await ShowContact.MissingAsync(wanted, user, db, ct);
        }
        if (id == otherId)
            return Errors.Contact.WithItself(id);
        var keep = contacts.Single(c => c.Id == id);
        var merge = await ContactMerge.JoinAsync(db, keep, contacts.Single(c => c.Id == otherId), user.UserId, clock.GetUtcNow(), ct);
        await audit.WriteAsync("contact.merged", $"contact:{id}", new { other_id = otherId, merge_id = merge.Id }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(new Answer(merge.Id, ContactView.Of(keep)));
    }
}
