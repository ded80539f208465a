using Aldrava.Inbox.Webhooks;
using Aldrava.Platform.Http;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Inbox;

internal static class InboxEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var webhook = app.MapGroup("/api/v1/whatsapp/webhook").WithTags("WhatsApp webhook").AllowAnonymous();
        webhook.MapGet("", VerifyWebhook.Handle).Returns<string>().Fails(Errors.Webhook.WrongToken(), Errors.Webhook.NoChallenge());
        webhook
            .MapPost("", ReceiveWebhook.Handle)
            .NotIdempotent("Meta sends no keys; the ids of the messages are what makes repeating harmless.")
            .Fails(Errors.Webhook.BadSignature(), CommonErrors.Request.TooLarge());
    }
}
