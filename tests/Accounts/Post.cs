using System.Text;
using System.Text.RegularExpressions;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

/// <summary>The mail of one test, in a folder of its own.</summary>
internal sealed partial class Post : IDisposable
{
    public const string Site = "https://crm.example.com";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"aldrava-post-{Guid.CreateVersion7():N}");

    /// <summary>Settings of a server that puts its mail there.</summary>
    public Dictionary<string, string?> Settings(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?> { ["MAIL_FOLDER"] = _folder, ["PUBLIC_URL"] = Site + "/" };
        foreach (var (name, value) in more)
            settings[name] = value;
        return settings;
    }

    public int Count => Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*.eml").Length : 0;

    /// <summary>Waits for a mail to somebody that was not read yet.</summary>
    public async Task<Letter> NextAsync(string to)
    {
        var file = await Eventually.GetAsync(() => Task.FromResult(Find(to)), $"a mail to {to}");
        var letter = new Letter(await File.ReadAllTextAsync(file));
        File.Move(file, file + ".read");
        return letter;
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private string? Find(string to) =>
        Directory.Exists(_folder)
            ? Directory
                .GetFiles(_folder, "*.eml")
                .FirstOrDefault(f => IsWhole(f, out var text) && Receiver().Matches(text).Any(m => m.Value.Contains(to, StringComparison.OrdinalIgnoreCase)))
            : null;

    [GeneratedRegex(@"X-Receiver: .*(?:\r?\n[ \t].*)*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Receiver();

    // The file is there before all of it is written.
    private static bool IsWhole(string file, out string text)
    {
        try
        {
            text = File.ReadAllText(file);
            return text.TrimEnd().EndsWith("--", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            text = "";
            return false;
        }
    }

    internal sealed partial record Letter(string Source)
    {
        /// <summary>Source with its encodings undone, as far as tests look.</summary>
        public string Text { get; } = Decode(Source);

        /// <summary>What the link carries.</summary>
        public string Token => LinkToken().Match(Text).Groups["token"].Value;

        public string Subject =>
            string.Concat(EncodedWord().Matches(SubjectLine().Match(Source).Value).Select(m => Word(m.Groups["text"].Value, m.Groups["kind"].Value)))
                is { Length: > 0 } decoded
                ? decoded
                : SubjectLine().Match(Source).Value["Subject: ".Length..].Trim();

        private static string Word(string text, string kind) =>
            kind.Equals("B", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : Decode(text.Replace('_', ' '));

        private static string Decode(string source)
        {
            var whole = Base64Block()
                .Replace(
                    source,
                    m =>
                        Encoding
                            .UTF8.GetString(Convert.FromBase64String(Blank().Replace(m.Groups["text"].Value, "")))
                            .Replace("=", "=3D", StringComparison.Ordinal)
                );
            var bytes = new List<byte>();
            var text = whole.Replace("=\r\n", "", StringComparison.Ordinal).Replace("=\n", "", StringComparison.Ordinal);
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '=' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), System.Globalization.NumberStyles.HexNumber, null, out var b))
                {
                    bytes.Add(b);
                    i += 2;
                }
                else
                {
                    bytes.AddRange(Encoding.UTF8.GetBytes([text[i]]));
                }
            }
            return Encoding.UTF8.GetString([.. bytes]);
        }

        [GeneratedRegex(@"#token=(?<token>[\w-]+)", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex LinkToken();

        [GeneratedRegex(@"Subject: .*(?:\r?\n[ \t].*)*", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex SubjectLine();

        [GeneratedRegex(@"=\?utf-8\?(?<kind>[bq])\?(?<text>[^?]*)\?=", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
        private static partial Regex EncodedWord();

        [GeneratedRegex(@"(?<=base64\r?\n\r?\n)(?<text>([A-Za-z0-9+/=]+\r?\n)+)", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Base64Block();

        [GeneratedRegex(@"\s", RegexOptions.None, 1000)]
        private static partial Regex Blank();
    }
}
