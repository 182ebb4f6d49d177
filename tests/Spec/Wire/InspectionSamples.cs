using Weir.Actors.Coordination;
using Weir.Actors.History;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Spec.Wire;

/// <summary>Messages for those who watch over jobs, with something in each field.</summary>
internal static class InspectionSamples
{
    private static readonly DateTimeOffset At = new(2026, 11, 1, 12, 0, 0, 123, TimeSpan.Zero);

    public static IEnumerable<object> All(JobStatus status, FailureEntry failure, RecoveryEntry recovery, FailureCause cause)
    {
        var metrics = new SnapshotMetrics(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(4), 5);
        var completed = new CheckpointFacts(7, CheckpointKind.Manual, At, 2)
        {
            Progress = CheckpointProgress.Completed,
            EndedAt = At.AddSeconds(1),
            LastAcknowledgedAt = At.AddMilliseconds(900),
            Acknowledged = 2,
            Location = "/checkpoints/j/chk-7",
            IsDiscarded = true,
            BytesWritten = 10,
            StateBytes = 11,
            Vertices = [new VertexPart(new VertexId(0), "read → map", 2, [new SubtaskPart(0, TimeSpan.FromMilliseconds(5), metrics), new SubtaskPart(1, TimeSpan.FromMilliseconds(900), metrics)])],
        };
        var failed = new CheckpointFacts(8, CheckpointKind.Periodic, At, 2) { Progress = CheckpointProgress.Failed, Reason = CheckpointFailureReason.Expired, Message = "too slow" };
        var restored = new RestoredFacts(6, At, "/checkpoints/j/chk-6", IsSavepoint: true);
        yield return new InspectJobs();
        yield return new JobsInspection([new JobLine(status, At, null, At.AddSeconds(3))]);
        yield return new InspectArtifactUse(new string('a', 64));
        yield return new ArtifactUse(["j", "k"]);
        yield return new InspectJob("j");
        yield return new JobInspection
        {
            Status = status,
            SubmittedAt = At,
            EndedAt = At.AddHours(1),
            Now = At.AddHours(2),
            States = new Dictionary<JobState, DateTimeOffset> { [JobState.Created] = At, [JobState.Failed] = At.AddHours(1) },
            Vertices = [new VertexInspection(new VertexId(0), "uid", "read → map", ["read", "map"], 128, true, [new SubtaskInspection(SubtaskStatus.Running, new SubtaskExecution(new Attempt(2), "node", At, At, At, null), 5, 6) { Activity = new SubtaskActivity(0.25, 0.5, null) }]) { Uids = ["uid", "map"] }],
            Edges = [new EdgeInspection(new VertexId(0), new VertexId(1), "keyed")],
            Failures = [failure],
            Recoveries = [recovery],
            Cause = cause,
            Checkpointing = new CheckpointingInspection
            {
                IsExactlyOnce = true,
                Interval = TimeSpan.FromSeconds(1),
                Timeout = TimeSpan.FromMinutes(1),
                MinimumPause = TimeSpan.Zero,
                MaximumConcurrent = 1,
                TolerableFailures = -1,
                IsKeptWhenFailed = true,
                IsKeptWhenCancelled = false,
                IsUnaligned = false,
                AlignedTimeout = TimeSpan.Zero,
                MaximumInFlightBytes = 1L << 40,
                AfterTasksFinish = true,
                IsIncremental = true,
                IsLocalRecovery = true,
                StorageDirectory = "/checkpoints",
                Restart = "exponential",
            },
        };
        yield return new InspectCheckpoints("j");
        yield return new CheckpointsInspection(
            new CheckpointCounts(1, 2, 3, 4),
            new CheckpointSpreads(Spread.Of([1, 2, 3]), Spread.None, Spread.Of([7]), Spread.None, Spread.Of([8])),
            completed,
            null,
            failed,
            restored,
            [failed, completed]);
        yield return new InspectCheckpoint("j", 7);
        yield return new CheckpointInspection(completed);
        var distribution = new DistributionSnapshot(3, 1, 3, 6, [1, 2, 3]);
        yield return new HistorySnapshot(At, 1, 2, 3, restored, [completed, failed], completed, null, failed, [distribution, distribution, distribution, distribution]);
    }
}
