using Weir.Actors.Coordination;
using Weir.Actors.Restarts;

namespace Weir.Simulation.World;

/// <summary>One run's shape and its faults, all from the seed.</summary>
internal sealed record SimulationOptions
{
    public required int Seed { get; init; }

    public Mutation Mutation { get; init; }

    public required CheckpointingConfiguration Checkpointing { get; init; }

    /// <summary>Source, counter and sink parallelism of each pipeline; pipelines are not connected.</summary>
    public required IReadOnlyList<(int Sources, int Counters, int Sinks)> Pipelines { get; init; }

    public required int SplitsPerPipeline { get; init; }

    public required int RecordsPerSplit { get; init; }

    public required int Keys { get; init; }

    /// <summary>The mean time from one record of a source to the next.</summary>
    public required double RecordMilliseconds { get; init; }

    /// <summary>How long an element or a message is on its way, at most.</summary>
    public required double NetworkMilliseconds { get; init; }

    public required int ChannelCapacity { get; init; }

    /// <summary>Faults end here.</summary>
    public required TimeSpan FaultsUntil { get; init; }

    public required double MessageLoss { get; init; }

    public required double WriteFailure { get; init; }

    public required double MetadataUnknown { get; init; }

    /// <summary>The mean time between crashes of a subtask; 0: none.</summary>
    public required double SubtaskCrashMilliseconds { get; init; }

    /// <summary>The mean time between crashes of the whole process; 0: none.</summary>
    public required double ProcessCrashMilliseconds { get; init; }

    /// <summary>The mean time between manual triggers; 0: none.</summary>
    public required double ManualTriggerMilliseconds { get; init; }

    /// <summary>Each new life of the process may have other parallelisms.</summary>
    public required bool Rescales { get; init; }

    /// <summary>The mean time from one corruption of the latest checkpoint to the next; 0: none.</summary>
    public required double CorruptionMilliseconds { get; init; }

    /// <summary>When the user cancels; null: never.</summary>
    public TimeSpan? CancelAt { get; init; }

    /// <summary>The mean time between savepoints; 0: none.</summary>
    public double SavepointMilliseconds { get; init; }

    /// <summary>When the user first wants the job to be stopped with a savepoint, and again until it is; null: never.</summary>
    public TimeSpan? StopAt { get; init; }

    public StopMode StopMode { get; init; } = StopMode.Suspend;

    /// <summary>How long a sink takes for a record, on average; 0: next to nothing.</summary>
    public double SinkMilliseconds { get; init; }

    /// <summary>Whether barriers keep their place on the way to sinks, as on a forward edge, while they overtake elsewhere.</summary>
    public bool SinksKeepOrder { get; init; }

    public OperationOptions Operation { get; init; } = OperationOptions.None;

    /// <summary>Barriers that overtake, of a chance of their own.</summary>
    private SimulationOptions WithOvertaking()
    {
        var chance = new Chance(Seed * 59 + 3);
        if (!Checkpointing.IsExactlyOnce || !(Mutation == Mutation.None ? chance.Happens(0.5) : Mutation.NeedsOvertaking()))
        {
            return this;
        }

        // A checkpoint that is aligned after all, behind a savepoint or on the way to the sinks, has to get through: always, where none may fail.
        var isSlow = Checkpointing.Timeout >= TimeSpan.FromMilliseconds(Checkpointing.TolerableFailures == 0 ? 2000 : 500) && chance.Happens(0.6);
        return this with
        {
            Checkpointing = Checkpointing with
            {
                Unaligned = true,
                AlignedTimeout = TimeSpan.FromMilliseconds(chance.Pick(0, 0, 5, 30)),
                MaximumConcurrent = 1,
            },
            SinkMilliseconds = isSlow ? chance.Pick(2, 10, 25) : 0,
            SinksKeepOrder = !isSlow && chance.Happens(0.2),
            Rescales = Rescales || chance.Happens(0.5),
        };
    }

