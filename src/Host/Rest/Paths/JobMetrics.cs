using System.Globalization;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Host.Rest.Paths;

/// <summary>A job's figures under Flink's names. Times in milliseconds, sizes in bytes.</summary>
internal static class JobMetrics
{
    public static IReadOnlyDictionary<string, string> Of(JobInspection job, CheckpointsInspection checkpoints)
    {
        var last = checkpoints.LatestCompleted;
        var running = job.Status.State == JobState.Running && job.States.TryGetValue(JobState.Running, out var since) ? job.Now - since : TimeSpan.Zero;
        var restarting = job.Status.State == JobState.Restarting && job.States.TryGetValue(JobState.Restarting, out var from) ? job.Now - from : TimeSpan.Zero;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["numRestarts"] = Text(job.Status.Restarts),
            ["uptime"] = Text(Wording.Milliseconds(running)),
            ["downtime"] = Text(Wording.Milliseconds(restarting)),
            ["runningTime"] = Text(Wording.Milliseconds(running)),
            ["restartingTime"] = Text(Wording.Milliseconds(restarting)),
            ["totalNumberOfCheckpoints"] = Text(checkpoints.Counts.Total),
            ["numberOfInProgressCheckpoints"] = Text(checkpoints.Counts.InProgress),
            ["numberOfCompletedCheckpoints"] = Text(checkpoints.Counts.Completed),
            ["numberOfFailedCheckpoints"] = Text(checkpoints.Counts.Failed),
            ["lastCheckpointSize"] = Text(last?.BytesWritten ?? -1),
            ["lastCheckpointFullSize"] = Text(last?.StateBytes ?? -1),
            ["lastCheckpointProcessedData"] = Text(last?.BytesProcessed ?? -1),
            ["lastCheckpointPersistedData"] = Text(last?.BytesPersisted ?? -1),
            ["lastCheckpointDuration"] = Text(last is null ? -1 : Wording.Milliseconds(last.Duration)),
            ["lastCheckpointCompletedTimestamp"] = Text(last?.EndedAt is { } ended ? Wording.Milliseconds(ended) : -1),
            ["lastCompletedCheckpointId"] = Text(last?.Id ?? -1),
            ["lastCheckpointExternalPath"] = last?.Location ?? "n/a",
            ["lastCheckpointRestoreTimestamp"] = Text(checkpoints.Restored is { } restored ? Wording.Milliseconds(restored.At) : -1),
        };
    }

    private static string Text(long figure) => figure.ToString(CultureInfo.InvariantCulture);
}
