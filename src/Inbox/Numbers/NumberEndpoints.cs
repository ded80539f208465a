using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Numbers;

internal static class NumberEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var numbers = app.MapGroup("/api/v1/whatsapp").WithTags("WhatsApp numbers").RequireMember().Validated();
        numbers.MapGet("", ListNumbers.Handle).Returns<NumberView[]>();
        numbers
            .MapPost("", CreateNumber.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<NumberView>(StatusCodes.Status201Created)
            .Fails(Errors.Number.Taken(), Errors.Number.NoSuchChatbot(Guid.Empty));
        numbers.MapGet("/{id:guid}", ShowNumber.Handle).Returns<NumberView>().Fails(Errors.Number.NotFound(Guid.Empty));
        numbers
            .MapPut("/{id:guid}", UpdateNumber.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<NumberView>()
            .Fails(Errors.Number.NotFound(Guid.Empty), Errors.Number.Taken(), Errors.Number.NoSuchChatbot(Guid.Empty));
        numbers
            .MapDelete("/{id:guid}", DeleteNumber.Handle)
            .RequireAdmin()
            .Idempotent()
            .Produces(StatusCodes.Status204NoContent)
            .Fails(Errors.Number.NotFound(Guid.Empty), Errors.Number.HasConversations(Guid.Empty, 1));
        numbers
            .MapPost("/{id:guid}/check", CheckNumber.Handle)
            .RequireAdmin()
            .NotIdempotent("Asking Meta twice changes nothing.")
            .Returns<CheckNumber.Answer>()
            .Fails(Errors.Number.NotFound(Guid.Empty), Errors.Number.NoAccessToken(Guid.Empty), Errors.Graph.NoAnswer());
    }
}
