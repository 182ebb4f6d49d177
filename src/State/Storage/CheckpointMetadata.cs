using System.Collections.Immutable;

namespace Weir.State.Storage;

/// <summary>What a complete checkpoint consists of. Written last, and only whole: where it is, the checkpoint is complete.</summary>
internal sealed record CheckpointMetadata
{
    /// <summary>Since version 2 each keyed state says of which kind it is, and files may be shared by checkpoints.</summary>
    public const int CurrentFormatVersion = 3;

    /// <summary>The one that it was read in.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>32 hexadecimal digits.</summary>
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    public required long CheckpointId { get; init; }

    /// <summary>When it was triggered.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    public CheckpointKind Kind { get; init; } = CheckpointKind.Checkpoint;

    public bool IsSavepoint => Kind is CheckpointKind.Savepoint or CheckpointKind.NativeSavepoint;

    /// <summary>How its state is written. The heap's own format is the canonical one, so its checkpoints are canonical too.</summary>
    public SavepointFormat Format => Kind == CheckpointKind.NativeSavepoint ? SavepointFormat.Native : SavepointFormat.Canonical;

    /// <summary>Identifies the shape of the job's graph.</summary>
    public string Fingerprint { get; init; } = "";

    public required ImmutableArray<OperatorState> Operators { get; init; }
}
