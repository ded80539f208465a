using Aldrava.Flows.Chatbots;
using Aldrava.Platform.Http;

namespace Aldrava.Flows;

internal static class ChatbotEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var chatbots = app.MapGroup("/api/v1/chatbots").WithTags("Chatbots").RequireMember().Validated();
        chatbots.MapGet("", ListChatbots.Handle).Returns<ChatbotView[]>();
        chatbots.MapPost("", CreateChatbot.Handle).RequireAdmin().Idempotent().Returns<ChatbotView>(StatusCodes.Status201Created);
        chatbots.MapGet("/{id:guid}", ShowChatbot.Handle).Returns<ChatbotView>().Fails(Errors.Chatbot.NotFound(1L));
        chatbots.MapPut("/{id:guid}", UpdateChatbot.Handle).RequireAdmin().Idempotent().Returns<ChatbotView>().Fails(Errors.Chatbot.NotFound(1L));
        chatbots
            .MapDelete("/{id:guid}", DeleteChatbot.Handle)
            .RequireAdmin()
            .Idempotent()
            .Produces(StatusCodes.Status204NoContent)
            .Fails(Errors.Chatbot.NotFound(1L));
    }
}
