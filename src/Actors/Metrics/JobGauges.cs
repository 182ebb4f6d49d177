using System.Diagnostics.Metrics;
using Weir.Actors.Jobs;

namespace Weir.Actors.Metrics;

/// <summary>A job's figures as its master last knew them; read by whoever collects metrics, on any thread.</summary>
internal sealed class JobGauges(string jobId, string jobName)
{
    private volatile State _state = new(new JobStatus { JobId = jobId, JobName = jobName }, Skipped: 0, AlertsFiring: 0);

    /// <summary>What names the job in its metrics.</summary>
    public KeyValuePair<string, object?>[] Tags { get; } = [new("job_id", jobId), new("job_name", jobName)];

    public JobStatus Status => _state.Status;

    public int AlertsFiring => _state.AlertsFiring;

    public long SkippedCheckpoints => _state.Skipped;

    /// <summary>Called by the job's master alone.</summary>
    public void Set(JobStatus status) => _state = _state with { Status = status };

    /// <summary>Called by the job's master alone.</summary>
    public void SetAlerts(int firing) => _state = _state with { AlertsFiring = firing };

    /// <summary>Called by the job's master alone.</summary>
    public void AddSkipped(int checkpoints) => _state = _state with { Skipped = _state.Skipped + checkpoints };

    public Measurement<long> Measure(long value) => new(value, Tags);

    private sealed record State(JobStatus Status, long Skipped, int AlertsFiring);
}
