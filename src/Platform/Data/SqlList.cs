using System.Globalization;
using System.Text;
using Npgsql;

namespace Aldrava.Platform.Data;

/// <summary>
/// A filtered list for the routes that are asked most, read without EF Core: the exact total and one page in one round trip. The texts given to it are
/// constants of ours; what a caller sent goes into it as values only.
/// </summary>
/// <param name="from">Table and alias that the conditions and the order are about: <c>crm.leads l</c>.</param>
/// <param name="joins">What the columns need besides; one row for one, so that the total does not need them.</param>
public sealed class SqlList<T>(RowShape<T> shape, string from, string joins = "")
{
    private readonly StringBuilder _where = new();
    private readonly List<Func<NpgsqlParameter>> _values = [];
    private string _order = "";

    /// <summary>Adds a condition with a question mark where its value belongs: <c>l.status = ?</c>.</summary>
    public SqlList<T> Where<TValue>(string condition, TValue value)
    {
        _values.Add(() => new NpgsqlParameter<TValue> { TypedValue = value });
        var place = string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
        _where.Append(_values.Count == 1 ? " where " : " and ").Append(condition.Replace("?", place, StringComparison.Ordinal));
        return this;
    }

    /// <summary>Adds a condition that a text contains another.</summary>
    public SqlList<T> WhereContains(string column, string text) => Where($"{column} like ?", $"%{Literally(text)}%");

    /// <summary>Says the order; it must be total, or pages overlap.</summary>
    public SqlList<T> OrderBy(string order)
    {
        _order = order;
        return this;
    }

    /// <summary>The total of the list and the rows of one page.</summary>
    public async Task<(long Total, List<T> Rows)> ReadAsync(NpgsqlDataSource dataSource, int offset, int limit, CancellationToken ct)
    {
        var where = _where.ToString();
        // As text: of a limit or offset that it does not know the planner believes that a tenth of the table is wanted, and sorts all of it.
        var slice = string.Create(CultureInfo.InvariantCulture, $"limit {limit}{(offset > 0 ? $" offset {offset}" : "")}");
        var rows = $"from {from}{where} order by {_order} {slice}";
        // What is joined is looked up for the rows of the page only, not for all those before it.
        if (joins.Length > 0)
        {
            var alias = from[(from.LastIndexOf(' ') + 1)..];
            rows = $"from (select {alias}.* {rows}) {alias} {joins} order by {_order}";
        }
        var page = $"select {shape.Columns} {rows}";
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(Command($"select count(*) from {from}{where}"));
        batch.BatchCommands.Add(Command(page));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var total = reader.GetInt64(0);
        await reader.NextResultAsync(ct);
        return (total, await shape.ReadAllAsync(reader, ct));
    }

    private NpgsqlBatchCommand Command(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in _values)
            command.Parameters.Add(value());
        return command;
    }

    private static string Literally(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
