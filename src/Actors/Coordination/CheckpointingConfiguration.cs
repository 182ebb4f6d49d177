using Weir.Actors.Alerts;
using Weir.Actors.Restarts;

namespace Weir.Actors.Coordination;

internal enum CheckpointingMode
{
    ExactlyOnce,
    AtLeastOnce,
}

/// <summary>What becomes of completed checkpoints when the job is over. A finished job's are always deleted.</summary>
internal enum CheckpointRetention
{
    /// <summary>Deleted on cancellation, kept when the job fails.</summary>
    DeleteOnCancellation,

    /// <summary>Kept on cancellation and when the job fails.</summary>
    RetainOnCancellation,

    /// <summary>Deleted in any case; they only serve restarts within the job's life.</summary>
    NoExternalized,
}

/// <summary><c>weir.checkpointing</c>, with its defaults. Values are checked by <see cref="Validate"/>.</summary>
internal sealed record CheckpointingConfiguration
{
    /// <summary>The longest time that a timer of the platform can be set to, rounded down.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromDays(24);

    public static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(10);

    public static readonly TimeSpan ShortestSavepointInterval = TimeSpan.FromSeconds(1);

    /// <summary>Null: no periodic checkpoints. (A bounded job's final checkpoint is taken all the same.)</summary>
    public TimeSpan? Interval { get; init; }

    public CheckpointingMode Mode { get; init; } = CheckpointingMode.ExactlyOnce;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan MinimumPause { get; init; }

    public int MaximumConcurrent { get; init; } = 1;

    /// <summary>−1: any number.</summary>
    public int TolerableFailures { get; init; }

    public CheckpointRetention Retention { get; init; } = CheckpointRetention.DeleteOnCancellation;

    public int Retained { get; init; } = 1;

    /// <summary>Whether barriers overtake records.</summary>
    public bool Unaligned { get; init; }

    /// <summary>How long they are aligned before they do.</summary>
    public TimeSpan AlignedTimeout { get; init; }

    /// <summary>What a subtask keeps of records that were overtaken, at most.</summary>
    public long MaximumInFlightBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Only true: a job that has tasks that have finished goes on taking checkpoints, and one at its end.</summary>
    public bool AfterTasksFinish { get; init; } = true;

    public bool Incremental { get; init; } = true;

    /// <summary>Whether nodes keep copies of what they write into the latest checkpoint, to start again from.</summary>
    public bool LocalRecovery { get; init; }

    public string? StorageDirectory { get; init; }

    public int InlineThresholdBytes { get; init; } = 20 * 1024;

    public long SegmentSizeBytes { get; init; } = 32L * 1024 * 1024;

    public string? SavepointDirectory { get; init; }

    public TimeSpan? SavepointEvery { get; init; }

    public CronSchedule? SavepointCron { get; init; }

    public int SavepointsKept { get; init; } = 10;

    public AlertConfiguration Alert { get; init; } = AlertConfiguration.Default;

    public RestartConfiguration Restart { get; init; } = RestartConfiguration.Default;

    public bool HasAutomaticSavepoints => SavepointEvery is not null || SavepointCron is not null;

    public bool IsExactlyOnce => Mode == CheckpointingMode.ExactlyOnce;

    /// <summary>One line per value that cannot be used: key, value, range. Empty: all is well.</summary>
    public IReadOnlyList<string> Validate() => [.. Problems().Select(problem => Line("weir.checkpointing.", problem))];

    private static string Line(string prefix, (string Key, string Value, string Range) problem) =>
        $"{prefix}{problem.Key} is {problem.Value}; it must be {problem.Range}.";

