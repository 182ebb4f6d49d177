using Weir.Operators.Streams;

namespace Weir.Actors.History;

/// <summary>How a job's checkpoints are taken.</summary>
internal sealed record CheckpointingInspection
{
    public required bool IsExactlyOnce { get; init; }

    public required TimeSpan? Interval { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required TimeSpan MinimumPause { get; init; }

    public required int MaximumConcurrent { get; init; }

    public required int TolerableFailures { get; init; }

    public required bool IsKeptWhenFailed { get; init; }

    public required bool IsKeptWhenCancelled { get; init; }

    public required bool IsUnaligned { get; init; }

    public required TimeSpan AlignedTimeout { get; init; }

    /// <summary>What a subtask keeps of records that were overtaken, at most.</summary>
    public required long MaximumInFlightBytes { get; init; }

    public required bool AfterTasksFinish { get; init; }

    /// <summary>Whether a checkpoint writes only what has changed.</summary>
    public required bool IsIncremental { get; init; }

    /// <summary>Whether nodes keep copies of the latest checkpoint's state.</summary>
    public required bool IsLocalRecovery { get; init; }

    /// <summary>Where keyed state is while the job runs.</summary>
    public StateBackend StateBackend { get; init; }

    /// <summary>Null: in memory.</summary>
    public required string? StorageDirectory { get; init; }

    /// <summary>The restart strategy in words.</summary>
    public required string Restart { get; init; }
}
