using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Aldrava.Platform.Data;

/// <summary>
/// UUIDs version 7 (RFC 9562 §5.7) that also grow within one millisecond of one process, so that rows written together sort as they were written.
/// </summary>
public static class SequentialGuid
{
    private static readonly Lock Gate = new();
    private static long _lastMillisecond;
    private static int _counter;

    /// <summary>The next one.</summary>
    public static Guid Next(DateTimeOffset now)
    {
        long millisecond;
        int counter;
        lock (Gate)
        {
            millisecond = Math.Max(now.ToUnixTimeMilliseconds(), _lastMillisecond);
            _counter = millisecond == _lastMillisecond ? _counter + 1 : RandomNumberGenerator.GetInt32(0x400);
            if (_counter > 0xFFF)
                (millisecond, _counter) = (millisecond + 1, 0);
            _lastMillisecond = millisecond;
            counter = _counter;
        }
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[8..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (millisecond << 16) | 0x7000L | (uint)counter);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
