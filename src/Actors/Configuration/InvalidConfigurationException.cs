namespace Weir.Actors.Configuration;

/// <summary>The configuration holds settings that can't be used. The message lists each with its key, its value and what would be accepted.</summary>
public sealed class InvalidConfigurationException : Exception
{
    /// <summary>Lists <paramref name="problems"/>, at least one.</summary>
    public InvalidConfigurationException(IReadOnlyList<string> problems)
        : base(string.Join(" ", problems))
    {
        Problems = problems;
    }

    /// <summary>One sentence for every setting that can't be used.</summary>
    public IReadOnlyList<string> Problems { get; }
}
