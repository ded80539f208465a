using System.Globalization;
using System.Net;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Mail;

/// <summary>Writes the mails of this module, in the reader's language.</summary>
internal sealed class MailTexts(ErrorMessages resources, MailSender sender)
{
    /// <param name="to">Whom it is for.</param>
    /// <param name="name">What they are called, if it is known.</param>
    /// <param name="invitation">Who invites them, where to, and until when.</param>
    /// <param name="token">What the link carries.</param>
    /// <param name="language">One of <see cref="Languages.All"/>.</param>
    public OutgoingMail Invitation(string to, string? name, (string By, string Organization, DateTimeOffset Until) invitation, string token, string language)
    {
        var text = In(language);
        var until = invitation.Until.ToString("d", text.Language);
        return Mail(
            (to, name),
            text,
            text.Get("message.mail_invite_subject", invitation.Organization),
            [text.Get("message.mail_invite_body", invitation.By, invitation.Organization)],
            (text.Get("message.mail_invite_button"), Link("invite", token)),
            [text.Get("message.mail_invite_until", until), text.Get("message.mail_invite_unexpected")]
        );
    }

    /// <summary>The way to a new password.</summary>
    public OutgoingMail PasswordReset(string to, string name, string token, string language)
    {
        var text = In(language);
        return Mail(
            (to, name),
            text,
            text.Get("message.mail_reset_subject"),
            [text.Get("message.mail_reset_body")],
            (text.Get("message.mail_reset_button"), Link("reset-password", token)),
            [text.Get("message.mail_reset_until"), text.Get("message.mail_reset_unexpected")]
        );
    }

    // Behind the #: no server on the way, and no page the reader goes to next, is told what stands there.
    private string Link(string page, string token) =>
        $"{sender.LinkBase ?? throw new MailNotSentException("Links need PUBLIC_URL or FRONTEND_URL.")}/{page}#token={token}";

    private static OutgoingMail Mail(
        (string Address, string? Name) to,
        Speech text,
        string subject,
        IReadOnlyList<string> before,
        (string Text, string Url) button,
        IReadOnlyList<string> after
    )
    {
        var greeting = to.Name is null ? text.Get("message.mail_greeting") : text.Get("message.mail_greeting_name", to.Name);
        var plain = string.Join("\n\n", [greeting, .. before, $"{button.Text}:\n{button.Url}", .. after, "Aldrava"]);
        var html = $"""
            <!doctype html>
            <html lang="{text.Language.Name}"><body style="font:16px/1.5 system-ui,sans-serif;color:#1d2733;max-width:34rem">
            {Paragraphs([greeting, .. before])}
            <p><a href="{button.Url}" style="background:#8a3b12;color:#fff;padding:.6rem 1rem;border-radius:.4rem;text-decoration:none">{Html(
                button.Text
            )}</a></p>
            {Paragraphs([.. after, text.Get("message.mail_link")])}
            <p><a href="{button.Url}">{button.Url}</a></p>
            <p>Aldrava</p>
            </body></html>
            """;
        return new OutgoingMail(to.Address, to.Name, subject, plain + "\n", html);
    }

    private static string Paragraphs(IEnumerable<string> lines) => string.Join('\n', lines.Select(l => $"<p>{Html(l)}</p>"));

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private Speech In(string language) => new(resources, Languages.All.FirstOrDefault(l => l.Name == language) ?? Languages.Default);

    private sealed record Speech(ErrorMessages Resources, CultureInfo Language)
    {
        public string Get(string key, params object[] arguments) => Resources.Get(key, Language, arguments);
    }
}
