using Weir.Actors.Jobs;

namespace Weir.Simulation.World;

/// <summary>What the subtasks of a run share, wherever they live: time, chance, input, storage and output.</summary>
internal abstract class ModelWorld
{
    protected ModelWorld(SimulationOptions options, int traceLines, bool hasManyWriters = false)
    {
        Storage = new SimulatedStorage(hasManyWriters);
        Options = options;
        Chance = new Chance(options.Seed);
        Trace = new Trace(Scheduler, traceLines);
    }

    public SimulationOptions Options { get; }

    public Scheduler Scheduler { get; } = new();

    public Chance Chance { get; }

    public Trace Trace { get; }

    public SimulatedStorage Storage { get; }

    public SimulatedOutput Output { get; } = new();

    public JobOutcome? Outcome { get; protected set; }

    public int SubtaskCrashes { get; set; }

    public int CompletedCheckpoints { get; set; }

    public int Restores { get; set; }

    /// <summary>
    /// Whether an older checkpoint than the latest may be restored: only after a corruption. What was committed for the
    /// newer one is then committed again.
    /// </summary>
    public bool MayGoBack { get; protected set; }

    public bool HasFaults => Scheduler.Now < Options.FaultsUntil;

    /// <summary>The record's key: the input is the same in every run, whoever reads it.</summary>
    public long KeyOf(int pipeline, int split, int offset) =>
        (((long)pipeline * 7919 + (long)split * 104_729 + offset) * 2_654_435_761L >> 7 & 0xFFFF) % Options.Keys;

    /// <summary>A sink is about to commit what it prepared up to this checkpoint.</summary>
    public abstract void CheckCommit(long checkpointId);
}
