using System.Text;

namespace Aldrava.Tests.Fuzz;

/// <summary>A request as it goes over the wire. Texts are bytes: each character is one of them (Latin-1).</summary>
internal sealed class FuzzRequest
{
    private const int Shown = 1200;
    private const int LongestLine = 8000;
    private const int LongestHead = 30_000;
    private const int MostHeaders = 100;

    public required string Route { get; init; }

    public required string Method { get; set; }

    public required string Path { get; set; }

    public required string Caller { get; set; }

    /// <summary>The sign-in is a good one, as far as the sender knows.</summary>
    public bool IsSignedIn { get; set; }

    public string Query { get; set; } = "";

    public List<(string Name, string Value)> Headers { get; } = [];

    public string? ContentType { get; set; }

    public byte[]? Body { get; set; }

    /// <summary>The length that is said, when it is not the real one.</summary>
    public string? SaidLength { get; set; }

    public bool IsChunked { get; set; }

    /// <summary>It is not even HTTP: the server may close the connection, or refuse it before anything of ours is asked.</summary>
    public bool BreaksProtocol { get; set; }

    /// <summary>The web server itself refuses it: by its rules for the head of a request, or because it is no HTTP.</summary>
    public bool IsRefusedEarly =>
        BreaksProtocol
        || Method.Length + Path.Length + Query.Length > LongestLine
        || Path.Contains("%00", StringComparison.Ordinal)
        || Headers.Count > MostHeaders - 5
        || Headers.Sum(h => h.Name.Length + h.Value.Length) > LongestHead
        || Headers.Exists(h => h.Value.Any(c => c > '\u007e'))
        || ContentType?.Any(c => c > '\u007e') == true;

    /// <summary>The sender goes away after this one.</summary>
    public bool IsLast { get; set; }

    public void Set(string header, string value)
    {
        Headers.RemoveAll(h => h.Name.Equals(header, StringComparison.OrdinalIgnoreCase));
        Headers.Add((header, value));
    }

    public byte[] ToBytes()
    {
        var head = new StringBuilder().Append(Method).Append(' ').Append(Path).Append(Query).Append(" HTTP/1.1\r\n");
        if (!Headers.Exists(h => h.Name == "Host"))
            head.Append("Host: localhost\r\n");
        foreach (var (name, value) in Headers)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (ContentType is not null)
            head.Append("Content-Type: ").Append(ContentType).Append("\r\n");
        if (IsChunked)
            head.Append("Transfer-Encoding: chunked\r\n");
        else if (SaidLength is not null || Body is not null)
            head.Append("Content-Length: ").Append(SaidLength ?? $"{Body!.Length}").Append("\r\n");
        head.Append("\r\n");
        var start = Encoding.Latin1.GetBytes(head.ToString());
        if (!IsChunked)
            return [.. start, .. Body ?? []];
        return Body is { Length: > 0 }
            ? [.. start, .. Encoding.ASCII.GetBytes($"{Body.Length:x}\r\n"), .. Body, .. "\r\n0\r\n\r\n"u8]
            : [.. start, .. "0\r\n\r\n"u8];
    }

    /// <summary>To read in the report of a failure, and to send again.</summary>
    public override string ToString()
    {
        var bytes = ToBytes();
        var text = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, Shown)).Replace("\r\n", "\n  ", StringComparison.Ordinal);
        return $"{Route} as {Caller}{(BreaksProtocol ? " (no HTTP)" : "")}, {bytes.Length} bytes:\n  {text}";
    }
}
