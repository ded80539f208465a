using System.Globalization;
using System.Security.Cryptography;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Aldrava.Inbox.Sandbox;

/// <summary>GET /_sandbox/graph/{media-id}: where a file is, as Meta says it; GET /_sandbox/graph/media/{id}: its bytes; both with a token.</summary>
internal static class ServeSandboxFiles
{
    internal static async Task<IResult> Locate(
        long mediaId,
        HttpRequest request,
        SandboxFiles files,
        SandboxNumbers numbers,
        GraphFaults faults,
        CancellationToken ct
    )
    {
        // Under the same address Meta shows a number, to who names the fields they want.
        if (request.Query.ContainsKey("fields"))
            return await ShowGraphNumber.Handle(mediaId.ToString(CultureInfo.InvariantCulture), request, numbers, ct);
        if (!HasToken(request))
            return Refuse(GraphError.Of(WhatsApp.GraphCodes.AccessToken));
        if (faults.Take(GraphFaultOn.Media) is { } fault)
            return Fail(fault, request.HttpContext);
        if (await files.FindAsync(mediaId, ct) is not { } file)
            return Refuse(GraphError.NoSuchNumber(mediaId.ToString(CultureInfo.InvariantCulture)));
        return TypedResults.Json(
            new
            {
                messaging_product = "whatsapp",
                url = files.GraphUrlOf(mediaId),
                mime_type = file.MimeType,
                sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Content)),
                file_size = file.Content.Length.ToString(CultureInfo.InvariantCulture),
                id = mediaId.ToString(CultureInfo.InvariantCulture),
            }
        );
    }

    internal static async Task<IResult> Serve(long mediaId, HttpContext http, SandboxFiles files, GraphFaults faults, CancellationToken ct)
    {
        if (!HasToken(http.Request))
            return TypedResults.StatusCode(StatusCodes.Status401Unauthorized);
        return faults.Take(GraphFaultOn.MediaFile) switch
        {
            null => await Show(mediaId, http, files, ct),
            { DropBeforeAccept: true } => await BreakAsync(mediaId, http, files, ct),
            var fault => Fail(fault, http),
        };
    }

    private static IResult Fail(GraphFault fault, HttpContext http)
    {
        if (fault.Code is { } code)
            return Refuse(GraphError.Of(code));
        if (fault.Status is { } status)
            return GraphError.OfStatus(status) is { } error ? Refuse(error with { HttpStatus = status }) : TypedResults.StatusCode(status);
        http.Abort();
        return TypedResults.Empty;
    }

    /// <summary>Half of the bytes, then the line breaks.</summary>
    private static async Task<IResult> BreakAsync(long mediaId, HttpContext http, SandboxFiles files, CancellationToken ct)
    {
        if (await files.FindAsync(mediaId, ct) is { } file)
        {
            http.Response.ContentLength = file.Content.Length;
            await http.Response.Body.WriteAsync(file.Content.AsMemory(0, file.Content.Length / 2), ct);
            await http.Response.Body.FlushAsync(ct);
        }
        http.Abort();
        return TypedResults.Empty;
    }

    /// <summary>GET /_sandbox/phone/files/{id}: the same bytes, as the phone's own page shows them.</summary>
    internal static async Task<IResult> Show(long mediaId, HttpContext http, SandboxFiles files, CancellationToken ct)
    {
        if (await files.FindAsync(mediaId, ct) is not { } file)
            return TypedResults.NotFound();
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(file.Content, SandboxFiles.ServedAs(file));
    }

    /// <summary>POST /_sandbox/phone/{wa_id}/files: the body is a file on the customer's phone, to be sent by its address.</summary>
    internal static async Task<IResult> Keep(string waId, HttpRequest request, SandboxFiles files, CancellationToken ct, [FromQuery] string? name = null)
    {
        if (SandboxPhone.Parse(waId) is not { } phone)
            return FieldErrors.One(request.HttpContext, "path.wa_id", "phone");
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        var file = await files.KeepAsync(phone, SandboxFiles.MimeTypeOf(request.ContentType), name, body.ToArray(), ct);
        var url = files.PhoneUrlOf(file.Id);
        return TypedResults.Created(url, new { url });
    }

    private static bool HasToken(HttpRequest request) =>
        request.Headers[HeaderNames.Authorization].ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    private static ContentHttpResult Refuse(GraphError error) =>
        TypedResults.Text(error.ToJson().ToJsonString(), "application/json", statusCode: error.HttpStatus);
}
