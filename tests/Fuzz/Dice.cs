namespace Aldrava.Tests.Fuzz;

/// <summary>Chance that falls the same way for the same seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    public static Dice For(int seed, int number) => new(unchecked((seed * 1_000_003) ^ (number * 7919)));

    public bool Chance(int percent) => _random.Next(100) < percent;

    public int Below(int limit) => _random.Next(limit);

    public long Number() => _random.NextInt64();

    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    public Guid Uuid() => new(Bytes(16));
}
