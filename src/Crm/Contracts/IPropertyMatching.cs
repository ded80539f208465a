using System.Globalization;

namespace Aldrava.Crm.Contracts;

/// <summary>Finds listings of the scope's organization for what somebody looks for.</summary>
public interface IPropertyMatching
{
    /// <summary>The best that can be had, best first, each with its reasons in a language.</summary>
    Task<IReadOnlyList<PropertyMatch>> FindAsync(PropertyWishes wishes, int limit, CultureInfo language, CancellationToken ct);
}

/// <summary>What somebody looks for; what is left out does not matter to them.</summary>
public sealed record PropertyWishes
{
    /// <summary><c>sale</c> or <c>rent</c>.</summary>
    public string? Business { get; init; }

    /// <summary>Any of these: <c>T2</c>, <c>T6+</c>.</summary>
    public IReadOnlyList<string> Typologies { get; init; } = [];

    /// <summary>At least so many square metres.</summary>
    public decimal? AreaMin { get; init; }

    /// <summary>About so much; a little more is shown too, and said.</summary>
    public decimal? Budget { get; init; }

    /// <summary>Any of these municipalities, districts or quarters.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>All of that in their own words, read for what the other members leave open: "T2 em Lisboa até 300 mil".</summary>
    public string? Text { get; init; }
}

/// <summary>A listing that fits.</summary>
/// <param name="PropertyId">The listing.</param>
/// <param name="Reference">What people call it by.</param>
/// <param name="Title">Its title.</param>
/// <param name="Price">Its price.</param>
/// <param name="Score">How well it fits: 0 to 100.</param>
/// <param name="Reasons">Why, sentence by sentence.</param>
/// <param name="Summary">"T3 em Cascais, 5 % acima do orçamento".</param>
public sealed record PropertyMatch(long PropertyId, string Reference, string Title, decimal? Price, int Score, IReadOnlyList<string> Reasons, string Summary);
