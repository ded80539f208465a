using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Data.Embedded;
using Microsoft.Extensions.Options;

namespace Aldrava.Accounts.Mail;

/// <inheritdoc cref="IMailSender" />
internal sealed class MailSender : IMailSender
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly MailAddress Nobody = new("no-reply@aldrava.local", "Aldrava");
    private readonly SmtpServer? _server;
    private readonly string? _folder;

    public MailSender(IOptions<MailOptions> options, IHostEnvironment environment)
    {
        _server = string.IsNullOrWhiteSpace(options.Value.SmtpUrl) ? null : SmtpServer.TryParse(options.Value.SmtpUrl, out _);
        _folder =
            _server is not null ? null
            : !string.IsNullOrWhiteSpace(options.Value.Folder) ? Path.GetFullPath(options.Value.Folder)
            : environment.IsDevelopment() ? DefaultFolder()
            : null;
        LinkBase = options.Value.LinkBase(environment.IsDevelopment());
    }

    /// <summary>What the links in mails begin with.</summary>
    public string? LinkBase { get; }

    /// <inheritdoc />
    public bool IsConfigured => (_server ?? (object?)_folder) is not null && LinkBase is not null;

    /// <inheritdoc />
    public async Task SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        if (await TrySendAsync(mail, ct) is { } reason)
            throw new MailNotSentException(reason);
    }

    /// <summary>Null when it went out, else why not. What the server said may name the address; its status does not.</summary>
    private async Task<string?> TrySendAsync(OutgoingMail mail, CancellationToken ct)
    {
        using var message = Compose(mail, _server?.From ?? Nobody);
        using var client = Client();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            await client.SendMailAsync(message, limit.Token).WaitAsync(limit.Token);
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"The mail server did not answer within {Patience.TotalSeconds} s.";
        }
        catch (SmtpException refusal)
        {
            return $"The mail server refused: {refusal.StatusCode} ({refusal.InnerException?.GetType().Name ?? "said so"}).";
        }
    }

    private SmtpClient Client()
    {
        if (_server is { } server)
            return new SmtpClient(server.Host, server.Port)
            {
                EnableSsl = server.StartTls,
                Credentials = server.User is null ? null : new NetworkCredential(server.User, server.Password),
            };
        if (_folder is null)
            throw new MailNotSentException("No mail server is configured: set SMTP_URL.");
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(_folder);
        else
            // What lies there lets its reader into accounts.
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = _folder };
    }

    private static MailMessage Compose(OutgoingMail mail, MailAddress from)
    {
        var message = new MailMessage(from, new MailAddress(mail.To, mail.ToName is null ? null : OneLine(mail.ToName), Encoding.UTF8))
        {
            Subject = OneLine(mail.Subject),
            SubjectEncoding = Encoding.UTF8,
            Body = mail.Text,
            BodyEncoding = Encoding.UTF8,
        };
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(mail.Html, Encoding.UTF8, MediaTypeNames.Text.Html));
        return message;
    }

    // A line break in a name would begin another header.
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string DefaultFolder() => Path.Combine(EmbeddedPostgresOptions.FromEnvironment(Directory.GetCurrentDirectory()).DataDirectory, "mail");
}