    /// <summary>Savepoints and stops, of a chance of their own: what else happens to a seed does not change with them.</summary>
    public SimulationOptions WithSavepoints()
    {
        var chance = new Chance(Seed * 53 + 5);
        if (Mutation != Mutation.None)
        {
            return this;
        }

        // Without a journal, a process that comes back cannot know that it was stopped.
        var stops = chance.Happens(0.4) && ProcessCrashMilliseconds == 0;
        return this with
        {
            SavepointMilliseconds = chance.Pick(0, 0, 150, 600),
            StopAt = stops ? chance.Milliseconds(0, 4000) : null,
            StopMode = chance.Pick(StopMode.Suspend, StopMode.Suspend, StopMode.Drain),
        };
    }

    /// <summary>
    /// A job that no failed checkpoint is forgiven restarts for ever when each takes longer than its timeout: that is what such settings mean,
    /// and nothing to wait for the end of.
    /// </summary>
    public static int ShortestTimeoutMilliseconds(int tolerableFailures) => tolerableFailures == 0 ? 500 : 0;

    public static (int Sources, int Counters, int Sinks) Parallelism(Chance chance) =>
        (chance.Between(1, 4), chance.Between(1, 4), chance.Between(1, 4));

    public static SimulationOptions From(int seed, Mutation mutation = Mutation.None)
    {
        var chance = new Chance(seed * 31 + 7);
        var isCalm = chance.Happens(0.05);
        var interval = chance.Pick(20, 50, 100, 300, 1000);
        var minimumPause = chance.Pick(0, 0, 10, 100);
        var pipelines = new List<(int, int, int)>();
        for (var count = chance.Happens(0.25) ? 2 : 1; count > 0; count--)
        {
            pipelines.Add(Parallelism(chance));
        }

        // In this order, which gives each seed what it always had.
        var isPeriodic = !chance.Happens(0.04);
        var mode = mutation == Mutation.None && chance.Happens(0.2) ? CheckpointingMode.AtLeastOnce : CheckpointingMode.ExactlyOnce;
        var timeout = chance.Pick(150, 500, 2000);
        var maximumConcurrent = minimumPause > 0 ? 1 : chance.Pick(1, 1, 2, 4);
        var tolerableFailures = chance.Pick(-1, 0, 1, 3);
        return OperationOptions.Add(new SimulationOptions
        {
            Seed = seed,
            Mutation = mutation,
            Checkpointing = new CheckpointingConfiguration
            {
                Interval = isPeriodic ? TimeSpan.FromMilliseconds(interval) : null,
                Mode = mode,
                Timeout = TimeSpan.FromMilliseconds(Math.Max(timeout, ShortestTimeoutMilliseconds(tolerableFailures))),
                MinimumPause = TimeSpan.FromMilliseconds(minimumPause),
                MaximumConcurrent = maximumConcurrent,
                TolerableFailures = tolerableFailures,
                Retained = chance.Pick(1, 1, 2, 3),
                Restart = new ExponentialDelayConfiguration
                {
                    InitialDelay = TimeSpan.FromMilliseconds(chance.Pick(0, 10, 100)),
                    MaximumDelay = TimeSpan.FromMilliseconds(500),
                },
            },
            Pipelines = pipelines,
            SplitsPerPipeline = chance.Between(1, 6),
            RecordsPerSplit = chance.Between(5, 40),
            Keys = chance.Between(1, 9),
            RecordMilliseconds = chance.Pick(1.0, 5, 20),
            NetworkMilliseconds = chance.Pick(0.5, 5, 30),
            ChannelCapacity = chance.Pick(1, 3, 10),
            FaultsUntil = isCalm ? TimeSpan.Zero : TimeSpan.FromMilliseconds(chance.Pick(1000, 3000, 8000)),
            MessageLoss = chance.Pick(0, 0, 0.01, 0.1),
            WriteFailure = chance.Pick(0, 0.01, 0.1),
            MetadataUnknown = chance.Pick(0, 0.05, 0.3),
            SubtaskCrashMilliseconds = chance.Pick(0, 100, 400, 1500),
            ProcessCrashMilliseconds = chance.Pick(0, 0, 300, 1000, 3000),
            ManualTriggerMilliseconds = chance.Pick(0, 0, 150, 1000),
            Rescales = chance.Happens(0.3),
            CorruptionMilliseconds = mutation == Mutation.None && chance.Happens(0.1) ? 500 : 0,
            CancelAt = mutation == Mutation.None && chance.Happens(0.04) ? chance.Milliseconds(0, 3000) : null,
        }.WithSavepoints().WithOvertaking());
    }
}
