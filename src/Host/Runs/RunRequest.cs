namespace Weir.Host.Runs;

/// <summary>What <c>weir run</c> was asked for.</summary>
internal sealed record RunRequest
{
    public required string Job { get; init; }

    public string? ClassName { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public int? Parallelism { get; init; }

    /// <summary>Null, <c>latest</c> or a path.</summary>
    public string? From { get; init; }

    /// <summary>Whether the path of <see cref="From"/> is the job's from then on.</summary>
    public bool Claims { get; init; }

    public bool AllowsNonRestoredState { get; init; }

    public IReadOnlyList<string> ConfigurationFiles { get; init; } = [];

    public IReadOnlyList<string> Overrides { get; init; } = [];
}
