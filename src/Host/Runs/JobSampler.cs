using System.Diagnostics;
using Weir.Actors.Jobs;
using Weir.Host.Progress;
using Weir.Host.Terminal;

namespace Weir.Host.Runs;

/// <summary>Makes of a job's figures what the progress display shows.</summary>
internal sealed class JobSampler
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _lastSample;
    private long _lastRecords;
    private double _recordsPerSecond;

    public ProgressSample Sample(JobStatus status)
    {
        var now = _clock.Elapsed;

        // Figures come a few times a second: over a shorter time a rate would swing between nothing and twice the truth.
        if (now - _lastSample >= TimeSpan.FromSeconds(1))
        {
            _recordsPerSecond = Math.Max(0, status.RecordsRead - _lastRecords) / (now - _lastSample).TotalSeconds;
            _lastSample = now;
            _lastRecords = status.RecordsRead;
        }

        return new ProgressSample
        {
            JobName = status.JobName,
            State = status.State == JobState.Created ? "starting" : status.State.ToString().ToLowerInvariant(),
            Elapsed = now,
            Records = status.RecordsRead,
            RecordsPerSecond = _recordsPerSecond,
            Checkpoints = status.CheckpointsCompleted,
            FailedCheckpoints = status.CheckpointsFailed,
            LastCheckpoint = status.LastCheckpointId is { } id
                ? $"#{id}, {Figures.Duration(status.LastCheckpointDuration)}, {Figures.Size(status.LastCheckpointBytes)}"
                : "",
            Restarts = status.Restarts,
        };
    }
}
