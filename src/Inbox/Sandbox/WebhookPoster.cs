using System.Net;
using System.Net.Http.Headers;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Sandbox;

/// <summary>Posts webhooks to this server's own route, over HTTP as Meta would: nothing of the real way is left out.</summary>
internal sealed class WebhookPoster(OwnAddress address, IHostApplicationLifetime lifetime) : IDisposable
{
    private const string Route = "/api/v1/whatsapp/webhook";

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
        }
    )
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>True once it was answered 200. Gives up at once when the server stops.</summary>
    internal async Task<bool> PostAsync(SignedWebhook webhook, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address.Base, Route)) { Content = new ByteArrayContent(webhook.Body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add(WebhookSignature.HeaderName, webhook.Signature);
            using var response = await _http.SendAsync(request, either.Token);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();
}
