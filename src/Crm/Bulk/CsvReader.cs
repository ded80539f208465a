using System.Text;

namespace Aldrava.Crm.Bulk;

/// <summary>
/// Reads records of a CSV file one at a time: quoted fields with line breaks and doubled quotes in them, any of the three line ends. Quotes where they do
/// not belong are text, as spreadsheets take them.
/// </summary>
internal sealed class CsvReader(TextReader text, char separator)
{
    private const int LongestField = 100_000;
    private const int MostFields = 500;
    private const int End = -1;

    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _field = new();
    private readonly List<string> _fields = [];
    private int _at;
    private int _length;
    private int _line = 1;

    /// <summary>The record that was read last.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>On which line of the file it began.</summary>
    public int Line { get; private set; }

    /// <summary>Reads the next record; false at the end of the file.</summary>
    /// <exception cref="CsvTooLongException">A field does not end: most likely a quotation mark that is never closed.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        _fields.Clear();
        Line = _line;
        if (await PeekAsync(ct) == End)
            return false;
        while (await ReadFieldAsync(ct)) { }
        return true;
    }

    // True when another field of the same record follows.
    private async ValueTask<bool> ReadFieldAsync(CancellationToken ct)
    {
        _field.Clear();
        if (await PeekAsync(ct) == '"')
        {
            _at++;
            await ReadQuotedAsync(ct);
        }
        while (true)
        {
            var next = await PeekAsync(ct);
            if (next != End)
                _at++;
            if (next == separator || next is End or '\r' or '\n')
            {
                if (next == '\r' && await PeekAsync(ct) == '\n')
                    _at++;
                if (next is '\r' or '\n')
                    _line++;
                Add();
                return next == separator;
            }
            Take((char)next);
        }
    }

    // To the closing quote; what stands between it and the separator is text, too.
    private async ValueTask ReadQuotedAsync(CancellationToken ct)
    {
        for (var next = await PeekAsync(ct); next != End; next = await PeekAsync(ct))
        {
            _at++;
            if (next == '"')
            {
                if (await PeekAsync(ct) != '"')
                    return;
                _at++;
            }
            else if (next == '\n' || (next == '\r' && await PeekAsync(ct) != '\n'))
            {
                _line++;
            }
            Take((char)next);
        }
    }

    private void Take(char c)
    {
        if (_field.Length >= LongestField)
            throw new CsvTooLongException(Line);
        _field.Append(c);
    }

    private void Add()
    {
        if (_fields.Count >= MostFields)
            throw new CsvTooLongException(Line);
        _fields.Add(_field.ToString());
    }

    private ValueTask<int> PeekAsync(CancellationToken ct) => _at < _length ? ValueTask.FromResult((int)_buffer[_at]) : FillAsync(ct);

    private async ValueTask<int> FillAsync(CancellationToken ct)
    {
        (_at, _length) = (0, await text.ReadAsync(_buffer, ct));
        return _length == 0 ? End : _buffer[0];
    }
}

/// <summary>A record of a CSV file is longer than any that makes sense.</summary>
internal sealed class CsvTooLongException(int line) : Exception($"The record of line {line} does not end.")
{
    public int Line => line;
}
