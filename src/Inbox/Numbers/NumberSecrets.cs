using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Security;

namespace Aldrava.Inbox.Numbers;

/// <summary>Opens a number's token for a request to Meta.</summary>
internal sealed class NumberSecrets(SecretBox secrets)
{
    /// <summary>Null without a token.</summary>
    internal GraphNumber? GraphOf(WhatsAppNumber number) => number.AccessToken is { } sealedToken ? new(number.PhoneNumberId, secrets.Open(sealedToken)) : null;
}
