using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Webhooks;

/// <summary>GET /api/v1/whatsapp/webhook: Meta asks whether this address is ours; the challenge goes back when the token is right.</summary>
internal static class VerifyWebhook
{
    internal static async Task<IResult> Handle(HttpRequest request, InboxOptions options, NumberDirectory numbers, CancellationToken ct)
    {
        IEnumerable<string> tokens = [.. options.VerifyToken is { } token ? [token] : Array.Empty<string>(), .. await numbers.VerifyTokensAsync(ct)];
        var answer = WebhookHandshake.Decide(request.Query["hub.mode"], request.Query["hub.verify_token"], request.Query["hub.challenge"], tokens);
        return answer switch
        {
            { Challenge: { } challenge } => TypedResults.Text(challenge, "text/plain"),
            { Status: StatusCodes.Status400BadRequest } => Errors.Webhook.NoChallenge(),
            _ => Errors.Webhook.WrongToken(),
        };
    }
}
