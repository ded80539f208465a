using Aldrava.Platform.Text;

namespace Aldrava.Accounts.Contracts;

/// <summary>What a module keeps about customers: each module registers one, and is asked for one person's data or told to forget it.</summary>
public interface IPersonalData
{
    /// <summary>Adds to <paramref name="person"/> what this module knows them by. Asked again while any module still adds something.</summary>
    Task FindAsync(PersonKeys person, CancellationToken ct);

    /// <summary>Writes all it has about them.</summary>
    Task ExportAsync(PersonKeys person, IPersonalDataWriter writer, CancellationToken ct);

    /// <summary>
    /// Takes away what names or quotes them, in the open transaction. Rows stay, so that what is counted stays right. Answers how many rows of each kind.
    /// </summary>
    Task<IReadOnlyDictionary<string, int>> EraseAsync(PersonKeys person, Erasure erasure, CancellationToken ct);
}

/// <summary>How somebody is forgotten.</summary>
/// <param name="Name">What stands where a name stood, in the organization's language.</param>
/// <param name="Text">What stands where a text must stand.</param>
/// <param name="At">When.</param>
public sealed record Erasure(string Name, string Text, DateTimeOffset At);

/// <summary>Takes what is exported about a person, a file for each kind.</summary>
public interface IPersonalDataWriter
{
    /// <summary>Adds a file with a list of records, each a JSON text; none when there are no records.</summary>
    Task WriteAsync(string file, IAsyncEnumerable<string> records, CancellationToken ct);
}

/// <summary>All that one person is known by, gathered over the modules.</summary>
public sealed class PersonKeys
{
    private const int ShortestName = 6;

    /// <summary>E-mail addresses, lower case.</summary>
    public ISet<string> Emails { get; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>Phone numbers as <see cref="PhoneNumbers.Key"/> writes them.</summary>
    public ISet<string> Phones { get; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>WhatsApp's own ids of them.</summary>
    public ISet<string> UserIds { get; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>What they are called in one place or another.</summary>
    public ISet<string> Names { get; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>Numbers and addresses as they were written.</summary>
    public ISet<string> Spellings { get; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>Their leads.</summary>
    public ISet<long> LeadIds { get; } = new SortedSet<long>();

    /// <summary>Visits of their leads.</summary>
    public ISet<long> VisitIds { get; } = new SortedSet<long>();

    /// <summary>Tasks about their leads.</summary>
    public ISet<long> TaskIds { get; } = new SortedSet<long>();

    /// <summary>They as contacts of the inbox.</summary>
    public ISet<Guid> ContactIds { get; } = new SortedSet<Guid>();

    /// <summary>What they wrote and were written.</summary>
    public ISet<Guid> ConversationIds { get; } = new SortedSet<Guid>();

    /// <summary>Keys of the events that tell of them.</summary>
    public ISet<string> EventKeys { get; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>Whether anything is kept about them at all.</summary>
    public bool IsKnown => LeadIds.Count + ContactIds.Count > 0;

    /// <summary>Grows with everything that is found.</summary>
    public int Size => Emails.Count + Phones.Count + UserIds.Count + Names.Count + LeadIds.Count + ContactIds.Count + ConversationIds.Count;

    /// <summary>Adds a number in all ways it may be stored.</summary>
    public void AddPhone(string? written)
    {
        if (written is null)
            return;
        Spellings.Add(written.Trim());
        if (PhoneNumbers.Key(written) is not { } key)
            return;
        Phones.Add(key);
        Spellings.Add(key);
        Spellings.UnionWith(PhoneNumbers.Variants(key));
    }

    /// <summary>Adds an address.</summary>
    public void AddEmail(string? written)
    {
        if (string.IsNullOrWhiteSpace(written))
            return;
        Emails.Add(written.Trim().ToLowerInvariant());
        Spellings.Add(written.Trim());
    }

    /// <summary>Adds a name.</summary>
    public void AddName(string? name)
    {
        if (!string.IsNullOrWhiteSpace(name))
            Names.Add(name.Trim());
    }

    /// <summary>Texts that are theirs alone wherever they stand: numbers, addresses, ids, and names that are not one short word.</summary>
    public IEnumerable<string> Marks() =>
        Spellings
            .Concat(Emails)
            .Concat(UserIds)
            .Concat(Names.Where(n => n.Length >= ShortestName && n.Contains(' ', StringComparison.Ordinal)))
            .Where(m => m.Length >= ShortestName)
            .Distinct(StringComparer.OrdinalIgnoreCase);
}
