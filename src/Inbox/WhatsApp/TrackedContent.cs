using System.Net;
using System.Net.Http.Headers;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>A request body that knows whether anybody began to send it: before that, a failure is certain to have sent nothing.</summary>
internal sealed class TrackedContent : HttpContent
{
    private readonly byte[] _json;
    private volatile bool _started;

    internal TrackedContent(byte[] json)
    {
        _json = json;
        Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
    }

    internal bool Started => _started;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _started = true;
        await stream.WriteAsync(_json, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return true;
    }
}
