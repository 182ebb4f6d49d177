namespace Weir.Actors.Clients;

/// <summary>How a job is run.</summary>
public sealed record JobOptions
{
    private readonly int? _parallelism;

    /// <summary>By which the job is found again; null: the name that it is registered by.</summary>
    public string? Name { get; init; }

    /// <summary>What the job gets as its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Subtasks of each operator, over what the job sets; null keeps that. At least 1.</summary>
    public int? Parallelism
    {
        get => _parallelism;
        init
        {
            if (value is { } given)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(given, 1);
            }

            _parallelism = value;
        }
    }

    /// <summary>What state it begins with.</summary>
    public JobStart Start { get; init; } = JobStart.New;

    /// <summary>Leaves state behind whose operator the job has not; else such a start is refused.</summary>
    public bool AllowsNonRestoredState { get; init; }

    /// <summary>HOCON of this job alone, such as <c>weir.checkpointing.interval = 5 s</c>; over what the job's code and the node's configuration say.</summary>
    public string Configuration { get; init; } = "";
}
