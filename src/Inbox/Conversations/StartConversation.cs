using System.ComponentModel.DataAnnotations;
using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.Team;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Aldrava.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Conversations;

/// <summary>
/// POST /api/v1/conversations: a person begins a conversation with a contact, known or by phone number, and has it. When there is one already it is that
/// one, unchanged (200).
/// </summary>
internal static class StartConversation
{
    private const int Attempts = 3;

    public sealed record Request(
        [Required] Guid? WhatsappNumberId,
        Guid? ContactId = null,
        [StringLength(40)] string? Phone = null,
        [StringLength(200)] string? Name = null
    ) : IRequestBody
    {
        public static Request Example => new(Guid.Parse("01954c2e-0000-7000-8000-0000000000b1"), Phone: "+351 912 345 678", Name: "Maria Santos");

        IEnumerable<(string Field, string Type)> IRequestBody.Faults()
        {
            if (ContactId is null && string.IsNullOrWhiteSpace(Phone))
                yield return ("contact_id", "missing");
            if (ContactId is null && !string.IsNullOrWhiteSpace(Phone) && PhoneNumbers.Key(Phone) is null)
                yield return ("phone", "phone");
        }
    }

    internal static async Task<IResult> Handle(
        Request request,
        CurrentUser user,
        InboxDbContext db,
        ConversationDesk desk,
        ConversationReader reader,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await desk.BeginAsync(ct);
        var number = await db.Numbers.AsNoTracking().SingleOrDefaultAsync(n => n.Id == request.WhatsappNumberId, ct);
        if (number is null)
            return Errors.Number.NotFound(request.WhatsappNumberId!.Value);
        if (!number.IsActive)
            return Errors.Whatsapp.NumberOff(number.Id);
        // Somebody else may begin the same one in the same instant: then theirs is found the next time round.
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var now = clock.GetUtcNow();
            if (await ContactAsync(request, user.OrganizationId, db, now, ct) is not { } contact)
                return Errors.Contact.NotFound(request.ContactId!.Value);
            if (GraphRecipient.Of(contact.WaId, contact.WaUserId) is null)
                return Errors.Whatsapp.NoAddress(contact.Id);
            if (await db.Conversations.AsNoTracking().SingleOrDefaultAsync(c => c.NumberId == number.Id && c.ContactId == contact.Id, ct) is { } known)
                return await FoundAsync(known.Id, user, db, reader, work, ct);
            var begun = Begin(number, contact, user, now);
            db.Add(begun);
            if (await db.SaveAsync(ct) is null)
                return await desk.AnswerAsync(work, begun.Id, user, StatusCodes.Status201Created, ct);
            db.ChangeTracker.Clear();
        }
        return Errors.Conversation.BegunMeanwhile();
    }

    private static Conversation Begin(WhatsAppNumber number, Contact contact, CurrentUser user, DateTimeOffset now)
    {
        var begun = Conversation.Begin(user.OrganizationId, number.Id, contact.Id, number.DefaultChatbotId, now);
        begun.AssignTo(user.UserId, now);
        return begun;
    }

    private static async Task<IResult> FoundAsync(
        Guid known,
        CurrentUser user,
        InboxDbContext db,
        ConversationReader reader,
        UnitOfWork work,
        CancellationToken ct
    )
    {
        if (!await db.ShowsAsync(known, user, ct))
            return Errors.Conversation.Others();
        var view = await reader.ShowAsync(known, user, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(view);
    }

    private static async Task<Contact?> ContactAsync(Request request, long organizationId, InboxDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        if (request.ContactId is { } id)
            return await db.Contacts.SingleOrDefaultAsync(c => c.Id == id, ct) is { } named ? await ContactMerge.SurvivorAsync(db, named, ct) : null;
        var key = PhoneNumbers.Key(request.Phone)!;
        // Known under any spelling: answers go to the number as it was last received.
        if (await db.Contacts.SingleOrDefaultAsync(c => c.PhoneKey == key, ct) is { } known)
            return await ContactMerge.SurvivorAsync(db, known, ct);
        var contact = Contact.Of(new MessagePeer(key, UserId: null, ParentUserId: null, Username: null, ProfileName: null), organizationId, now);
        contact.Name = string.IsNullOrWhiteSpace(request.Name) ? null : request.Name.Trim();
        db.Add(contact);
        return contact;
    }
}
