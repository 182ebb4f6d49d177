using Weir.Simulation.World;

namespace Weir.Simulation.Cluster;

/// <summary>The nodes of a run and what happens to them, all from the seed.</summary>
internal sealed record ClusterShape
{
    public required ClusterMutation Mutation { get; init; }

    /// <summary>How many slots each node has.</summary>
    public required IReadOnlyList<int> Slots { get; init; }

    /// <summary>How long the membership takes to notice that a node is gone, or back, at most.</summary>
    public required double DetectionMilliseconds { get; init; }

    public required TimeSpan Settle { get; init; }

    public required TimeSpan HeartbeatInterval { get; init; }

    public required TimeSpan HeartbeatTimeout { get; init; }

    /// <summary>How long the leader has to be unreachable before another one is made, at most.</summary>
    public required double FailoverMilliseconds { get; init; }

    /// <summary>The mean time between kills of a node; 0: none. So with the others.</summary>
    public required double KillMilliseconds { get; init; }

    /// <summary>Between one node standing still and the next (SIGSTOP, SIGCONT).</summary>
    public required double PauseMilliseconds { get; init; }

    /// <summary>Between one node being cut off and the next.</summary>
    public required double CutMilliseconds { get; init; }

    /// <summary>How long a node stands still or is cut off, at most.</summary>
    public required double ZombieMilliseconds { get; init; }

    /// <summary>Between one node leaving in good order and the next.</summary>
    public required double LeaveMilliseconds { get; init; }

    /// <summary>How long a node that was killed, or has left, is away, at most.</summary>
    public required double AwayMilliseconds { get; init; }

    /// <summary>Between one needless change of the leader, the old one not knowing of it, and the next.</summary>
    public required double UsurpationMilliseconds { get; init; }

    /// <summary>Between one wish for another parallelism of the running job and the next.</summary>
    public required double RescaleMilliseconds { get; init; }

    public static (SimulationOptions Options, ClusterShape Shape) From(int seed, ClusterMutation mutation = ClusterMutation.None)
    {
        var chance = new Chance(seed * 37 + 11);
        var options = SimulationOptions.From(seed);
        options = options with
        {
            Checkpointing = options.Checkpointing with { Interval = TimeSpan.FromMilliseconds(chance.Pick(20, 50, 100, 300)) },
            SplitsPerPipeline = chance.Between(2, 10),
            RecordsPerSplit = chance.Between(10, 40),
            RecordMilliseconds = chance.Pick(5.0, 10, 20),
            FaultsUntil = options.FaultsUntil == TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(chance.Pick(2000, 4000, 8000)),
            ProcessCrashMilliseconds = 0,
            SubtaskCrashMilliseconds = chance.Pick(0, 0, 400, 1500),
            Rescales = false,
            CorruptionMilliseconds = mutation == ClusterMutation.None && chance.Happens(0.06) ? 500 : 0,
            CancelAt = mutation == ClusterMutation.None && chance.Happens(0.04) ? chance.Milliseconds(0, 3000) : null,
        };
        if (mutation != ClusterMutation.None)
        {
            options = options with
            {
                Operation = OperationOptions.None,
                Checkpointing = options.Checkpointing with { Mode = Actors.Coordination.CheckpointingMode.ExactlyOnce, SavepointEvery = null },
            };
        }

        options = mutation == ClusterMutation.None
            ? options.WithSavepoints()
            : options with { SavepointMilliseconds = 0, StopAt = mutation.NeedStop() ? chance.Milliseconds(300, 1500) : null, StopMode = Actors.Coordination.StopMode.Suspend };
        var needed = options.Pipelines.Max(pipeline => Math.Max(pipeline.Sources, Math.Max(pipeline.Counters, pipeline.Sinks)));
        var slots = new List<int>();
        while (slots.Count < 2 || slots.Sum() < needed || (slots.Count < 5 && chance.Happens(0.4)))
        {
            slots.Add(chance.Between(1, 4));
        }

        var interval = chance.Pick(20.0, 50, 100);
        return (options, new ClusterShape
        {
            Mutation = mutation,
            Slots = slots,
            DetectionMilliseconds = chance.Pick(20.0, 200, 500),
            Settle = TimeSpan.FromMilliseconds(chance.Pick(50, 300, 1000)),
            HeartbeatInterval = TimeSpan.FromMilliseconds(interval),
            HeartbeatTimeout = TimeSpan.FromMilliseconds(interval * chance.Pick(3, 5, 10)),
            FailoverMilliseconds = chance.Pick(50.0, 300, 1000),
            KillMilliseconds = chance.Pick(0, 0, 500, 1500),
            PauseMilliseconds = chance.Pick(0, 300, 1000),
            CutMilliseconds = chance.Pick(0, 300, 1000),
            ZombieMilliseconds = chance.Pick(100.0, 500, 2000),
            LeaveMilliseconds = chance.Pick(0, 0, 800, 2000),
            AwayMilliseconds = chance.Pick(50.0, 500, 2000),
            UsurpationMilliseconds = chance.Pick(0, 0, 400, 1500),
            RescaleMilliseconds = mutation == ClusterMutation.None ? chance.Pick(0, 0, 0, 300, 1000) : 0,
        });
    }
}
