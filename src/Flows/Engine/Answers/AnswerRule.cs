using System.Buffers;
using System.Text.Json;
using Aldrava.Flows.Engine.Text;
using Aldrava.Platform.Text;

namespace Aldrava.Flows.Engine.Answers;

/// <summary>What counts as an answer to a question and the typed value it becomes. A new kind is a record here and a line in <see cref="Read"/>.</summary>
internal abstract record AnswerRule
{
    private const int DefaultMaxLength = 1000;

    /// <summary>What counts of a message: its words, unless the rule listens for something else.</summary>
    public virtual bool TryHear(FlowInput.Message message, string said, DateTimeOffset now, out FlowValue value)
    {
        value = FlowValue.None;
        return message.Kind is MessageKind.Text or MessageKind.Reply && TryRead(said, message.ReplyId, now, out value);
    }

    public abstract bool TryRead(string text, string? replyId, DateTimeOffset now, out FlowValue value);

    /// <summary><c>validation</c> is a name, or an object with <c>type</c> and the limits of that type.</summary>
    public static AnswerRule Read(NodeReader node)
    {
        var rule = node.Child("validation");
        var type = rule.Data.ValueKind == JsonValueKind.String ? rule.AsText() : rule.OptionalText("type");
        switch (type)
        {
            case null or "text" or "none":
                return new TextAnswer(
                    rule.Int("min_length", 1, 1, FlowValue.MaxTextLength),
                    rule.Int("max_length", DefaultMaxLength, 1, FlowValue.MaxTextLength)
                );
            case "number":
                return new NumberAnswer(rule.OptionalNumber("min"), rule.OptionalNumber("max"));
            case "email":
                return new EmailAnswer();
            case "phone":
                return new PhoneAnswer();
            case "date":
                return new DateAnswer(rule.Flag("future_only"));
            case "option":
                return OptionAnswer.ReadOptions(rule.Has("options") ? rule : node);
            case "media":
                return MediaAnswer.ReadKinds(rule);
            default:
                node.Fault("question.validation_unknown", ("validation", type));
                return new EmailAnswer();
        }
    }
}

internal sealed record TextAnswer(int MinLength, int MaxLength) : AnswerRule
{
    public override bool TryRead(string text, string? replyId, DateTimeOffset now, out FlowValue value)
    {
        value = FlowValue.Of(text);
        return text.Length >= MinLength && text.Length <= MaxLength;
    }
}

internal sealed record NumberAnswer(decimal? Min, decimal? Max) : AnswerRule
{
    public override bool TryRead(string text, string? replyId, DateTimeOffset now, out FlowValue value)
    {
        var read = Numbers.TryParse(text, out var number);
        value = FlowValue.Of(number);
        return read && (Min is null || number >= Min) && (Max is null || number <= Max);
    }
}

internal sealed record DateAnswer(bool FutureOnly) : AnswerRule
{
    public override bool TryRead(string text, string? replyId, DateTimeOffset now, out FlowValue value)
    {
        var today = DateOnly.FromDateTime(now.DateTime);
        var read = Dates.TryParse(text, today, out var date);
        value = FlowValue.Of(date);
        return read && (!FutureOnly || date >= today);
    }
}

internal sealed record EmailAnswer : AnswerRule
{
    private const int MaxLength = 254;
    private static readonly SearchValues<char> NotInAddresses = SearchValues.Create("<>()[],;:\\\"");

    public override bool TryRead(string text, string? replyId, DateTimeOffset now, out FlowValue value)
    {
        value = FlowValue.None;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var address = word.Trim('<', '>', '(', ')', ',', ';', '.', '!', '?', '"', '\'');
            if (!IsAddress(address))
                continue;
            value = FlowValue.Of(address.ToLowerInvariant());
            return true;
        }
        return false;
    }

    private static bool IsAddress(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || address.Length > MaxLength || address.IndexOf('@', at + 1) >= 0)
            return false;
        var domain = address.AsSpan(at + 1);
        var dot = domain.LastIndexOf('.');
        if (dot < 1 || domain.Length - dot < 3 || domain.Contains("..", StringComparison.Ordinal) || domain[0] is '.' or '-')
            return false;
        foreach (var c in domain)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '-'))
                return false;
        }
        return !address.AsSpan(0, at).ContainsAny(NotInAddresses);
    }
}

/// <summary>Kept as digits, with a + when the country was given: "912 345 678" → 912345678, "00351 912…" → +351912….</summary>
internal sealed record PhoneAnswer : AnswerRule
{
    public override bool TryRead(string text, string? replyId, DateTimeOffset now, out FlowValue value)
    {
        Span<char> digits = stackalloc char[17];
        var count = 0;
        var plus = false;
        value = FlowValue.None;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c) && count < digits.Length)
                digits[count++] = c;
            else if (c == '+' && count == 0 && !plus)
                plus = true;
            else if (c is not (' ' or '-' or '.' or '(' or ')' or '/' or '\u00a0'))
                return false;
        }
        var number = digits[..count];
        if (!plus && number.StartsWith("00"))
        {
            plus = true;
            number = number[2..];
        }
        if (number.Length is < 8 or > 15)
            return false;
        value = FlowValue.Of(plus ? $"+{number}" : number.ToString());
        return true;
    }
}
