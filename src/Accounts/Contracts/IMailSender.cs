namespace Aldrava.Accounts.Contracts;

/// <summary>A mail to one person.</summary>
/// <param name="To">Their address.</param>
/// <param name="ToName">Their name, if it is known.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">For those who read plain text.</param>
/// <param name="Html">The same for everybody else.</param>
public sealed record OutgoingMail(string To, string? ToName, string Subject, string Text, string Html);

/// <summary>Sends mail: through SMTP; in development without it into a folder.</summary>
public interface IMailSender
{
    /// <summary>Whether mail can be sent here; what needs it asks first and refuses with <c>mail.not_configured</c>.</summary>
    bool IsConfigured { get; }

    /// <summary>Sends one, once. Call it from an event handler: the delivery is tried again.</summary>
    /// <exception cref="MailNotSentException">It was refused, or the mail server did not answer in time.</exception>
    Task SendAsync(OutgoingMail mail, CancellationToken ct);
}

/// <summary>A mail was not sent. Says why without saying to whom.</summary>
public sealed class MailNotSentException : Exception
{
    /// <summary>Without a reason.</summary>
    public MailNotSentException() { }

    /// <summary>With the reason.</summary>
    public MailNotSentException(string message)
        : base(message) { }

    /// <summary>With the reason and what lies behind it.</summary>
    public MailNotSentException(string message, Exception innerException)
        : base(message, innerException) { }
}
