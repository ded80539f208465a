using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Aldrava.Accounts.Privacy;

/// <summary>POST /api/privacy/export: all that is kept about one person, as a zip; named by e-mail, phone or lead.</summary>
internal static class ExportPerson
{
    public sealed record Request([StringLength(254)] string? Email = null, [StringLength(40)] string? Phone = null, long? LeadId = null, bool Linked = true)
        : IRequestBody,
            IPersonRequest
    {
        public static Request Example => new("marta.figueiredo@example.pt");

        IEnumerable<(string Field, string Type)> IRequestBody.Faults() => ((IPersonRequest)this).Missing();
    }

    internal static async Task<IResult> Handle(
        Request request,
        CurrentUser user,
        FindPerson find,
        IEnumerable<IPersonalData> modules,
        IOrganizations organizations,
        IAuditLog audit,
        ErrorMessages messages,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var (person, refusal) = await find.FindAsync(request, ct);
        if (person is null)
            return refusal!;
        await audit.WriteAsync("person.exported", FindPerson.Subject(person), FindPerson.Traces(request, person), ct);
        var organization = await organizations.FindAsync(user.OrganizationId, ct);
        var zip = new Zip(organization!, clock.GetUtcNow());
        http.Response.RegisterForDisposeAsync(zip);
        await zip.WriteAsync(person, modules, messages, ct);
        return zip;
    }

    /// <summary>Written to disk and then sent: the archive writes in ways that a connection does not take, and a failure is still told as one.</summary>
    private sealed class Zip(OrganizationInfo organization, DateTimeOffset now) : IResult, IAsyncDisposable
    {
        private readonly FileBufferingWriteStream _bytes = new();

        public async Task WriteAsync(PersonKeys person, IEnumerable<IPersonalData> modules, ErrorMessages messages, CancellationToken ct)
        {
            await using var zip = await ZipArchive.CreateAsync(_bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct);
            var writer = new Writer(zip, now);
            await writer.WriteTextAsync("README.txt", Readme(messages), ct);
            foreach (var module in modules)
                await module.ExportAsync(person, writer, ct);
        }

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/zip";
            httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"person-{now:yyyy-MM-dd}.zip\"";
            httpContext.Response.Headers.CacheControl = "no-store";
            await _bytes.DrainBufferAsync(httpContext.Response.Body, httpContext.RequestAborted);
        }

        public ValueTask DisposeAsync() => _bytes.DisposeAsync();

        private string Readme(ErrorMessages messages)
        {
            var day = TimeZoneInfo.ConvertTime(now, organization.TimeZone).ToString("d", CultureInfo.GetCultureInfo("pt-PT"));
            return messages.Get("privacy.readme", organization.Language(), [organization.Name, day]);
        }
    }

    private sealed class Writer(ZipArchive zip, DateTimeOffset now) : IPersonalDataWriter
    {
        public async Task WriteAsync(string file, IAsyncEnumerable<string> records, CancellationToken ct)
        {
            Stream? entry = null;
            try
            {
                await foreach (var record in records.WithCancellation(ct))
                {
                    var begin = entry is null ? "[\n" : ",\n";
                    entry ??= await OpenAsync(file, ct);
                    await entry.WriteAsync(Encoding.UTF8.GetBytes(begin + record), ct);
                }
                if (entry is not null)
                    await entry.WriteAsync("\n]\n"u8.ToArray(), ct);
            }
            finally
            {
                if (entry is not null)
                    await entry.DisposeAsync();
            }
        }

        public async Task WriteTextAsync(string file, string content, CancellationToken ct)
        {
            await using var entry = await OpenAsync(file, ct);
            await entry.WriteAsync(Encoding.UTF8.GetBytes(content), ct);
        }

        private Task<Stream> OpenAsync(string file, CancellationToken ct)
        {
            var entry = zip.CreateEntry(file);
            entry.LastWriteTime = now;
            return entry.OpenAsync(ct);
        }
    }
}

internal static class OrganizationLanguage
{
    /// <summary>The Portuguese its people write: there is no setting yet, the time zone tells the country.</summary>
    public static CultureInfo Language(this OrganizationInfo organization) =>
        organization.TimeZone.Id.StartsWith("America/", StringComparison.Ordinal) ? Languages.All[1] : Languages.Default;
}
