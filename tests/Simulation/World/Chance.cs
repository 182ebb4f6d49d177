namespace Weir.Simulation.World;

/// <summary>The only source of chance in a run. A seeded <see cref="Random"/> gives the same numbers everywhere.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    public double Next() => _random.NextDouble();

    /// <summary>From, inclusive, to, exclusive.</summary>
    public int Between(int from, int to) => _random.Next(from, to);

    public bool Happens(double probability) => probability > 0 && _random.NextDouble() < probability;

    public TimeSpan Milliseconds(double from, double to) => TimeSpan.FromMilliseconds(from + (to - from) * _random.NextDouble());

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];
}
