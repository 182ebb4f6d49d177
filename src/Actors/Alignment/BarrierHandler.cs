namespace Weir.Actors.Alignment;

/// <summary>
/// Decides, for one subtask, what a barrier means: <see cref="BarrierAligner"/> (exactly once),
/// <see cref="OvertakingAligner"/> (the same, where barriers may overtake records) or <see cref="BarrierTracker"/> (at
/// least once). Called once a barrier; records only ask <see cref="IsBlocked"/>.
/// </summary>
/// <remarks>
/// Each call returns the effects in the order in which they must be carried out, in a list that the next call
/// overwrites. A subtask without inputs has no handler: a trigger from the coordinator is its barrier.
/// Times are offsets on one monotonic clock.
/// </remarks>
internal abstract class BarrierHandler
{
    /// <summary>How many aborted checkpoints, whose barrier has not come yet, are remembered.</summary>
    public const int MaximumRemembered = 64;

    private protected BarrierHandler(int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        Channels = channels;
    }

    /// <summary>The number of input channels.</summary>
    public int Channels { get; }

    private protected List<AlignmentEffect> Effects { get; } = [];

    /// <summary>Exactly once aligns, at least once only counts.</summary>
    public static BarrierHandler For(bool exactlyOnce, int channels) =>
        exactlyOnce ? new BarrierAligner(channels) : new BarrierTracker(channels);

    /// <summary>The handler of a subtask whose channels may be of either kind.</summary>
    /// <param name="exactlyOnce">Exactly once aligns, at least once only counts.</param>
    /// <param name="order">For each channel, whether a barrier keeps its place in it in any case.</param>
    /// <param name="timeout">How long barriers are aligned before they overtake; null: they never do.</param>
    public static BarrierHandler For(bool exactlyOnce, IReadOnlyList<bool> order, TimeSpan? timeout) =>
        exactlyOnce && timeout is { } overtaking ? new OvertakingAligner(order, overtaking) : For(exactlyOnce, order.Count);

    /// <summary>The checkpoint whose barriers are waited for, the newest one; 0: none.</summary>
    public abstract long Aligning { get; }

    /// <summary>Whether nothing has to be waited for on a channel, of the checkpoint that is <see cref="Aligning"/>.</summary>
    public abstract bool HasArrived(int channel);

    /// <summary>Whether the channel must not be pulled.</summary>
    public abstract bool IsBlocked(int channel);

    /// <summary>
    /// A barrier has been seen in a channel, behind what is still to be taken out of it. It comes itself in its turn.
    /// </summary>
    public virtual IReadOnlyList<AlignmentEffect> BarrierAnnounced(int channel, long checkpointId, TimeSpan now)
    {
        Begin(channel);
        return Effects;
    }

    /// <summary>What <see cref="AlignmentEffectKind.ScheduleTimeout"/> asked for.</summary>
    public virtual IReadOnlyList<AlignmentEffect> TimedOut(long checkpointId, TimeSpan now)
    {
        Effects.Clear();
        return Effects;
    }

    /// <summary>A barrier came in on a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="checkpointId">The barrier's checkpoint.</param>
    /// <param name="mayOvertake">Whether the checkpoint may be taken with records in flight; that of a savepoint may not.</param>
    /// <param name="now">The time.</param>
    public virtual IReadOnlyList<AlignmentEffect> BarrierReceived(int channel, long checkpointId, bool mayOvertake, TimeSpan now) =>
        BarrierReceived(channel, checkpointId, now);

    /// <summary>A barrier that may not overtake anything came in on a channel.</summary>
    public abstract IReadOnlyList<AlignmentEffect> BarrierReceived(int channel, long checkpointId, TimeSpan now);

    /// <summary>A cancellation marker came in on a channel.</summary>
    public abstract IReadOnlyList<AlignmentEffect> CancellationMarkerReceived(int channel, long checkpointId, TimeSpan now);

    /// <summary>
    /// A channel is closed: nothing comes any more, no barrier either. (The end of the data is no end of the channel:
    /// barriers follow it.)
    /// </summary>
    public abstract IReadOnlyList<AlignmentEffect> ChannelEnded(int channel, TimeSpan now);

    /// <summary>The coordinator says that a checkpoint is aborted.</summary>
    public abstract IReadOnlyList<AlignmentEffect> AbortNotified(long checkpointId, TimeSpan now);

    private protected void Begin(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)Channels, nameof(channel));
        Effects.Clear();
    }
}
