using Aldrava.Platform.Data;

namespace Aldrava.Inbox.Templates;

/// <summary>A message template of an account at Meta, in one language. Words of Meta's (status, category, quality) are kept as Meta writes them.</summary>
internal sealed class Template : ITenantOwned
{
    public const string Approved = "APPROVED";

    /// <summary>Ours: Meta does not list it any more.</summary>
    public const string Vanished = "VANISHED";

    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required string BusinessAccountId { get; init; }
    public string? MetaId { get; set; }
    public required string Name { get; init; }

    /// <summary>As <c>pt_PT</c>.</summary>
    public required string Language { get; init; }
    public required string Category { get; set; }
    public required string Status { get; set; }
    public string? Quality { get; set; }

    /// <summary><c>POSITIONAL</c> ({{1}}) or <c>NAMED</c>.</summary>
    public required string ParameterFormat { get; set; }

    /// <summary>Header, body, footer, buttons as Meta has them (JSON).</summary>
    public required string Components { get; set; }
    public string? RejectedReason { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Meta writes <c>en-US</c> in webhooks and <c>en_US</c> elsewhere.</summary>
    public static string LanguageOf(string language) => language.Replace('-', '_');
}
