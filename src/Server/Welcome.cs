using System.Reflection;
using Aldrava.Platform.Http;

namespace Aldrava.Server;

/// <summary>GET /: what this server is; a browser is shown where to go.</summary>
internal static class Welcome
{
    /// <summary>Name, version and where the documentation is.</summary>
    public sealed record View(string Name, string Version, string Docs)
    {
        public static View Example => new("Aldrava", Product.Version, "/docs");
    }

    internal static IResult Handle(HttpRequest request, IHostEnvironment environment) =>
        request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/html")
            ? TypedResults.Content(Page(environment.IsDevelopment()), "text/html; charset=utf-8")
            : TypedResults.Json(View.Example, Json.Options);

    private static string Page(bool development) =>
        $"""
            <!doctype html>
            <html lang="pt-PT">
            <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Aldrava</title>
            <style>body{"{"}font:16px/1.6 system-ui,sans-serif;max-width:36rem;margin:12vh auto;padding:0 1.5rem;color:#1d2733{"}"}h1{"{"}color:#8a3b12{"}"}a{"{"}color:#8a3b12{"}"}</style>
            <h1>Aldrava</h1>
            <p>O servidor está a funcionar.</p>
            <ul>
            <li><a href="/docs">Documentação da API</a></li>
            <li><a href="/health">Estado do servidor</a></li>
            {(development ? """<li><a href="/_sandbox/phone">Telefone de demonstração (WhatsApp)</a></li>""" : "")}
            </ul>
            </html>
            """;

    private static class Product
    {
        public static string Version { get; } =
            typeof(Welcome).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
    }
}
