namespace Weir.State;

/// <summary>
/// How long a state keeps what is not used: a value, an element of a list, an entry of a map each has a time of its own. The clock is the
/// processing time. It is part of how the state is stored: a state that has none cannot be given one later, nor the other way round; its
/// duration may change.
/// </summary>
/// <param name="Duration">From the last use (see <see cref="Update"/>); at least a millisecond.</param>
/// <exception cref="ArgumentOutOfRangeException">The duration is shorter than a millisecond.</exception>
public sealed record StateTtl(TimeSpan Duration)
{
    /// <summary>From the last use (see <see cref="Update"/>); at least a millisecond.</summary>
    public TimeSpan Duration { get; } = Duration >= TimeSpan.FromMilliseconds(1)
        ? Duration
        : throw new ArgumentOutOfRangeException(nameof(Duration), Duration, "State is kept for a millisecond at least.");

    /// <summary>What counts as use.</summary>
    public TtlUpdate Update { get; init; } = TtlUpdate.OnCreateAndWrite;

    /// <summary>What a reader sees of something that has expired and is still there.</summary>
    public TtlVisibility Visibility { get; init; } = TtlVisibility.NeverReturnExpired;

    /// <summary>
    /// How many other keys of the state are looked at with each access, so that what nobody asks for goes too; 0: none. State in memory only.
    /// </summary>
    public int KeysCleanedPerAccess { get; init; } = 2;

    /// <summary>
    /// Whether what has expired is left out when files are merged, so that what nobody asks for goes too. State in RocksDB only.
    /// </summary>
    public bool CleansUpInCompaction { get; init; } = true;

    /// <summary>
    /// Whether what has expired is left out where a snapshot writes all of a state: in canonical savepoints, in checkpoints that are not
    /// incremental, and where an incremental one of state in memory writes a key group anew.
    /// </summary>
    public bool CleansUpInSnapshots { get; init; } = true;
}

/// <summary>What counts as use of a state that expires.</summary>
public enum TtlUpdate
{
    /// <summary>Writing.</summary>
    OnCreateAndWrite,

    /// <summary>Writing and reading.</summary>
    OnReadAndWrite,
}

/// <summary>What a reader sees of state that has expired.</summary>
public enum TtlVisibility
{
    /// <summary>Nothing.</summary>
    NeverReturnExpired,

    /// <summary>It, once: as long as it has not been cleaned up, which reading does.</summary>
    ReturnExpiredIfNotCleanedUp,
}
