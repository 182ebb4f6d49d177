namespace Weir.Testing;

/// <summary>How a job is run in a test cluster.</summary>
public sealed record TestJobOptions
{
    /// <summary>By which the job is found again; null: one of its own.</summary>
    public string? Name { get; init; }

    /// <summary>What the job gets as its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Overrides the parallelism that the job sets; null keeps it.</summary>
    public int? Parallelism { get; init; }

    /// <summary>HOCON of this job alone.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>The checkpoint or savepoint that the job starts from: its folder. Null: it starts empty.</summary>
    public string? StartFrom { get; init; }

    /// <summary>Whether <see cref="StartFrom"/> is the job's from then on, and is deleted like a checkpoint of its own.</summary>
    public bool IsStartClaimed { get; init; }

    /// <summary>Goes on with the newest unfinished job of the same name, from its newest readable checkpoint.</summary>
    public bool GoOnWithLatest { get; init; }
}
