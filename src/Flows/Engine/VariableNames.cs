namespace Aldrava.Flows.Engine;

/// <summary>How variables are called. <c>answers.budget</c> is another way to write <c>budget</c>; case doesn't matter.</summary>
internal static class VariableNames
{
    public const int MaxLength = 100;

    private const string AnswersPrefix = "answers.";
    private static readonly string[] ReservedPrefixes =
    [
        "contact.",
        "lead.",
        "message.",
        "conversation.",
        "business.",
        "api.",
        "secret.",
        "properties.",
        "visit.",
    ];

    public static string Canonical(string name)
    {
        var lower = name.Trim().ToLowerInvariant();
        return lower.StartsWith(AnswersPrefix, StringComparison.Ordinal) ? lower[AnswersPrefix.Length..] : lower;
    }

    /// <summary>Letters, digits, <c>_</c> and <c>-</c>, in parts joined by dots.</summary>
    public static bool IsValid(string canonical)
    {
        if (canonical.Length is 0 or > MaxLength || canonical[0] == '.' || canonical[^1] == '.')
            return false;
        foreach (var c in canonical)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '-' or '.'))
                return false;
        }
        return true;
    }

    /// <summary>Filled in by the engine or its host: a flow reads them and doesn't set them.</summary>
    public static bool IsReserved(string canonical) => Array.Exists(ReservedPrefixes, p => canonical.StartsWith(p, StringComparison.Ordinal));
}

/// <summary>The slots every compiled flow has, in this order, before its own.</summary>
internal static class Builtin
{
    public const int MessageText = 0;
    public const int MessageReference = 1;
    public const int FirstReference = 2;
    public const int LeadId = 3;
    public const int LeadAgentName = 4;
    public const int ContactName = 5;
    public const int ContactPhone = 6;
    public const int ContactUsername = 7;
    public const int Language = 10;
    public const int BusinessOpen = 11;
    public const int ApiStatus = 12;

    public static IReadOnlyList<string> Names { get; } =
    [
        "message.text",
        "message.property_reference",
        "conversation.first_reference",
        "lead.id",
        "lead.agent_name",
        "contact.name",
        "contact.phone",
        "contact.username",
        "contact.wa_id",
        "contact.email",
        "language",
        "business.open",
        "api.status",
    ];
}
