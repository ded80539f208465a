using System.Text;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Aldrava.Crm.Bulk;

/// <summary>A CSV file that was sent, raw or as a file of a form. It lies on disk, not in memory, and is all there before a transaction is opened.</summary>
internal sealed class CsvUpload : IAsyncDisposable
{
    private const int InMemory = 64 * 1024;
    private const int HeaderPeek = 8 * 1024;
    private static readonly string[] CsvTypes = ["text/csv", "application/csv", "text/plain", "text/tab-separated-values", "application/vnd.ms-excel"];
    private static readonly Encoding Strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly FileBufferingReadStream _bytes;

    private CsvUpload(FileBufferingReadStream bytes) => _bytes = bytes;

    /// <summary>UTF-8, or what Excel writes where it does not: Windows-1252, or UTF-16 with its mark.</summary>
    public Encoding Encoding { get; private set; } = Encoding.UTF8;

    /// <summary>The one of <c>, ; tab</c> that the header has most of.</summary>
    public char Separator { get; private set; } = ',';

    public static async Task<(CsvUpload? File, Error? Refusal)> ReceiveAsync(HttpContext http, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type))
            return (null, Errors.Import.NotCsv());
        if (CsvTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            return (await SpoolAsync(http.Request.Body, ct), null);
        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return (null, Errors.Import.NotCsv());
        try
        {
            var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
            var file = string.IsNullOrEmpty(boundary) ? null : await FirstFileAsync(new MultipartReader(boundary, http.Request.Body), ct);
            return file is null ? (null, Errors.Import.NoFile()) : (await SpoolAsync(file, ct), null);
        }
        catch (Exception broken) when (broken is InvalidDataException || (broken is IOException && broken is not BadHttpRequestException))
        {
            // A form that ends in the middle, or has no structure.
            return (null, Errors.Import.NoFile());
        }
    }

    /// <summary>Reads the text from its beginning.</summary>
    public StreamReader Read()
    {
        _bytes.Position = 0;
        return new StreamReader(_bytes, Encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
    }

    public ValueTask DisposeAsync() => _bytes.DisposeAsync();

    private static async Task<Stream?> FirstFileAsync(MultipartReader form, CancellationToken ct)
    {
        while (await form.ReadNextSectionAsync(ct) is { } section)
        {
            if (section.GetContentDispositionHeader()?.IsFileDisposition() == true)
                return section.Body;
        }
        return null;
    }

    private static async Task<CsvUpload> SpoolAsync(Stream body, CancellationToken ct)
    {
        var file = new CsvUpload(new FileBufferingReadStream(body, InMemory));
        file.Encoding = await file.FindEncodingAsync(ct);
        file.Separator = await file.FindSeparatorAsync(ct);
        return file;
    }

    // Reading it to its end is also what brings all of it here.
    private async Task<Encoding> FindEncodingAsync(CancellationToken ct)
    {
        var bytes = new byte[16 * 1024];
        var chars = new char[bytes.Length + 2];
        var decoder = Strict.GetDecoder();
        var isUtf8 = true;
        int read;
        while ((read = await _bytes.ReadAsync(bytes, ct)) > 0)
            isUtf8 = isUtf8 && IsUtf8(decoder, bytes.AsSpan(0, read), chars, flush: false);
        return isUtf8 && IsUtf8(decoder, [], chars, flush: true) ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }

    private static bool IsUtf8(Decoder decoder, ReadOnlySpan<byte> bytes, Span<char> chars, bool flush)
    {
        try
        {
            decoder.GetChars(bytes, chars, flush);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private async Task<char> FindSeparatorAsync(CancellationToken ct)
    {
        using var reader = Read();
        var start = new char[HeaderPeek];
        var length = await reader.ReadBlockAsync(start, ct);
        var (commas, semicolons, tabs, quoted) = (0, 0, 0, false);
        foreach (var c in start.AsSpan(0, length))
        {
            if (c == '"')
                quoted = !quoted;
            else if (!quoted && c is '\n' or '\r' && commas + semicolons + tabs > 0)
                break;
            else if (!quoted)
                (commas, semicolons, tabs) = (commas + (c == ',' ? 1 : 0), semicolons + (c == ';' ? 1 : 0), tabs + (c == '\t' ? 1 : 0));
        }
        if (tabs > commas && tabs >= semicolons)
            return '\t';
        return semicolons > commas ? ';' : ',';
    }
}
