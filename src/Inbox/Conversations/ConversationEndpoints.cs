using Aldrava.Inbox.Messages;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Conversations;

internal static class ConversationEndpoints
{
    private static readonly Guid Any = Guid.Empty;

    internal static void Map(IEndpointRouteBuilder app)
    {
        var conversations = app.MapGroup("/api/v1/conversations").WithTags("Conversations").RequireMember().Validated();
        conversations.MapGet("", ListConversations.Handle).Returns<ConversationView[]>();
        conversations
            .MapPost("", StartConversation.Handle)
            .Idempotent()
            .Returns<ConversationView>(StatusCodes.Status201Created)
            .Returns<ConversationView>()
            .Fails(
                Errors.Number.NotFound(Any),
                Errors.Contact.NotFound(Any),
                Errors.Whatsapp.NumberOff(Any),
                Errors.Whatsapp.NoAddress(Any),
                Errors.Conversation.Others(),
                Errors.Conversation.BegunMeanwhile()
            );
        conversations.MapGet("/metrics", ShowMetrics.Handle).Returns<InboxMetrics>();
        conversations.MapGet("/{id:guid}", ShowConversation.Handle).Returns<ConversationView>().Fails(Errors.Conversation.NotFound(Any));
        conversations.MapGet("/{id:guid}/owners", ListOwners.Handle).Returns<OwnerSpell[]>().Fails(Errors.Conversation.NotFound(Any));
        MapMessages(conversations);
        MapChanges(conversations);
    }

    private static void MapMessages(RouteGroupBuilder conversations)
    {
        conversations.MapGet("/{id:guid}/messages", ListMessages.Handle).Returns<MessageView[]>().Fails(Errors.Conversation.NotFound(Any));
        conversations
            .MapPost("/{id:guid}/messages", PostMessage.Handle)
            .Idempotent()
            .Returns<MessageView>(StatusCodes.Status201Created)
            .Fails(
                Errors.Conversation.NotFound(Any),
                Errors.Whatsapp.NumberOff(Any),
                Errors.Whatsapp.NoAddress(Any),
                Errors.Whatsapp.MarketingOptOut(Any),
                Errors.Whatsapp.WindowClosed(closedAt: null, written: "", templates: Array.Empty<SuggestedTemplate>())
            );
        conversations
            .MapPost("/{id:guid}/messages/{messageId:guid}/retry", RetryMessage.Handle)
            .Idempotent()
            .Returns<MessageView>()
            .Fails(
                Errors.Conversation.NotFound(Any),
                Errors.Message.NotFound(Any),
                Errors.Message.NotFailed(Any, ""),
                Errors.Message.NeedsConfirmation(Any),
                Errors.Message.NothingLeft(Any),
                Errors.Whatsapp.NumberOff(Any),
                Errors.Whatsapp.NoAddress(Any),
                Errors.Whatsapp.MarketingOptOut(Any),
                Errors.Whatsapp.WindowClosed(closedAt: null, written: "", templates: Array.Empty<SuggestedTemplate>())
            );
    }

    private static void MapChanges(RouteGroupBuilder conversations)
    {
        conversations
            .MapPost("/{id:guid}/assign", AssignConversation.Handle)
            .Idempotent()
            .Returns<ConversationView>()
            .Fails(
                Errors.Conversation.NotFound(Any),
                Errors.Conversation.Taken(Any, 0, name: null),
                Errors.Conversation.NoSuchAssignee(0),
                Errors.Conversation.AssigneeCannotWork(0)
            );
        conversations
            .MapPost("/{id:guid}/transfer", TransferConversation.Handle)
            .Idempotent()
            .Returns<ConversationView>()
            .Fails(
                Errors.Conversation.NotFound(Any),
                Errors.Conversation.NoSuchAssignee(0),
                Errors.Conversation.AssigneeCannotWork(0),
                Errors.Conversation.NoSuchDepartment(Any),
                Errors.Conversation.NoSuchQueue(Any)
            );
        MapChange("read", ReadConversation.Handle);
        MapChange("close", CloseConversation.Handle);
        MapChange("reopen", ReopenConversation.Handle);
        MapChange("pause", PauseBot.Handle);
        MapChange("resume", ResumeBot.Handle).Fails(Errors.Conversation.NoChatbot(Any));

        RouteHandlerBuilder MapChange(string name, Delegate handler) =>
            conversations.MapPost($"/{{id:guid}}/{name}", handler).Idempotent().Returns<ConversationView>().Fails(Errors.Conversation.NotFound(Any));
    }
}
