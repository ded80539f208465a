using Aldrava.Media.Contracts;

namespace Aldrava.Media.Cleaning;

/// <summary>A file on its way from where it comes to where it is stored. No more of it is in memory than one buffer.</summary>
internal sealed class Passage(Stream input)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Where what is kept goes.</summary>
    public Stream Output { get; set; } = Stream.Null;

    /// <summary>How many bytes have been taken from the input.</summary>
    public long Position { get; private set; }

    /// <summary>How many have been written.</summary>
    public long Written { get; private set; }

    /// <summary>What has been read and not taken yet.</summary>
    public ReadOnlyMemory<byte> Buffered => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Sees to it that so many bytes are buffered; false when the file ends before.</summary>
    public async ValueTask<bool> TryFillAsync(int count, CancellationToken ct)
    {
        if (_buffer.Length - _start < count)
        {
            Buffered.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        while (_end - _start < count)
        {
            var read = await input.ReadAsync(_buffer.AsMemory(_end), ct);
            if (read == 0)
                return false;
            _end += read;
        }
        return true;
    }

    /// <summary>The next bytes, not taken yet. A file that ends before them is damaged.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken ct) =>
        await TryFillAsync(count, ct) ? Buffered[..count] : throw Damaged();

    /// <summary>Takes bytes without writing them.</summary>
    public async ValueTask<byte[]> TakeAsync(int count, CancellationToken ct)
    {
        var taken = new byte[count];
        for (var done = 0; done < count; )
        {
            var piece = await NextAsync(count - done, ct);
            piece.CopyTo(taken.AsMemory(done));
            done += piece.Length;
            Advance(piece.Length);
        }
        return taken;
    }

    /// <summary>Lets bytes through.</summary>
    public async ValueTask CopyAsync(long count, CancellationToken ct)
    {
        while (count > 0)
        {
            var piece = await NextAsync(count, ct);
            await WriteAsync(piece, ct);
            Advance(piece.Length);
            count -= piece.Length;
        }
    }

    /// <summary>Leaves bytes out.</summary>
    public async ValueTask SkipAsync(long count, CancellationToken ct)
    {
        while (count > 0)
        {
            var piece = await NextAsync(count, ct);
            Advance(piece.Length);
            count -= piece.Length;
        }
    }

    /// <summary>Puts as many other bytes in the place of bytes: for formats that say where in the file things lie.</summary>
    public async ValueTask BlankAsync(long count, CancellationToken ct, byte with = 0)
    {
        var blank = new byte[Math.Min(count, 4096)];
        Array.Fill(blank, with);
        while (count > 0)
        {
            var piece = await NextAsync(Math.Min(count, blank.Length), ct);
            await WriteAsync(blank.AsMemory(0, piece.Length), ct);
            Advance(piece.Length);
            count -= piece.Length;
        }
    }

    /// <summary>Writes something of ours.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await Output.WriteAsync(bytes, ct);
        Written += bytes.Length;
    }

    /// <summary>Reads the rest, so that its size is judged too, and leaves it out.</summary>
    public async ValueTask DrainAsync(CancellationToken ct)
    {
        do Advance(_end - _start);
        while (await TryFillAsync(1, ct));
    }

    public static MediaRefusedException Damaged() => new(Errors.Media.Unsupported(file: null));

    private async ValueTask<ReadOnlyMemory<byte>> NextAsync(long atMost, CancellationToken ct)
    {
        if (_start == _end)
            (_start, _end) = (0, 0);
        return await TryFillAsync(1, ct) ? Buffered[..(int)Math.Min(atMost, _end - _start)] : throw Damaged();
    }

    private void Advance(int count) => (_start, Position) = (_start + count, Position + count);
}
