using System.Security.Cryptography;

namespace Aldrava.Inbox.Sandbox;

/// <summary>GET /_sandbox/phone: a page that looks and works like the customer's phone.</summary>
internal static class ShowPhone
{
    private const string Placeholder = "{nonce}";
    private static readonly Lazy<string> Page = new(Read);

    internal static IResult Handle(HttpResponse response)
    {
        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; img-src http: https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        return TypedResults.Content(Page.Value.Replace(Placeholder, nonce, StringComparison.Ordinal), "text/html; charset=utf-8");
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(ShowPhone).Assembly.GetManifestResourceStream("Aldrava.Inbox.Sandbox.phone.html")!);
        return reader.ReadToEnd();
    }
}
