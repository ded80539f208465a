using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Contacts;

internal static class ContactEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var contacts = app.MapGroup("/api/v1/contacts").WithTags("Contacts").RequireMember().Validated();
        contacts.MapGet("", ListContacts.Handle).Returns<ContactView[]>();
        contacts.MapPost("", CreateContact.Handle).Idempotent().Returns<ContactView>(StatusCodes.Status201Created).Fails(Errors.Contact.Exists(Guid.Empty));
        contacts.MapGet("/{id:guid}", ShowContact.Handle).Returns<ContactView>().Fails(Errors.Contact.NotFound(Guid.Empty));
        contacts
            .MapPut("/{id:guid}", UpdateContact.Handle)
            .Idempotent()
            .Returns<ContactView>()
            .Fails(Errors.Contact.NotFound(Guid.Empty), Errors.Contact.Merged(Guid.Empty, Guid.Empty));
        contacts
            .MapGet("/{id:guid}/duplicates", ListDuplicates.Handle)
            .Returns<ListDuplicates.Suggestion[]>()
            .Fails(Errors.Contact.NotFound(Guid.Empty), Errors.Contact.Merged(Guid.Empty, Guid.Empty));
        contacts
            .MapPost("/{id:guid}/merge", MergeContacts.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<MergeContacts.Answer>()
            .Fails(Errors.Contact.NotFound(Guid.Empty), Errors.Contact.Merged(Guid.Empty, Guid.Empty), Errors.Contact.WithItself(Guid.Empty));
        contacts.MapGet("/{id:guid}/merges", ListMerges.Handle).RequireAdmin().Returns<ListMerges.View[]>().Fails(Errors.Contact.NotFound(Guid.Empty));
        contacts
            .MapPost("/merges/{id:guid}/undo", UndoMerge.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<ContactView[]>()
            .Fails(Errors.Contact.MergeNotFound(Guid.Empty), Errors.Contact.MergeUndone(Guid.Empty), Errors.Contact.CannotUndo(Guid.Empty, ""));
    }
}
