namespace Aldrava.Media.Stores;

/// <summary>Content elsewhere, read like a file: fetches a window of it at a time, from where it is read. Seeking costs nothing.</summary>
/// <param name="length">Of the whole.</param>
/// <param name="fetch">Opens the bytes from the first to the last position given, both included.</param>
internal sealed class WindowedStream(long length, Func<long, long, CancellationToken, Task<Stream>> fetch) : Stream
{
    private const long Window = 4 * 1024 * 1024;

    private Stream? _open;
    private long _openAt;
    private long _openEnd;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= length || buffer.IsEmpty)
            return 0;
        if (_open is null || _openAt != Position || _openAt == _openEnd)
        {
            await CloseAsync();
            _openAt = Position;
            _openEnd = Math.Min(length, Position + Window);
            _open = await fetch(_openAt, _openEnd - 1, cancellationToken);
        }
        var read = await _open.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _openEnd - _openAt)], cancellationToken);
        if (read == 0)
            throw new EndOfStreamException("The store sent less than it said.");
        _openAt += read;
        Position = _openAt;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => length + offset,
        };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _open?.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask CloseAsync()
    {
        if (_open is not null)
            await _open.DisposeAsync();
        _open = null;
    }
}
