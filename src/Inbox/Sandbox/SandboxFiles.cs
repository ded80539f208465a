using System.Net.Http.Headers;
using Aldrava.Media.Contracts;
using Npgsql;
using NpgsqlTypes;

namespace Aldrava.Inbox.Sandbox;

/// <summary>A file on somebody's phone, and then at Meta's.</summary>
internal sealed record SandboxFile(long Id, string MimeType, string? Filename, byte[] Content);

/// <summary>The files that customers send in the sandbox: fetched or uploaded once, kept under an id, read under two addresses (Meta's and the phone's).</summary>
internal sealed class SandboxFiles(NpgsqlDataSource dataSource, OwnAddress own) : IDisposable
{
    internal const int Longest = 16 * 1024 * 1024;
    private const string PhoneRoute = "/_sandbox/phone/files/";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // A dot: what is sent when the real thing cannot be fetched, so that trying things out needs no network.
    private static readonly byte[] s_dot = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    );

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, ConnectTimeout = Patience })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = Longest,
    };

    internal async Task<SandboxFile> KeepAsync(string phone, string? mimeType, string? filename, byte[] content, CancellationToken ct)
    {
        var file = new SandboxFile(
            long.Parse(SandboxIds.MediaId(), System.Globalization.CultureInfo.InvariantCulture),
            mimeType ?? "application/octet-stream",
            filename,
            content
        );
        await using var command = dataSource.CreateCommand(
            "insert into inbox.sandbox_media (id, phone, mime_type, filename, content) values ($1, $2, $3, $4, $5)"
        );
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = file.Id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = phone });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = file.MimeType });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)filename ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = content });
        await command.ExecuteNonQueryAsync(ct);
        return file;
    }

    internal async Task<SandboxFile?> FindAsync(long id, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select mime_type, filename, content from inbox.sandbox_media where id = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new SandboxFile(id, reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetFieldValue<byte[]>(2))
            : null;
    }

    /// <summary>The file under an address: one that was uploaded here, else whatever the network has; a dot when it has nothing.</summary>
    internal async Task<SandboxFile> FetchAsync(string phone, string url, string kind, CancellationToken ct)
    {
        var address = new Uri(url);
        if (
            address.AbsolutePath.StartsWith(PhoneRoute, StringComparison.Ordinal)
            && long.TryParse(address.AbsolutePath.AsSpan(PhoneRoute.Length), System.Globalization.CultureInfo.InvariantCulture, out var id)
            && await FindAsync(id, ct) is { } uploaded
        )
            return uploaded;
        var name = Uri.UnescapeDataString(address.Segments[^1].Trim('/'));
        try
        {
            using var response = await _http.GetAsync(address, ct);
            response.EnsureSuccessStatusCode();
            var mimeType = response.Content.Headers.ContentType?.MediaType;
            return await KeepAsync(phone, mimeType, name.Length > 0 ? name : null, await response.Content.ReadAsByteArrayAsync(ct), ct);
        }
        catch (Exception failure)
            when (failure is HttpRequestException or NotSupportedException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return await KeepAsync(
                phone,
                kind == "image" ? "image/png"
                    : kind == "audio" ? "audio/ogg"
                    : "application/pdf",
                name.Length > 0 ? name : null,
                s_dot,
                ct
            );
        }
    }

    internal Uri PhoneUrlOf(long id) => new(own.Base, PhoneRoute + id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    internal Uri GraphUrlOf(long id) => new(own.Base, "/_sandbox/graph/media/" + id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>What a browser is told it is: nothing that it would run.</summary>
    internal static string ServedAs(SandboxFile file) => MediaFormat.OfContentType(file.MimeType).ContentType;

    /// <summary>The type that somebody said, when it is one.</summary>
    internal static string? MimeTypeOf(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var type) ? type.ToString() : null;

    public void Dispose() => _http.Dispose();
}
