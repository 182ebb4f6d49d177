namespace Weir.Bench.Harness;

/// <summary>What was to be reached, and was not: told in one line at the end, and by the exit code.</summary>
internal sealed class Goals
{
    /// <summary>All was measured, and some of it is not good enough; 1 is for what went wrong.</summary>
    public const int Missed = 3;

    private readonly List<string> _missed = [];

    /// <param name="isReached">Not so if the figure is not a number.</param>
    /// <param name="miss">What was measured, and what it had to be.</param>
    public void Expect(bool isReached, string miss)
    {
        if (!isReached)
        {
            _missed.Add(miss);
        }
    }

    public void Add(IEnumerable<string> misses) => _missed.AddRange(misses);

    /// <returns>The exit code.</returns>
    public int Conclude(TextWriter error)
    {
        if (_missed.Count == 0)
        {
            return 0;
        }

        error.WriteLine($"{(_missed.Count == 1 ? "A goal is" : $"{_missed.Count} goals are")} missed: {string.Join("; ", _missed)}");
        return Missed;
    }
}
