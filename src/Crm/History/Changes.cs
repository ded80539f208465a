using System.Text.Json;

namespace Aldrava.Crm.History;

/// <summary>What one write changes of a record, field by field: history shows it as <c>changes</c>.</summary>
internal sealed class Changes
{
    private readonly Dictionary<string, Change> _fields = new(StringComparer.Ordinal);

    public bool Any => _fields.Count > 0;

    public IReadOnlyDictionary<string, Change> Fields => _fields;

    /// <summary>Notes a field that is not what it was; answers what it is to be.</summary>
    public T Note<T>(string field, T before, T after)
    {
        if (!Same(before, after))
            _fields[field] = new Change(before, after);
        return after;
    }

    private static bool Same<T>(T before, T after) =>
        // PostgreSQL keeps the members of an object in an order of its own.
        before is JsonElement a
        && after is JsonElement b
            ? JsonElement.DeepEquals(a, b)
            : EqualityComparer<T>.Default.Equals(before, after);
}

/// <summary>A field before and after.</summary>
internal sealed record Change(object? Old, object? New);
