using System.Text.RegularExpressions;

namespace Aldrava.Platform.Logging;

/// <summary>Cuts secrets and personal data out of texts that go to the log: tokens, credentials in URLs, WhatsApp message ids (they hold a phone number).</summary>
public static partial class Redaction
{
    private const string Mask = "***";

    /// <summary>The text without what must not be logged.</summary>
    public static string Clean(string text) => Secrets().Replace(text, m => m.Groups["keep"].Value + Mask);

    [GeneratedRegex(
        """
            (?<keep>\b(?:\w{1,30}[_-])?(?:token|password|secret|api_key)["']?\s*[=:]\s*")(?:\\.|[^"\\])*
            | (?<keep>\b(?:\w{1,30}[_-])?(?:token|password|secret|api_key)["']?\s*[=:]\s*'?)[^&\s"',;}]+
            | (?<keep>\bBearer[\s.])[\w.~+/=-]+
            | \beyJ[\w-]{8,}\.[\w-]+\.[\w-]*
            | (?<keep>\bwamid\.)[\w=+/-]+
            | (?<keep>\bpostgres(?:ql)?://[^:\s/@]+:)[^@\s]+(?=@)
            """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Secrets();
}
