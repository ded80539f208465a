using System.Text.Json;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Aldrava.Crm.Bulk;

/// <summary>What a line of a file became, or would become.</summary>
internal enum ImportResult
{
    Created,
    Duplicate,
    Invalid,
}

/// <summary>What an import did, or would do, line by line.</summary>
/// <param name="Written">Whether leads were written: not by a dry run, nor by a strict import of a file with faults.</param>
/// <param name="IgnoredColumns">Columns whose names mean nothing here.</param>
internal sealed record ImportReport(bool DryRun, bool Written, ImportTotals Totals, IReadOnlyList<string> IgnoredColumns, IReadOnlyList<ImportedLine> Lines)
{
    public static ImportReport Example =>
        new(
            DryRun: false,
            Written: true,
            new ImportTotals(3, 1, 1, 1),
            ["Data de nascimento"],
            [
                new ImportedLine(2, ImportResult.Created, 4711, null, null, []),
                new ImportedLine(3, ImportResult.Duplicate, null, 128, null, []),
                new ImportedLine(4, ImportResult.Invalid, null, null, null, [new FieldError("email", "Este endereço de e-mail não é válido.", "email")]),
            ]
        );
}

/// <summary>How many lines became what; blank lines do not count.</summary>
internal sealed record ImportTotals(long Lines, long Created, long Duplicate, long Invalid);

/// <summary>What one line became.</summary>
/// <param name="Line">Where it begins in the file; the header is line 1.</param>
/// <param name="LeadId">The new lead.</param>
/// <param name="DuplicateOf">The lead that has the same phone or e-mail, if the caller may see it.</param>
/// <param name="DuplicateOfLine">The earlier line of the file that has the same.</param>
internal sealed record ImportedLine(int Line, ImportResult Result, long? LeadId, long? DuplicateOf, int? DuplicateOfLine, IReadOnlyList<FieldError> Errors);

/// <summary>A report that waits on disk to be sent: it is written before the commit, and sent when nothing can go wrong any more.</summary>
internal sealed class SpooledReport : IResult, IStatusCodeHttpResult, IAsyncDisposable
{
    private const int LinesAtOnce = 500;
    private readonly FileBufferingWriteStream _text = new();

    public int? StatusCode => StatusCodes.Status200OK;

    public async Task WriteAsync(ImportReport head, ImportTable table, long? visibleTo, CancellationToken ct)
    {
        await using var json = new Utf8JsonWriter(_text);
        json.WriteStartObject();
        json.WriteBoolean("dry_run", head.DryRun);
        json.WriteBoolean("written", head.Written);
        json.WritePropertyName("totals");
        JsonSerializer.Serialize(json, head.Totals, Json.Options);
        json.WritePropertyName("ignored_columns");
        JsonSerializer.Serialize(json, head.IgnoredColumns, Json.Options);
        json.WriteStartArray("lines");
        var waiting = 0;
        await foreach (var line in table.LinesAsync(visibleTo, ct))
        {
            Write(json, line.Line, line.Result, head.Written ? line.LeadId : null, line.DuplicateOf, line.DuplicateOfLine, line.Errors);
            if (++waiting % LinesAtOnce == 0)
                await json.FlushAsync(ct);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await _text.DrainBufferAsync(httpContext.Response.Body, httpContext.RequestAborted);
    }

    public ValueTask DisposeAsync() => _text.DisposeAsync();

    private static void Write(Utf8JsonWriter json, int line, string result, long? leadId, long? duplicateOf, int? duplicateOfLine, string? errors)
    {
        json.WriteStartObject();
        json.WriteNumber("line", line);
        json.WriteString("result", result);
        WriteNumber(json, "lead_id", leadId);
        WriteNumber(json, "duplicate_of", duplicateOf);
        WriteNumber(json, "duplicate_of_line", duplicateOfLine);
        json.WritePropertyName("errors");
        json.WriteRawValue(errors ?? "[]", skipInputValidation: true);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