    private IEnumerable<(string Key, string Value, string Range)> Problems()
    {
        if (Interval is { } interval && (interval < ShortestInterval || interval > LongestTime))
        {
            yield return ("interval", Text(interval), $"off, or {Text(ShortestInterval)} to {Text(LongestTime)}");
        }

        if (Timeout < ShortestInterval || Timeout > LongestTime)
        {
            yield return ("timeout", Text(Timeout), $"{Text(ShortestInterval)} to {Text(LongestTime)}");
        }

        if (MinimumPause < TimeSpan.Zero || MinimumPause > LongestTime)
        {
            yield return ("min-pause", Text(MinimumPause), $"0 to {Text(LongestTime)}");
        }

        if (MaximumConcurrent is < 1 or > 1000)
        {
            yield return ("max-concurrent", $"{MaximumConcurrent}", "1 to 1000");
        }
        else if (MaximumConcurrent > 1 && (MinimumPause > TimeSpan.Zero || Unaligned))
        {
            yield return ("max-concurrent", $"{MaximumConcurrent}", "1 when min-pause is set or unaligned.enabled is true");
        }

        if (TolerableFailures < -1)
        {
            yield return ("tolerable-failures", $"{TolerableFailures}", "0 or more, or -1 for any number");
        }

        if (Retained is < 1 or > 10_000)
        {
            yield return ("num-retained", $"{Retained}", "1 to 10000");
        }

        if (Unaligned && !IsExactlyOnce)
        {
            yield return ("unaligned.enabled", "true", "false with mode at-least-once, where nothing is aligned");
        }

        if (AlignedTimeout < TimeSpan.Zero || AlignedTimeout > LongestTime)
        {
            yield return ("unaligned.aligned-timeout", Text(AlignedTimeout), $"0 to {Text(LongestTime)}");
        }

        if (MaximumInFlightBytes is < 1024 * 1024 or > 1024 * 1024 * 1024)
        {
            yield return ("unaligned.max-in-flight", $"{MaximumInFlightBytes} B", "1 MiB to 1 GiB");
        }

        if (!AfterTasksFinish)
        {
            yield return ("after-tasks-finish", "false", "true: without checkpoints after the first task has finished, the last results of a bounded job would never be committed");
        }

        if (InlineThresholdBytes is < 0 or > 1024 * 1024)
        {
            yield return ("storage.inline-threshold", $"{InlineThresholdBytes} B", "0 to 1 MiB");
        }

        if (SegmentSizeBytes is < 64 * 1024 or > 1L << 31)
        {
            yield return ("storage.segment-size", $"{SegmentSizeBytes} B", "64 KiB to 2 GiB");
        }

        if (SavepointEvery is { } every)
        {
            if (every < ShortestSavepointInterval || every > LongestTime)
            {
                yield return ("savepoint.every", Text(every), $"off, or {Text(ShortestSavepointInterval)} to {Text(LongestTime)}");
            }
            else if (SavepointDirectory is null)
            {
                yield return ("savepoint.every", Text(every), "off as long as weir.checkpointing.savepoint.dir is not set");
            }
        }

        if (SavepointCron is { } cron)
        {
            if (cron.After(DateTimeOffset.UnixEpoch) is null)
            {
                yield return ("savepoint.cron", cron.Text, "a time that comes some day");
            }
            else if (SavepointEvery is not null)
            {
                yield return ("savepoint.cron", cron.Text, "off when savepoint.every is set");
            }
            else if (SavepointDirectory is null)
            {
                yield return ("savepoint.cron", cron.Text, "off as long as weir.checkpointing.savepoint.dir is not set");
            }
        }

        if (SavepointsKept < 1)
        {
            yield return ("savepoint.keep", $"{SavepointsKept}", "at least 1");
        }

        foreach (var (key, value, range) in Alert.Problems())
        {
            yield return ($"alert.{key}", value, range);
        }

        foreach (var (key, value, range) in Restart.Problems())
        {
            yield return ($"restart.{key}", value, range);
        }
    }

    private static string Text(TimeSpan time) =>
        time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:0.###} ms" : time.TotalMinutes < 1 ? $"{time.TotalSeconds:0.###} s" : time.ToString();
}
