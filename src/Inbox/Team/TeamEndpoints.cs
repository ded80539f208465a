using Aldrava.Platform.Http;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Inbox.Team;

internal static class TeamEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        MapDepartments(app.MapGroup("/api/v1/departments").WithTags("Departments").RequireMember().Validated());
        MapQueues(app.MapGroup("/api/v1/queues").WithTags("Queues").RequireMember().Validated());
        MapLabels(app.MapGroup("/api/v1/labels").WithTags("Labels").RequireMember().Validated());
        MapCannedReplies(app.MapGroup("/api/v1/canned-replies").WithTags("Canned replies").RequireMember().Validated());
        MapConversations(app.MapGroup("/api/v1/conversations/{id:guid}").WithTags("Conversations").RequireMember().Validated());
    }

    private static void MapDepartments(RouteGroupBuilder departments)
    {
        var notFound = Errors.Department.NotFound(default);
        Error[] refusals = [Errors.Department.NameTaken(""), Errors.Department.CannotAnswer(default), CommonErrors.Record.RelatedMissing()];
        departments.MapGet("", ListDepartments.Handle).Returns<DepartmentView[]>();
        departments.MapGet("/{id:guid}", ShowDepartment.Handle).Returns<DepartmentView>().Fails(notFound);
        departments.MapPost("", CreateDepartment.Handle).RequireAdmin().Idempotent().Returns<DepartmentView>(201).Fails(refusals);
        departments.MapPut("/{id:guid}", ChangeDepartment.Handle).RequireAdmin().Idempotent().Returns<DepartmentView>().Fails([notFound, .. refusals]);
        departments
            .MapDelete("/{id:guid}", DeleteDepartment.Handle)
            .RequireAdmin()
            .Idempotent()
            .Produces(StatusCodes.Status204NoContent)
            .Fails(notFound, Errors.Department.InUse(default, default));
        departments
            .MapPut("/{id:guid}/members/{user_id:long}", AddMember.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<DepartmentView>()
            .Fails(notFound, Errors.Department.NoSuchUser(default), Errors.Department.CannotAnswer(default));
        departments
            .MapDelete("/{id:guid}/members/{user_id:long}", RemoveMember.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<DepartmentView>()
            .Fails(notFound, Errors.Department.NoSuchUser(default));
        departments
            .MapPost("/{id:guid}/release", ReleaseConversations.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<ReleaseConversations.Answer>()
            .Fails(notFound, CommonErrors.Record.RelatedMissing());
    }

    private static void MapQueues(RouteGroupBuilder queues)
    {
        var notFound = Errors.Queue.NotFound(default);
        queues.MapGet("", ListQueues.Handle).Returns<QueueView[]>();
        queues.MapGet("/{id:guid}", ShowQueue.Handle).Returns<QueueView>().Fails(notFound);
        queues
            .MapPost("", CreateQueue.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<QueueView>(201)
            .Fails(Errors.Queue.NameTaken(""), CommonErrors.Record.RelatedMissing());
        queues
            .MapPut("/{id:guid}", ChangeQueue.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<QueueView>()
            .Fails(notFound, Errors.Queue.NameTaken(""), Errors.Queue.DefaultNeeded());
        queues
            .MapDelete("/{id:guid}", DeleteQueue.Handle)
            .RequireAdmin()
            .Idempotent()
            .Produces(StatusCodes.Status204NoContent)
            .Fails(notFound, Errors.Queue.InUse(default));
        queues
            .MapPost("/{id:guid}/next", TakeNext.Handle)
            .Idempotent()
            .Returns<ConversationSummary>()
            .Produces(StatusCodes.Status204NoContent)
            .Fails(notFound, Errors.Queue.NotYours(default));
    }

    private static void MapLabels(RouteGroupBuilder labels)
    {
        var notFound = Errors.Label.NotFound(default);
        var taken = Errors.Label.NameTaken("");
        labels.MapGet("", ListLabels.Handle).Returns<LabelView[]>();
        labels.MapGet("/{id:guid}", ShowLabel.Handle).Returns<LabelView>().Fails(notFound);
        labels.MapGet("/{id:guid}/conversations", ConversationsOfLabel.Handle).Returns<ConversationSummary[]>().Fails(notFound);
        labels.MapPost("", CreateLabel.Handle).Idempotent().Returns<LabelView>(201).Fails(taken);
        labels.MapPut("/{id:guid}", ChangeLabel.Handle).Idempotent().Returns<LabelView>().Fails(notFound, taken);
        labels.MapDelete("/{id:guid}", DeleteLabel.Handle).RequireAdmin().Idempotent().Produces(StatusCodes.Status204NoContent).Fails(notFound);
    }

    private static void MapCannedReplies(RouteGroupBuilder replies)
    {
        var notFound = Errors.CannedReply.NotFound(default);
        var taken = Errors.CannedReply.ShortcutTaken("");
        replies.MapGet("", ListCannedReplies.Handle).Returns<CannedReplyView[]>();
        replies.MapGet("/{id:guid}", ShowCannedReply.Handle).Returns<CannedReplyView>().Fails(notFound);
        replies
            .MapGet("/{id:guid}/preview", PreviewCannedReply.Handle)
            .Returns<PreviewCannedReply.Answer>()
            .Fails(notFound, Errors.Conversation.NotFound(default));
        replies.MapPost("", CreateCannedReply.Handle).Idempotent().Returns<CannedReplyView>(201).Fails(taken);
        replies.MapPut("/{id:guid}", ChangeCannedReply.Handle).Idempotent().Returns<CannedReplyView>().Fails(notFound, taken);
        replies.MapDelete("/{id:guid}", DeleteCannedReply.Handle).RequireAdmin().Idempotent().Produces(StatusCodes.Status204NoContent).Fails(notFound);
    }

    private static void MapConversations(RouteGroupBuilder conversation)
    {
        var notFound = Errors.Conversation.NotFound(default);
        conversation.MapGet("/labels", LabelsOfConversation.Handle).Returns<LabelView[]>().Fails(notFound);
        conversation
            .MapPut("/labels/{label_id:guid}", PutLabelOn.Handle)
            .Idempotent()
            .Produces(StatusCodes.Status204NoContent)
            .Fails(notFound, Errors.Label.NotFound(default));
        conversation
            .MapDelete("/labels/{label_id:guid}", TakeLabelOff.Handle)
            .Idempotent()
            .Produces(StatusCodes.Status204NoContent)
            .Fails(notFound, Errors.Label.NotFound(default));
        conversation.MapGet("/notes", ListNotes.Handle).Returns<NoteView[]>().Fails(notFound);
        conversation.MapPost("/notes", WriteNote.Handle).Idempotent().Returns<NoteView>(201).Fails(notFound);
    }
}
