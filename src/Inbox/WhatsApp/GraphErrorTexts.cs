using System.Globalization;
using System.Resources;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>A refusal of Meta's in words that a person can act on.</summary>
/// <param name="Code">Meta's code; 0 when there is none.</param>
/// <param name="Title">What kind of trouble it is.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="NextStep">What to do about it.</param>
/// <param name="Retryable">Trying the same again later may work.</param>
/// <param name="Details">Meta's own words.</param>
internal sealed record GraphErrorText(int Code, string Title, string Message, string NextStep, bool Retryable, string? Details)
{
    public static GraphErrorText Example => GraphErrorTexts.Of(131047, "Message failed to send because more than 24 hours have passed.", Languages.Default);
}

/// <summary>Meta's error codes as sentences: a cause and a next step for every code that Meta documents, in every language.</summary>
internal static class GraphErrorTexts
{
    private const string Unknown = "unknown";

    private static readonly ErrorMessages Texts = new([
        new ErrorCatalogue(new ResourceManager($"{typeof(InboxModule).Assembly.GetName().Name}.Resources.Errors", typeof(InboxModule).Assembly)),
    ]);

    /// <summary>The sentences for a code; for one that Meta does not document, what is honest to say.</summary>
    internal static GraphErrorText Of(int code, string? details, CultureInfo culture)
    {
        // Our own note of a refusal that Meta did not word has no details; Meta's own 0 has.
        var (text, title) = code == 0 && details is null ? (Unknown, "other") : Entry(code);
        return new(
            code,
            Texts.Get($"graph.title.{title}", culture),
            Texts.Get($"graph.{text}.cause", culture),
            Texts.Get($"graph.{text}.next", culture),
            IsRetryable(code),
            details
        );
    }

    /// <summary>Whether there are sentences for just this code.</summary>
    internal static bool Knows(int code) => Entry(code).Text != Unknown;

    private static bool IsRetryable(int code) => GraphCodes.IsRateLimit(code) || GraphCodes.IsPassing(code) || code is 131049 or 133015 or 133016 or 132069;

    private static (string Text, string Title) Entry(int code) =>
        code switch
        {
            >= 200 and <= 299 => ("10", "access"),
            80008 => ("80007", "limit"),
            0 or 3 or 10 or 190 or 131005 => (Key(code), "access"),
            368 or 130497 or 131031 => (Key(code), "blocked"),
            4 or 80007 or 130429 or 131048 or 131056 => (Key(code), "limit"),
            1 or 2 or 131000 or 131016 or 131057 or 133004 => (Key(code), "trouble"),
            130472 or 131026 or 131030 or 131047 or 131049 or 131050 or 131062 => (Key(code), "recipient"),
            100 or 131008 or 131009 or 131021 or 131051 or 135000 => (Key(code), "request"),
            131052 or 131053 => (Key(code), "media"),
            132000 or 132001 or 132005 or 132007 or 132012 or 132015 or 132016 => (Key(code), "template"),
            132068 or 132069 => (Key(code), "flow"),
            33 or 131037 or 131045 or 133000 or 133005 or 133006 or 133008 or 133009 or 133010 or 133015 or 133016 => (Key(code), "number"),
            131042 or 134011 => (Key(code), "payment"),
            2593107 or 2593108 => (Key(code), "sync"),
            _ => (Unknown, "other"),
        };

    private static string Key(int code) => code.ToString(CultureInfo.InvariantCulture);
}
