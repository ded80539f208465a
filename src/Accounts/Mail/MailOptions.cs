using System.ComponentModel.DataAnnotations;
using System.Net.Mail;

namespace Aldrava.Accounts.Mail;

/// <summary>How mail leaves the server; the names are environment variables. Checked at start.</summary>
internal sealed class MailOptions : IValidatableObject
{
    /// <summary><c>smtp://user:password@host:587?from=Aldrava%20&lt;no-reply@example.com&gt;</c>; STARTTLS unless <c>starttls=false</c>.</summary>
    [ConfigurationKeyName("SMTP_URL")]
    public string? SmtpUrl { get; set; }

    /// <summary>A folder to put mails into as <c>.eml</c> files instead of sending them.</summary>
    [ConfigurationKeyName("MAIL_FOLDER")]
    public string? Folder { get; set; }

    /// <summary>Where people reach the console: what links in mails begin with.</summary>
    [ConfigurationKeyName("PUBLIC_URL")]
    public string? PublicUrl { get; set; }

    /// <summary>Browser origins that may call; the first one stands in for <see cref="PublicUrl"/>.</summary>
    [ConfigurationKeyName("FRONTEND_URL")]
    public string? FrontendUrl { get; set; }

    [ConfigurationKeyName("PORT")]
    public string? Port { get; set; }

    /// <summary>What links begin with, without a slash at the end; null when nobody said. Never the host a request names: anybody can name one.</summary>
    public string? LinkBase(bool development)
    {
        var first = FrontendUrl?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(o => o != "*");
        var chosen = string.IsNullOrWhiteSpace(PublicUrl) ? first : PublicUrl;
        return chosen?.Trim().TrimEnd('/') ?? (development ? $"http://localhost:{Port ?? "8000"}" : null);
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrWhiteSpace(SmtpUrl) && SmtpServer.TryParse(SmtpUrl, out var why) is null)
            yield return new ValidationResult($"SMTP_URL: {why}");
        if (!string.IsNullOrWhiteSpace(PublicUrl) && !(Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
            yield return new ValidationResult("PUBLIC_URL is no http or https address.");
    }
}

/// <summary>The mail server to hand mails to.</summary>
internal sealed record SmtpServer(string Host, int Port, string? User, string? Password, MailAddress From, bool StartTls)
{
    private const int SubmissionPort = 587;

    /// <summary>Reads SMTP_URL; null, and why in words that give no secret away, when it makes no sense.</summary>
    public static SmtpServer? TryParse(string text, out string? why)
    {
        why = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
            why = "it is no address like smtp://user:password@host:587?from=no-reply@example.com";
        else if (url.Scheme == "smtps")
            why = "smtps:// (TLS from the first byte, port 465) is not spoken here; use smtp:// with STARTTLS, port 587";
        else if (url.Scheme != "smtp")
            why = "it has to begin with smtp://";
        if (why is not null)
            return null;

        var query = System.Web.HttpUtility.ParseQueryString(url!.Query);
        var credentials = url.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        var user = credentials[0].Length == 0 ? null : credentials[0];
        if (!MailAddress.TryCreate(query["from"] ?? user, out var from))
            why = "it needs the sender's address: ?from=no-reply@example.com";
        else if (query["starttls"] is not (null or "true" or "false"))
            why = "starttls is true or false";
        return why is not null
            ? null
            : new SmtpServer(url.Host, url.Port > 0 ? url.Port : SubmissionPort, user, credentials.ElementAtOrDefault(1), from!, query["starttls"] != "false");
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
