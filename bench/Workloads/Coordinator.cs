using System.Diagnostics;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Bench.Harness;

namespace Weir.Bench.Workloads;

/// <summary>
/// Checkpoints of a job with many subtasks, through the job's real machines, in one thread: what a checkpoint costs the
/// leader, whatever the subtasks do. The limit counts the same acknowledgements off in an array.
/// </summary>
internal static class Coordinator
{
    private const double MostMillisecondsPerCheckpoint = 50;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Workload Create(int subtasks, int checkpoints) => new(
        $"coordinator, {subtasks:N0} subtasks",
        new Dictionary<string, double>(StringComparer.Ordinal),
        [
            new("weir", _ => Task.Run(() => Run(subtasks, checkpoints))),
            new("limit", _ => Task.Run(() => Count(subtasks, checkpoints))),
        ],
        []);

    private static Measurement Run(int subtasks, int checkpoints)
    {
        var job = new CoordinatedJob(subtasks);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        job.Deploy();
        TimeSpan deployed = Environment.CpuUsage.TotalTime - before;
        double pendingBytes = BytesOfPending(job, subtasks);

        ManagedRun run = ManagedRun.Begin();
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < checkpoints; i++)
        {
            job.Checkpoint();
        }

        Measurement measurement = run.End((long)subtasks * checkpoints, Stopwatch.GetElapsedTime(started), job.Answer);
        return measurement with
        {
            Figures =
            [
                new("CPU per checkpoint", measurement.Cpu!.Value.TotalMilliseconds / checkpoints, "ms", MostMillisecondsPerCheckpoint),
                new("allocated per checkpoint", measurement.AllocatedBytes!.Value / (double)checkpoints, "bytes"),
                new("held by a pending checkpoint", pendingBytes, "bytes"),
                new("held by a pending checkpoint, per subtask", pendingBytes / subtasks, "bytes"),
                new("CPU to bring all subtasks up", deployed.TotalMilliseconds, "ms"),
            ],
        };
    }

    /// <summary>All but one have acknowledged: what is held then, with a snapshot of the least size for each.</summary>
    private static double BytesOfPending(CoordinatedJob job, int subtasks)
    {
        long empty = GC.GetTotalMemory(forceFullCollection: true);
        job.BeginCheckpoint();
        job.Acknowledge(0, subtasks - 1);
        long full = GC.GetTotalMemory(forceFullCollection: true);
        job.Acknowledge(subtasks - 1, subtasks);
        job.FinishCheckpoint();
        return full - empty;
    }

    private static Measurement Count(int subtasks, int checkpoints)
    {
        ulong answer = 0;
        long[] values = new long[subtasks];
        ManagedRun run = ManagedRun.Begin();
        long started = Stopwatch.GetTimestamp();

        // One more than is measured of the other: that one has been taken before.
        for (int id = 1; id <= checkpoints + 1; id++)
        {
            for (int i = 0; i < subtasks; i++)
            {
                values[i] = CoordinatedJob.ValueOf(id, i);
            }

            for (int i = 0; i < subtasks; i++)
            {
                answer += (ulong)values[i] * (ulong)(i + 1);
            }
        }

        return run.End((long)subtasks * checkpoints, Stopwatch.GetElapsedTime(started), answer);
    }

    /// <summary>A job whose subtasks do what they are told at once. Each step says what it must lead to.</summary>
    private sealed class CoordinatedJob
    {
        private readonly JobTopology _topology;
        private readonly JobProtocol _protocol;
        private DateTimeOffset _now = Start;
        private long _requests;
        private long _checkpoint;

        public CoordinatedJob(int subtasks)
        {
            int ends = Math.Max(1, subtasks / 4);
            _topology = new JobTopology(
                [
                    new(new VertexId(0), "read", ends, IsSource: true),
                    new(new VertexId(1), "count", subtasks - (2 * ends), IsSource: false),
                    new(new VertexId(2), "write", ends, IsSource: false),
                ],
                [new(new VertexId(0), new VertexId(1)), new(new VertexId(1), new VertexId(2))]);
            _protocol = new JobProtocol("bench", _topology, new CheckpointingConfiguration(), RecordedJob.None);
        }

        /// <summary>The sum of what the completed checkpoints hold, each by its place.</summary>
        public ulong Answer { get; private set; }

        public static long ValueOf(long checkpointId, int index) => (checkpointId * 31) + index;

        public void Deploy()
        {
            var attempt = new Attempt(1);
            Handle(new JobStarted());
            Handle(new SlotsGranted(1, [.. Enumerable.Repeat(default(TaskManagerId), _topology.Width)]));
            Handle(new StartFound(1, null));
            One<DeploySubtasks>(Handle(new AttemptRecorded(attempt)));
            foreach (SubtaskStatus status in (SubtaskStatus[])[SubtaskStatus.Initializing, SubtaskStatus.Running])
            {
                foreach (SubtaskId subtask in _topology.Subtasks)
                {
                    Handle(new SubtaskReported(subtask, attempt, status));
                }
            }
        }

        public void Checkpoint()
        {
            BeginCheckpoint();
            Acknowledge(0, _topology.Subtasks.Count);
            FinishCheckpoint();
        }

        public void BeginCheckpoint()
        {
            _checkpoint = One<TakeCheckpointId>(Handle(new TriggerRequested(++_requests))).CheckpointId;
            One<CreateStorageLocation>(Handle(new CheckpointIdRecorded(_checkpoint)));
            One<TriggerSources>(Handle(new LocationReady(_checkpoint)));
            Handle(new EnumeratorsSnapshotted(_checkpoint, new Snapshot(0)));
        }

        public void Acknowledge(int from, int to)
        {
            var attempt = new Attempt(1);
            for (int i = from; i < to; i++)
            {
                IReadOnlyList<ProtocolEffect> effects = Handle(new SnapshotAcknowledged(
                    "bench", _topology.Subtasks[i], attempt, _checkpoint, new Snapshot(ValueOf(_checkpoint, i)), new SnapshotMetrics(default, default, default, default, 100)));
                if (i == _topology.Subtasks.Count - 1)
                {
                    Add(One<WriteMetadata>(effects));
                }
            }
        }

        public void FinishCheckpoint()
        {
            One<RecordCompleted>(Handle(new MetadataWritten(_checkpoint)));
            IReadOnlyList<ProtocolEffect> effects = Handle(new CompletionRecorded(_checkpoint));
            if (One<NotifyComplete>(effects).Subtasks.Count != _topology.Subtasks.Count || One<AnswerRequest>(effects).CompletedId != _checkpoint)
            {
                throw new InvalidOperationException($"Checkpoint {_checkpoint} was not completed as it should be.");
            }
        }

        private static T One<T>(IReadOnlyList<ProtocolEffect> effects) => effects.OfType<T>().Single();

        private void Add(WriteMetadata write)
        {
            for (int i = 0; i < write.Snapshots.Count; i++)
            {
                Answer += (ulong)((Snapshot)write.Snapshots[i].Snapshot).Value * (ulong)(i + 1);
            }
        }

        private IReadOnlyList<ProtocolEffect> Handle(ProtocolEvent happened)
        {
            _now += TimeSpan.FromMicroseconds(1);
            return _protocol.Handle(happened, _now, 0.5);
        }
    }

    private sealed record Snapshot(long Value) : ISnapshotToken;
}
