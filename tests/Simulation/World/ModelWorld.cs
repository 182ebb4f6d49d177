using Weir.Actors.Coordination;
using Weir.Actors.Jobs;

namespace Weir.Simulation.World;

/// <summary>What the subtasks of a run share, wherever they live: time, chance, input, storage and output.</summary>
internal abstract class ModelWorld
{
    private readonly Dictionary<long, SavepointTarget> _savepoints = [];

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

    /// <summary>Savepoints lie elsewhere than the checkpoints, and nobody sweeps there.</summary>
    public SimulatedStorage Savepoints { get; } = new(hasManyWriters: true);

    public SimulatedOutput Output { get; } = new();

    /// <summary>The savepoint with which the job was stopped, from when that is durable.</summary>
    public RecordedStop? Stop { get; set; }

    public int CompletedSavepoints { get; set; }

    public JobOutcome? Outcome { get; protected set; }

    public int SubtaskCrashes { get; set; }

    public int CompletedCheckpoints { get; set; }

    public int Restores { get; set; }

    /// <summary>Records that barriers have overtaken.</summary>
    public int Overtaken { get; set; }

    /// <summary>
    /// Whether an older checkpoint than the latest may be restored: only after a corruption. What was committed for the
    /// newer one is then committed again.
    /// </summary>
    public bool MayGoBack { get; protected set; }

    public bool HasFaults => Scheduler.Now < Options.FaultsUntil;

    /// <summary>The record's key: the input is the same in every run, whoever reads it.</summary>
    public long KeyOf(int pipeline, int split, int offset) =>
        (((long)pipeline * 7919 + (long)split * 104_729 + offset) * 2_654_435_761L >> 7 & 0xFFFF) % Options.Keys;

    /// <summary>The highest id of a checkpoint or savepoint of which there is still a trace.</summary>
    public long HighestUsed => Math.Max(Storage.HighestUsed, _savepoints.Keys.DefaultIfEmpty().Max());

    /// <summary>Where a checkpoint or savepoint is.</summary>
    public SimulatedStorage StorageOf(long checkpointId) => _savepoints.ContainsKey(checkpointId) ? Savepoints : Storage;

    /// <summary>Whether subtasks stand still behind its barrier.</summary>
    public bool Suspends(long checkpointId) => _savepoints.TryGetValue(checkpointId, out var target) && target.Stop == StopMode.Suspend;

    /// <summary>The folder of a savepoint is about to be made.</summary>
    /// <returns>Where it is; null for a checkpoint.</returns>
    public string? Locate(long checkpointId, SavepointTarget? savepoint)
    {
        if (savepoint is null)
        {
            return null;
        }

        _savepoints[checkpointId] = savepoint;
        return $"savepoint-{checkpointId}";
    }

    /// <summary>Deletes what an aborted checkpoint or savepoint has written; never a complete savepoint.</summary>
    public void Discard(long checkpointId)
    {
        if (_savepoints.ContainsKey(checkpointId) && Savepoints.Metadata(checkpointId) is not null)
        {
            throw new Violation($"savepoint {checkpointId} is complete, and is discarded");
        }

        StorageOf(checkpointId).Delete(checkpointId);
    }

    /// <summary>What is restored must be what the job was stopped with, once it was.</summary>
    public void CheckRestore(long checkpointId)
    {
        if (Stop is { } stop && stop.CheckpointId != checkpointId)
        {
            throw new Violation($"checkpoint {checkpointId} is restored, and the job was stopped with savepoint {stop.CheckpointId}");
        }
    }

    /// <summary>A sink is about to commit what it prepared up to this checkpoint.</summary>
    public abstract void CheckCommit(long checkpointId);
}
