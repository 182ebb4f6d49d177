using System.Globalization;
using Weir.Actors.History;
using Weir.Actors.Messages;
using Weir.Operators.Streams;

namespace Weir.Host.Web.Views;

/// <summary>A setting and its value, in words.</summary>
public sealed record Setting(string Name, string Value)
{
    internal static IReadOnlyList<Setting> Of(CheckpointingInspection checkpointing) =>
    [
        new("Guarantee", checkpointing.IsExactlyOnce ? "Exactly once" : "At least once"),
        new("Interval", checkpointing.Interval is { } interval ? Figures.Time(interval) : "None: only when asked for"),
        new("Timeout", Figures.Time(checkpointing.Timeout)),
        new("Minimum pause", Figures.Time(checkpointing.MinimumPause)),
        new("At most at once", checkpointing.MaximumConcurrent.ToString(CultureInfo.InvariantCulture)),
        new("Tolerable failures", checkpointing.TolerableFailures == int.MaxValue ? "Any number" : checkpointing.TolerableFailures.ToString(CultureInfo.InvariantCulture)),
        new("Unaligned", YesOrNo(checkpointing.IsUnaligned)),
        new("Aligned timeout", checkpointing.IsUnaligned ? Figures.Time(checkpointing.AlignedTimeout) : "Not used"),
        new("At most in flight", checkpointing.IsUnaligned ? $"{Figures.Bytes(checkpointing.MaximumInFlightBytes)} for each subtask" : "Not used"),
        new("After tasks have finished", YesOrNo(checkpointing.AfterTasksFinish)),
        new("Kept when the job fails", YesOrNo(checkpointing.IsKeptWhenFailed)),
        new("Kept when it is cancelled", YesOrNo(checkpointing.IsKeptWhenCancelled)),
        new("Storage", checkpointing.StorageDirectory ?? "In memory"),
        new("State while it runs", checkpointing.StateBackend == StateBackend.RocksDb ? "In RocksDB" : "In memory"),
        new("Incremental", YesOrNo(checkpointing.IsIncremental)),
        new("Local recovery", YesOrNo(checkpointing.IsLocalRecovery)),
    ];

    internal static IReadOnlyList<Setting> Of(JobInspection job) =>
    [
        new("Id", job.Status.JobId),
        new("Name", job.Status.JobName),
        new("Submitted", Figures.Moment(job.SubmittedAt)),
        .. job.Checkpointing is { } checkpointing ? (IEnumerable<Setting>)[new("Restarts", checkpointing.Restart)] : [],
        .. job.Vertices.Select(vertex => new Setting(
            vertex.Name, string.Create(CultureInfo.InvariantCulture, $"Parallelism {vertex.Subtasks.Count}, at most {vertex.MaxParallelism}; uid {vertex.Uid}"))),
    ];

    private static string YesOrNo(bool value) => value ? "Yes" : "No";
}
