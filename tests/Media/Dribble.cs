namespace Aldrava.Tests.Media;

/// <summary>A stream that gives what it has in small pieces, and counts.</summary>
internal sealed class Dribble(byte[] content, int piece = int.MaxValue, long endlessly = 0) : Stream
{
    private long _at;

    /// <summary>How much was asked for at once, at most.</summary>
    public int LargestRead { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => _at;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        LargestRead = Math.Max(LargestRead, buffer.Length);
        var length = (int)Math.Min(Math.Min(buffer.Length, piece), content.Length + endlessly - _at);
        buffer = buffer[..length];
        buffer.Clear();
        if (_at < content.Length)
        {
            length = (int)Math.Min(length, content.Length - _at);
            content.AsSpan((int)_at, length).CopyTo(buffer);
        }
        _at += length;
        return length;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
