using Aldrava.Platform.Http;

namespace Aldrava.Accounts;

/// <summary>Sentences of answers that are no errors, in the caller's language.</summary>
internal sealed class Messages(ErrorMessages resources, IHttpContextAccessor http)
{
    public string LoggedOut() => Get("message.logged_out");

    public string SessionRevoked() => Get("message.session_revoked");

    public string SessionsRevoked(int count) => Get("message.sessions_revoked", count);

    public string UnknownDevice() => Get("message.unknown_device");

    public string PasswordChanged() => Get("message.password_changed");

    public string PasswordResetAsked() => Get("message.password_reset_asked");

    public string PasswordResetSent() => Get("message.password_reset_sent");

    private string Get(string key, params object[] arguments) => resources.Get(key, Languages.Of(http.HttpContext!), arguments);
}
