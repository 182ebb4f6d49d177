namespace Weir.Actors.Alignment;

internal enum AlignmentEffectKind
{
    /// <summary>Stop pulling <see cref="AlignmentEffect.Channel"/>.</summary>
    BlockChannel,

    /// <summary>Pull all channels again.</summary>
    UnblockAll,

    /// <summary>The barrier is through: send it on to all outputs, then take the snapshot.</summary>
    StartCheckpoint,

    /// <summary>Send a cancellation marker of this checkpoint to all outputs.</summary>
    EmitCancellationMarker,

    /// <summary>Tell the coordinator that this subtask does not take part, and why.</summary>
    Decline,
}

/// <summary>
/// What the aligner wants done. A struct in a list that is used again: a barrier costs no allocation.
/// </summary>
/// <param name="Channel">For <see cref="AlignmentEffectKind.BlockChannel"/>, else −1.</param>
/// <param name="CheckpointId">0 for effects on channels.</param>
/// <param name="Reason">For <see cref="AlignmentEffectKind.Decline"/>.</param>
/// <param name="AlignmentDuration">For StartCheckpoint: from the first barrier of this id to the last.</param>
internal readonly record struct AlignmentEffect(
    AlignmentEffectKind Kind,
    int Channel = -1,
    long CheckpointId = 0,
    DeclineReason Reason = default,
    TimeSpan AlignmentDuration = default)
{
    public override string ToString() => Kind switch
    {
        AlignmentEffectKind.BlockChannel => $"block channel {Channel}",
        AlignmentEffectKind.UnblockAll => "unblock all",
        AlignmentEffectKind.StartCheckpoint => $"start checkpoint {CheckpointId} (aligned for {AlignmentDuration.TotalMilliseconds} ms)",
        AlignmentEffectKind.EmitCancellationMarker => $"emit cancellation marker {CheckpointId}",
        AlignmentEffectKind.Decline => $"decline {CheckpointId}: {Reason}",
        _ => Kind.ToString(),
    };
}
