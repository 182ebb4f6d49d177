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

    /// <summary>Call <see cref="BarrierHandler.TimedOut"/> after <see cref="AlignmentEffect.Duration"/>.</summary>
    ScheduleTimeout,

    /// <summary>
    /// Send the barrier past all that is queued to the outputs, then take the snapshot. What is in flight on the inputs is
    /// a part of it, as the effects that follow say, up to <see cref="EndCapture"/> or <see cref="DiscardCapture"/>.
    /// </summary>
    StartOvertaking,

    /// <summary>What is in <see cref="AlignmentEffect.Channel"/> ahead of the barrier is a part of the snapshot.</summary>
    CaptureQueued,

    /// <summary>What comes out of the channel is a part of the snapshot, from now on.</summary>
    BeginCapture,

    /// <summary>What comes out of the channel is no part of it any more: its barrier has come.</summary>
    StopCapture,

    /// <summary>Nothing in flight is missing: the snapshot can be completed.</summary>
    EndCapture,

    /// <summary>The snapshot that has been begun is not wanted any more.</summary>
    DiscardCapture,
}

/// <summary>
/// What the aligner wants done. A struct in a list that is used again: a barrier costs no allocation.
/// </summary>
/// <param name="Channel">−1 for effects that are of no channel.</param>
/// <param name="CheckpointId">0 for effects on channels.</param>
/// <param name="Reason">For <see cref="AlignmentEffectKind.Decline"/>.</param>
/// <param name="Duration">For StartCheckpoint and EndCapture: from the first barrier of this id to the last.</param>
internal readonly record struct AlignmentEffect(
    AlignmentEffectKind Kind,
    int Channel = -1,
    long CheckpointId = 0,
    DeclineReason Reason = default,
    TimeSpan Duration = default)
{
    public override string ToString() => Kind switch
    {
        AlignmentEffectKind.BlockChannel => $"block channel {Channel}",
        AlignmentEffectKind.UnblockAll => "unblock all",
        AlignmentEffectKind.StartCheckpoint => $"start checkpoint {CheckpointId} (aligned for {Duration.TotalMilliseconds} ms)",
        AlignmentEffectKind.EmitCancellationMarker => $"emit cancellation marker {CheckpointId}",
        AlignmentEffectKind.Decline => $"decline {CheckpointId}: {Reason}",
        AlignmentEffectKind.ScheduleTimeout => $"time out {CheckpointId} after {Duration.TotalMilliseconds} ms",
        AlignmentEffectKind.StartOvertaking => $"start checkpoint {CheckpointId}, overtaking",
        AlignmentEffectKind.CaptureQueued => $"capture what is queued on channel {Channel}",
        AlignmentEffectKind.BeginCapture => $"capture what comes on channel {Channel}",
        AlignmentEffectKind.StopCapture => $"stop capturing channel {Channel}",
        AlignmentEffectKind.EndCapture => $"end the capture of {CheckpointId} (after {Duration.TotalMilliseconds} ms)",
        AlignmentEffectKind.DiscardCapture => $"discard the capture of {CheckpointId}",
        _ => Kind.ToString(),
    };
}
