using Aldrava.Inbox.Webhooks;
using Aldrava.Platform.Http;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Inbox;

internal static class InboxEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var webhook = app.MapGroup("/api/v1/whatsapp/webhook").WithTags("WhatsApp webhook").AllowAnonymous();
        webhook
            .MapGet("", VerifyWebhook.Handle)
            .WithMetadata(
                new TextParameters(
                    ("hub.mode", "Always `subscribe`."),
                    ("hub.verify_token", "The token that was agreed on."),
                    ("hub.challenge", "What to send back.")
                )
            )
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .Fails(Errors.Webhook.WrongToken(), Errors.Webhook.NoChallenge());
        webhook
            .MapPost("", ReceiveWebhook.Handle)
            .NotIdempotent("Meta sends no keys; the ids of the messages are what makes repeating harmless.")
            .Produces(StatusCodes.Status200OK)
            .Fails(Errors.Webhook.BadSignature(), CommonErrors.Request.TooLarge());
    }
}
